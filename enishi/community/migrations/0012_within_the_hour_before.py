"""What came later does not count against an application that is brought in late; and of the form inside nothing is left to write."""

from django.db import migrations

LATELY = """
CREATE OR REPLACE FUNCTION community_applications_lately(p_sender bytea, p_at timestamptz) RETURNS TABLE (by_sender int, in_all int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FILTER (WHERE sender_digest = p_sender)::int, count(*)::int FROM community_application
     WHERE received_at > p_at - interval '1 hour' AND received_at <= p_at
$$;
COMMENT ON FUNCTION community_applications_lately(bytea, timestamptz) IS
    'How many applications came within the hour before a moment, from one sender and in all: so that the open form can say no.';
"""
RIGHTS = [
    LATELY,
    # The functions that confirmed an application and asked the office are gone (0011).
    "REVOKE UPDATE ON community_application FROM enishi_kernel",
    "REVOKE SELECT ON community_network FROM enishi_kernel",
]


class Migration(migrations.Migration):
    dependencies = [("community", "0011_asked_at_the_edge")]

    operations = [migrations.RunSQL(RIGHTS)]
