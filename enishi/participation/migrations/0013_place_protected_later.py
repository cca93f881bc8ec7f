"""When a place comes to be protected, its school district goes out no longer: off the commissions, and the cards that show it close.

Whoever writes down the address, or seals it, may have no ground to see the case; so the database does it, in the same transaction.
What was lifted later does not come back: somebody asks anew.
"""

from django.db import migrations

from enishi.sharing import walls

FUNCTIONS = """
CREATE FUNCTION participation_forget_district(p_resident uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE told uuid[];
BEGIN
    SELECT coalesce(array_agg(c.id), '{}') INTO told FROM community_commission c JOIN sharing_consent s ON s.id = c.rests_on
     WHERE s.resident_id = p_resident AND c.district <> '';
    UPDATE agencies_releasedcard k SET closed_at = enishi_now()
     WHERE k.closed_at IS NULL AND k.shown -> 'facts' @> '[["中学校区"]]'
       AND k.id IN (SELECT a.card_id FROM community_memberask a WHERE a.commission_id = ANY (told));
    UPDATE community_commission SET district = '', version = version + 1 WHERE id = ANY (told);
END $$;

CREATE FUNCTION participation_address_protected() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM participation_forget_district(NEW.resident_id);
    RETURN NEW;
END $$;
CREATE TRIGGER address_takes_the_district_back AFTER INSERT OR UPDATE OF protection ON residents_address
FOR EACH ROW WHEN (NEW.protection <> 'none' AND NEW.ended_at IS NULL) EXECUTE FUNCTION participation_address_protected();

CREATE FUNCTION participation_place_sealed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM participation_forget_district(NEW.binder_id);
    RETURN NEW;
END $$;
CREATE TRIGGER seal_takes_the_district_back AFTER INSERT ON sharing_seal
FOR EACH ROW WHEN ((NEW.classes & 32) <> 0) EXECUTE FUNCTION participation_place_sealed();
"""
RIGHTS = [
    "GRANT UPDATE (district) ON community_commission TO enishi_kernel",
    *walls.kernel_owns(
        "participation_forget_district(uuid)", "participation_address_protected()", "participation_place_sealed()"
    ),
    "REVOKE EXECUTE ON FUNCTION participation_forget_district(uuid) FROM PUBLIC",
]


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0012_commissions_stand"),
        ("community", "0014_answers_settled"),
        ("residents", "0003_kept_as_seen"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(RIGHTS)]
