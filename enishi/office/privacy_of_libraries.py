"""Privacy classes of the tables that libraries bring (they cannot say it themselves). A new column there fails the suite."""

from enishi.office.privacy import PrivacyClass

WORK = PrivacyClass.WORK
STAFF = PrivacyClass.STAFF
CREDENTIAL = PrivacyClass.CREDENTIAL
AUDIT = PrivacyClass.AUDIT

TABLES: dict[str, dict[str, PrivacyClass]] = {
    "auth_permission": dict.fromkeys(("id", "name", "content_type_id", "codename"), WORK),
    "auth_group": dict.fromkeys(("id", "name"), WORK),
    "auth_group_permissions": dict.fromkeys(("id", "group_id", "permission_id"), WORK),
    "django_content_type": dict.fromkeys(("id", "app_label", "model"), WORK),
    "django_migrations": dict.fromkeys(("id", "app", "name", "applied"), WORK),
    "account_emailaddress": dict.fromkeys(("id", "user_id", "email", "verified", "primary"), STAFF),
    "account_emailconfirmation": dict.fromkeys(("id", "email_address_id", "created", "sent"), STAFF)
    | {"key": CREDENTIAL},
    "mfa_authenticator": dict.fromkeys(
        ("id", "user_id", "type", "data", "created_at", "last_used_at"), CREDENTIAL
    ),
    "axes_accessattempt": dict.fromkeys(
        (
            "id",
            "user_agent",
            "ip_address",
            "username",
            "http_accept",
            "path_info",
            "attempt_time",
            "get_data",
            "post_data",
            "failures_since_start",
        ),
        AUDIT,
    ),
    "axes_accessattemptexpiration": dict.fromkeys(("access_attempt_id", "expires_at"), AUDIT),
    "axes_accessfailurelog": dict.fromkeys(
        (
            "id",
            "user_agent",
            "ip_address",
            "username",
            "http_accept",
            "path_info",
            "attempt_time",
            "locked_out",
        ),
        AUDIT,
    ),
    "axes_accesslog": dict.fromkeys(
        (
            "id",
            "user_agent",
            "ip_address",
            "username",
            "http_accept",
            "path_info",
            "attempt_time",
            "logout_time",
            "session_hash",
        ),
        AUDIT,
    ),
    "procrastinate_workers": dict.fromkeys(("id", "last_heartbeat"), WORK),
    "procrastinate_jobs": dict.fromkeys(
        (
            "id",
            "queue_name",
            "task_name",
            "priority",
            "lock",
            "args",
            "status",
            "scheduled_at",
            "attempts",
            "queueing_lock",
            "abort_requested",
            "worker_id",
        ),
        WORK,
    ),
    "procrastinate_events": dict.fromkeys(("id", "job_id", "type", "at"), WORK),
    "procrastinate_periodic_defers": dict.fromkeys(
        ("id", "task_name", "defer_timestamp", "job_id", "periodic_id"), WORK
    ),
}
