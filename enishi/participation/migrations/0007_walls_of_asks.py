"""Cards of hosts behind the walls of the case; sent by who leads, never changed."""

from django.db import migrations

from enishi.sharing import walls

TABLE = "participation_hostask"
GUARD = """
CREATE FUNCTION participation_ask_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT participation_leads(NEW.case_id) THEN PERFORM sharing_refuse('a host is asked by who leads'); END IF;
    IF NOT EXISTS (SELECT 1 FROM participation_placement p
                    WHERE p.id = NEW.placement_id AND p.case_id = NEW.case_id AND p.binder_id = NEW.binder_id
                      AND p.resource_id = NEW.resource_id AND p.state <> 'ended')
       OR NOT EXISTS (SELECT 1 FROM agencies_releasedcard c
                       WHERE c.id = NEW.card_id AND c.about = NEW.binder_id AND c.agency_id = hat.agency AND c.rests_on IS NOT NULL)
    THEN PERFORM sharing_refuse('a card of this file, for a host of this file'); END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION participation_host_is_asked(p_resource uuid, p_placement uuid, p_day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT coalesce((enishi_hat()).sees, false) THEN RETURN false; END IF;
    RETURN EXISTS (
        SELECT 1 FROM participation_hostask a JOIN agencies_releasedcard c ON c.id = a.card_id
         WHERE a.resource_id = p_resource AND a.day = p_day AND (a.placement_id <> p_placement OR c.answered_at IS NOT NULL));
END $$;
COMMENT ON FUNCTION participation_host_is_asked(uuid, uuid, date) IS
    'Whether a host was asked that day for anybody else, or has answered: of a host, naming nobody.';
"""


class Migration(migrations.Migration):
    dependencies = [("participation", "0006_hostask"), ("sharing", "0019_cards")]

    operations = [
        migrations.RunSQL(GUARD),
        migrations.RunSQL(
            [
                f"CREATE TRIGGER {TABLE}_open BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION participation_open_guard()",
                f"CREATE TRIGGER {TABLE}_guard BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION participation_ask_guard()",
                f"CREATE TRIGGER {TABLE}_of_this_case BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION cases_of_this_case()",
                *walls.content_wall(TABLE, binder="binder_id", information_class="information_class", write="INSERT"),
                *walls.no_statistics(TABLE),
                *walls.kernel_reads(TABLE),
                *walls.kernel_owns("participation_ask_guard()", "participation_host_is_asked(uuid, uuid, date)"),
                "REVOKE EXECUTE ON FUNCTION participation_host_is_asked(uuid, uuid, date) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION participation_host_is_asked(uuid, uuid, date) TO enishi_app",
            ]
        ),
    ]
