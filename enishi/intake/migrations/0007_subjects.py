"""Consultations and referrals of before consents say of whom they tell, so that a consent can open them."""

from django.db import migrations

# The owner is behind the walls, too: it steps out for one statement each.
BACKFILL = """
ALTER TABLE sharing_binder NO FORCE ROW LEVEL SECURITY;
ALTER TABLE intake_consultation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE intake_referral NO FORCE ROW LEVEL SECURITY;
UPDATE sharing_binder b SET subject_id = c.resident_id FROM intake_consultation c
 WHERE c.id = b.id AND c.resident_id IS NOT NULL AND b.subject_id IS NULL;
UPDATE sharing_binder b SET subject_id = c.resident_id FROM intake_referral r
  JOIN intake_consultation c ON c.id = r.consultation_id
 WHERE r.id = b.id AND c.resident_id IS NOT NULL AND b.subject_id IS NULL;
ALTER TABLE intake_referral FORCE ROW LEVEL SECURITY;
ALTER TABLE intake_consultation FORCE ROW LEVEL SECURITY;
ALTER TABLE sharing_binder FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_kept_as_seen"), ("sharing", "0007_consent_verbs")]

    operations = [migrations.RunSQL(BACKFILL)]
