"""What an emergency look alone shows of a register is not changed by it (``sharing/0031``); who is protected is told it all the same."""

from django.db import migrations

from enishi.sharing import walls

GUARDED = """
CREATE OR REPLACE FUNCTION residents_guarded(p_residents uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT s.binder_id
      FROM (SELECT f.id, f.binder_id FROM sharing_seal f
             WHERE f.binder_id = ANY (p_residents) AND f.kind = 'support_measure' AND (f.classes & 32) <> 0
            OFFSET 0) s
     WHERE sharing_knows_seal(s.id);
END $$;
"""
TABLES = ("address", "consideration", "contact", "leftopen", "particulars", "personname", "supportmeasure")
FAMILY = walls.takes("resident_id", "8", "origin_id")


class Migration(migrations.Migration):
    dependencies = [("residents", "0019_more_kinds_of_kin"), ("sharing", "0031_a_look_changes_nothing")]

    operations = [
        migrations.RunSQL(GUARDED),
        *(
            migrations.RunSQL(
                walls.not_by_a_look(f"residents_{one}", walls.takes("resident_id", "information_class", "origin_id"))
            )
            for one in TABLES
        ),
        migrations.RunSQL(walls.not_by_a_look("residents_householdmember", FAMILY)),
        migrations.RunSQL(walls.not_by_a_look("residents_kinship", f"{FAMILY} AND sharing_may_write(other_id)")),
    ]
