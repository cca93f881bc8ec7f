"""Approvals of wordings are read by everybody in the house, made by who administers or coordinates, and never changed but once: withdrawn."""

from django.db import migrations

TABLE = "reporting_wordingapproval"
MAY = "(SELECT enishi_may('administer')) OR (SELECT enishi_may('coordinate'))"
WALL = f"""
ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON {TABLE} TO enishi_app;
CREATE POLICY {TABLE}_read ON {TABLE} FOR SELECT TO enishi_app USING (true);
CREATE POLICY {TABLE}_made ON {TABLE} FOR INSERT TO enishi_app WITH CHECK (
    ({MAY}) AND approved_by = ((SELECT enishi_hat())).membership AND withdrawn_at IS NULL);
CREATE POLICY {TABLE}_kept ON {TABLE} FOR UPDATE TO enishi_app USING (({MAY}) AND withdrawn_at IS NULL)
    WITH CHECK (({MAY}) AND withdrawn_by = ((SELECT enishi_hat())).membership);
CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION
    sharing_keeps('id', 'sheet', 'language', 'version', 'digest', 'remark', 'approved_by', 'approved_at');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("sharing", "0014_evidence_walls"),
        ("agencies", "0002_hat"),
    ]

    operations = [migrations.RunSQL(WALL)]
