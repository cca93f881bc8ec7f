"""A register's entries are changed by those who see them, never whose they are; the planner remembers none of them."""

from django.db import migrations

from enishi.sharing import walls

KEPT = ("id", "resident_id", "information_class", "origin_id", "recorded_by", "recorded_at")
CONTENT = ("personname", "particulars", "address", "contact", "consideration", "supportmeasure")


def entries(name: str) -> list[str]:
    table = f"residents_{name}"
    seen = walls.reaches(f"{table}.resident_id", f"{table}.information_class", f"{table}.origin_id")
    return walls.kept_as_seen(table, seen, *KEPT)


# As in 0002: living together tells where somebody lives.
HOUSEHOLD = walls.reaches(
    "residents_householdmember.resident_id", "8", "residents_householdmember.origin_id"
).replace("(g.sealed_classes & 8) = 0", "(g.sealed_classes & 40) = 0")
KINSHIP = (
    walls.reaches("residents_kinship.resident_id", "8", "residents_kinship.origin_id")
    + " AND "
    + walls.reaches("residents_kinship.other_id")
)

KEYS = """
CREATE OR REPLACE FUNCTION residents_write_keys(p_resident uuid, p_class integer, p_kinds text[], p_keys text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_class <= 0 OR (sharing_classes(p_resident) & p_class) <> p_class THEN
        PERFORM sharing_refuse('not seen by this hat');
    END IF;
    DELETE FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class;
    INSERT INTO residents_searchkey (id, resident_id, information_class, kind, key)
    SELECT gen_random_uuid(), p_resident, p_class, k.kind, k.key FROM unnest(p_kinds, p_keys) AS k(kind, key);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0002_walls"), ("sharing", "0005_given_on")]

    operations = [
        *(migrations.RunSQL(entries(name)) for name in CONTENT),
        migrations.RunSQL(
            walls.kept_as_seen("residents_householdmember", HOUSEHOLD, *KEPT, "household_id")
        ),
        migrations.RunSQL(walls.kept_as_seen("residents_kinship", KINSHIP, *KEPT, "other_id")),
        migrations.RunSQL(
            "CREATE TRIGGER residents_resident_keeps BEFORE UPDATE ON residents_resident FOR EACH ROW"
            " EXECUTE FUNCTION sharing_keeps('id', 'origin_id', 'registered_by', 'registered_at')"
        ),
        migrations.RunSQL(
            "CREATE TRIGGER residents_joining_keeps BEFORE UPDATE ON residents_joining FOR EACH ROW"
            " EXECUTE FUNCTION sharing_keeps('id', 'winner_id', 'loser_id', 'origin_id', 'joined_by', 'joined_at')"
        ),
        migrations.RunSQL(
            "CREATE TRIGGER residents_matchcandidate_keeps BEFORE UPDATE ON residents_matchcandidate FOR EACH ROW"
            " EXECUTE FUNCTION sharing_keeps('id', 'left_id', 'right_id', 'agency_id')"
        ),
        migrations.RunSQL(walls.not_by_link("residents_resident")),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(walls.no_statistics(*(f"residents_{name}" for name in (*CONTENT, "change", "kinship")))),
    ]
