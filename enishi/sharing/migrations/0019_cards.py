"""A card that tells of somebody, and the answer to it, are seen by who has a ground to see that binder.

A card that rests on a consent needs one that stands when it is released, ends with it, and is closed by its withdrawal.
"""

from django.db import migrations

from enishi.sharing import walls


def _behind(table: str) -> list[str]:
    reached = f"{table}.about IS NULL OR {walls.reaches(f'{table}.about')}"
    return [f"CREATE POLICY {table}_about ON {table} AS RESTRICTIVE TO enishi_app USING ({reached}) WITH CHECK ({reached})"]


RESTS = """
CREATE FUNCTION sharing_card_rests() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE agreed sharing_consent;
BEGIN
    IF NEW.rests_on IS NULL THEN RETURN NEW; END IF;
    SELECT * INTO agreed FROM sharing_consent WHERE id = NEW.rests_on FOR SHARE;
    IF agreed.id IS NULL OR agreed.withdrawn_at IS NOT NULL OR agreed.starts_at > enishi_now() OR agreed.ends_at <= enishi_now()
       OR NOT (agreed.resident_id = NEW.about OR EXISTS (
           SELECT 1 FROM sharing_binder b WHERE b.id = NEW.about AND b.subject_id = agreed.resident_id)) THEN
        PERFORM sharing_refuse('a card rests on a consent that stands');
    END IF;
    NEW.expires_at := least(NEW.expires_at, agreed.ends_at);
    RETURN NEW;
END $$;
CREATE TRIGGER card_rests BEFORE INSERT ON agencies_releasedcard FOR EACH ROW EXECUTE FUNCTION sharing_card_rests();

CREATE FUNCTION sharing_cards_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE agencies_releasedcard SET closed_at = NEW.withdrawn_at WHERE rests_on = NEW.id AND closed_at IS NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER cards_end AFTER UPDATE OF withdrawn_at ON sharing_consent
FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION sharing_cards_end();

CREATE FUNCTION sharing_card_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE edge.card SET closed_at = NEW.closed_at WHERE id = NEW.id;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION sharing_card_closed() IS
    'Where the cards lie in this database, a closed one is closed there in the same transaction; the job takes it away.';
CREATE TRIGGER card_closed AFTER UPDATE OF closed_at ON agencies_releasedcard
FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) EXECUTE FUNCTION sharing_card_closed();
"""
KERNEL = [
    "GRANT SELECT, UPDATE (closed_at) ON agencies_releasedcard TO enishi_kernel",
    "CREATE POLICY card_kernel ON agencies_releasedcard TO enishi_kernel USING (true)",
    *walls.kernel_owns("sharing_card_rests()", "sharing_cards_end()", "sharing_card_closed()"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0018_opened"),
        ("agencies", "0014_released_cards"),
    ]

    operations = [
        migrations.RunSQL(_behind("agencies_releasedcard")),
        migrations.RunSQL(_behind("agencies_cardanswer")),
        migrations.RunSQL(RESTS),
        migrations.RunSQL(KERNEL),
    ]
