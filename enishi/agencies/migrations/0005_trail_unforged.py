"""Without a hat the application can write a line of the trail, but not in somebody's name."""

from django.db import migrations

UNFORGED = """
DROP POLICY trail_written ON office_trailentry;
CREATE POLICY trail_written ON office_trailentry FOR INSERT TO enishi_app WITH CHECK (
    kind NOT IN ('look', 'search')
    AND (((SELECT enishi_hat())).sign_in IS NOT NULL OR coalesce(staff_id, membership_id, sign_in_id) IS NULL));
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_particulars_rights")]

    operations = [migrations.RunSQL(UNFORGED)]
