"""The second factor: one-time codes, recovery codes, passkeys. Tables and protocol are django-allauth's; the doors are ours."""
