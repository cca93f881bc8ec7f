"""What was told is changed by those who see it; a need is taken over by accepting it, not before; files keep their checksum."""

from django.db import migrations

from enishi.sharing import walls

CONCERN = walls.reaches(
    "intake_concern.consultation_id", "intake_concern.information_class", "intake_concern.origin_id"
)
CONTENT = (
    "statement", "concern", "caller", "informant", "placeofconcern", "referralletter", "referralremark", "attachment"
)  # fmt: skip

# Own work has no end: whoever could take it before answering would keep it after declining.
TAKEN = """
CREATE FUNCTION intake_taken_when_accepted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE sent boolean; accepted boolean;
BEGIN
    IF NEW.kind <> 'own_work' OR NOT EXISTS (
        SELECT 1 FROM sharing_ground r WHERE r.id = NEW.ground_id AND r.purpose = 'つなぎを受けた相談対応')
    THEN RETURN NEW; END IF;
    SELECT count(*) > 0, coalesce(bool_or(r.kind = 'handover' AND r.state IN ('accepted', 'in_progress', 'on_hold')), false)
      INTO sent, accepted
      FROM intake_referral r
     WHERE r.receiver_agency_id = NEW.grantee_id AND EXISTS (
           SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (r.grounds) AND g.binder_id = NEW.binder_id
              AND g.grantee_id = NEW.grantee_id AND g.revoked_at IS NULL);
    IF sent AND NOT accepted THEN PERFORM sharing_refuse('not accepted'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_taken_when_accepted BEFORE INSERT ON sharing_grant
FOR EACH ROW EXECUTE FUNCTION intake_taken_when_accepted();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_tasks"), ("sharing", "0005_given_on")]

    operations = [
        migrations.RunSQL(
            walls.kept_as_seen(
                "intake_concern", CONCERN, "id", "consultation_id", "information_class", "origin_id", "author_id", "at"
            )
        ),
        migrations.RunSQL(walls.not_by_link("intake_consultation")),
        migrations.RunSQL(walls.not_by_link("intake_holding")),
        migrations.RunSQL(TAKEN),
        migrations.RunSQL(walls.kernel_owns("intake_taken_when_accepted()")),
        migrations.RunSQL(walls.no_statistics(*(f"intake_{name}" for name in CONTENT))),
    ]
