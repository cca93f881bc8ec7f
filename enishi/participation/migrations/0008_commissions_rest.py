"""A commission rests on the person's consent to be presented to hosts: without it there is none, and with it it ends.

Whoever records the withdrawal may have no ground to see the case, so the database takes the commission back itself.
"""

from django.db import migrations

from enishi.sharing import walls

GONE = "本人の同意がなくなったため。"
RESTS = f"""
CREATE FUNCTION participation_commission_rests() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE agreed sharing_consent;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM sharing_refuse('a commission keeps the consent it rests on');
    END IF;
    SELECT * INTO agreed FROM sharing_consent WHERE id = NEW.rests_on FOR SHARE;
    IF agreed.id IS NULL OR agreed.stage <> 'host' OR agreed.withdrawn_at IS NOT NULL
       OR agreed.starts_at > enishi_now() OR agreed.ends_at <= enishi_now() THEN
        PERFORM sharing_refuse('a commission rests on a consent that stands');
    END IF;
    NEW.consented_until := least(NEW.consented_until, (agreed.ends_at AT TIME ZONE 'Asia/Tokyo')::date);
    RETURN NEW;
END $$;
CREATE TRIGGER commission_rests BEFORE INSERT ON community_commission
FOR EACH ROW WHEN (NEW.rests_on IS NOT NULL) EXECUTE FUNCTION participation_commission_rests();
CREATE TRIGGER commission_keeps_its_consent BEFORE UPDATE ON community_commission FOR EACH ROW
WHEN (OLD.rests_on IS DISTINCT FROM NEW.rests_on OR OLD.consented_until IS DISTINCT FROM NEW.consented_until)
EXECUTE FUNCTION participation_commission_rests();

CREATE FUNCTION participation_commissions_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE community_commission
       SET state = 'taken_back', ended_reason = '{GONE}', ended_at = NEW.withdrawn_at, moved_at = NEW.withdrawn_at,
           version = version + 1
     WHERE rests_on = NEW.id AND state NOT IN ('registered', 'taken_back', 'given_up');
    RETURN NEW;
END $$;
CREATE TRIGGER commissions_end AFTER UPDATE OF withdrawn_at ON sharing_consent
FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION participation_commissions_end();

CREATE FUNCTION participation_lapse_commissions(p_at timestamptz, p_today date) RETURNS TABLE (commission_id uuid, asker uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    UPDATE community_commission c
       SET state = 'taken_back', ended_reason = '{GONE}', ended_at = p_at, moved_at = p_at, version = version + 1
     WHERE c.consented_until < p_today AND c.state NOT IN ('registered', 'taken_back', 'given_up')
    RETURNING c.id, c.agency_id;
END $$;
COMMENT ON FUNCTION participation_lapse_commissions(timestamptz, date) IS
    'Commissions whose consent has ended are taken back; who asked for them is told by the job. Of nobody by name.';
"""
KERNEL = [
    "GRANT SELECT, UPDATE (state, ended_reason, ended_at, moved_at, version) ON community_commission TO enishi_kernel",
    "CREATE POLICY community_commission_kernel ON community_commission TO enishi_kernel USING (true)",
    *walls.kernel_owns(
        "participation_commission_rests()",
        "participation_commissions_end()",
        "participation_lapse_commissions(timestamptz, date)",
    ),
    "REVOKE EXECUTE ON FUNCTION participation_lapse_commissions(timestamptz, date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_lapse_commissions(timestamptz, date) TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0007_walls_of_asks"),
        ("community", "0009_commission_rests_on"),
        ("sharing", "0019_cards"),
    ]

    operations = [migrations.RunSQL(RESTS), migrations.RunSQL(KERNEL)]
