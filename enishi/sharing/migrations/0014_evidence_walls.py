"""Who reads the evidence of a consent: who reads the consent itself. Who adds: own work with the person."""

from django.db import migrations

from enishi.sharing import walls

TABLE = "sharing_consentevidence"
# The policy of sharing_consent decides (a look at the person, and one of the three ways to read a consent).
READS = f"EXISTS (SELECT 1 FROM sharing_consent c WHERE c.id = {TABLE}.consent_id AND c.resident_id = {TABLE}.resident_id)"
WALL = f"""
ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON {TABLE} TO enishi_app;
CREATE POLICY {TABLE}_seen ON {TABLE} FOR SELECT TO enishi_app USING ({READS});
CREATE POLICY {TABLE}_written ON {TABLE} FOR INSERT TO enishi_app WITH CHECK (
    (SELECT enishi_own_agency()) IS NOT NULL AND origin_id = (SELECT enishi_own_agency())
    AND author_id = ((SELECT enishi_hat())).membership AND removed_at IS NULL
    AND (sharing_giveable(resident_id, enishi_now()) & 1) <> 0 AND {READS});
CREATE POLICY {TABLE}_kept ON {TABLE} FOR UPDATE TO enishi_app
    USING (origin_id = (SELECT enishi_own_agency()) AND removed_at IS NULL AND {READS})
    WITH CHECK (origin_id = (SELECT enishi_own_agency()) AND removed_by = ((SELECT enishi_hat())).membership AND {READS});
CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION
    sharing_keeps('id', 'consent_id', 'resident_id', 'kind', 'file_id', 'origin_id', 'author_id', 'at');
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0013_consentevidence")]

    operations = [migrations.RunSQL(WALL), migrations.RunSQL(walls.no_statistics(TABLE))]
