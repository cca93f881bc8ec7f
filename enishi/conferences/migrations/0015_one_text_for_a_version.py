"""Whoever confirmed a version of a text of secrecy confirmed that text: no later kind bears the version with another one.

The guard of 0013 looked at the version before alone; a text could be changed away and its version come back with other words. The
mark that joins the versions of a joint meeting stands in none of them.
"""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION conferences_kind_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE latest conferences_conferencekind;
BEGIN
    IF current_user <> 'enishi_app' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ends_on IS NOT NULL OR NEW.ends_on IS NULL OR NEW.ends_on <= enishi_today()
        THEN PERFORM sharing_refuse('ended once, from a coming day'); END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO latest FROM conferences_conferencekind WHERE code = NEW.code ORDER BY starts_on DESC LIMIT 1;
    IF latest.id IS NULL OR NEW.starts_on <= enishi_today() OR NEW.starts_on <= latest.starts_on OR NEW.ends_on IS NOT NULL
       OR latest.ends_on IS DISTINCT FROM NEW.starts_on
    THEN PERFORM sharing_refuse('a version follows the one before, from a coming day'); END IF;
    IF (NEW.law, NEW.article, NEW.about, NEW.permission, NEW.needs_consent, NEW.needs_decision, NEW.needs_pledge, NEW.pledge_kind,
        NEW.may_decide, NEW.joint_with)
       IS DISTINCT FROM
       (latest.law, latest.article, latest.about, latest.permission, latest.needs_consent, latest.needs_decision,
        latest.needs_pledge, latest.pledge_kind, latest.may_decide, latest.joint_with)
       OR NOT NEW.excluded_agencies @> latest.excluded_agencies
    THEN PERFORM sharing_refuse('what the law makes of a kind is kept'); END IF;
    IF NEW.needs_pledge AND (NEW.pledge_version LIKE '%+%' OR EXISTS (
        SELECT 1 FROM conferences_conferencekind k
         WHERE k.pledge_version = NEW.pledge_version AND (k.secrecy, k.penalty) IS DISTINCT FROM (NEW.secrecy, NEW.penalty)))
    THEN PERFORM sharing_refuse('the version of a text of secrecy means one text, for ever'); END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conferences", "0014_versions_of_several_texts")]

    operations = [migrations.RunSQL(GUARD)]
