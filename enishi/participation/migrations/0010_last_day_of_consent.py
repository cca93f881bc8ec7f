"""A consent that is given until a day ends at the midnight after it: the last day of a commission that rests on it is that day."""

from django.db import migrations

RESTS = """
CREATE OR REPLACE FUNCTION participation_commission_rests() RETURNS trigger
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
    NEW.consented_until := least(NEW.consented_until,
        ((agreed.ends_at - interval '1 microsecond') AT TIME ZONE 'Asia/Tokyo')::date);
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participation", "0009_seats")]

    operations = [migrations.RunSQL(RESTS)]
