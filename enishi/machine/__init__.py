"""The machine below all rooms: PostgreSQL, its roles, the supervisor, the console. Knows no resident."""
