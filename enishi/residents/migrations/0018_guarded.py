"""Whose whereabouts are protected is asked of a whole household at once, where it stands beside names and the seals are not wanted.

``sharing_seals`` finds out for each person what the hat sees; here that is asked of those alone over whom there is such a seal.
"""

from django.db import migrations

from enishi.sharing import walls

GUARDED = """
CREATE FUNCTION residents_guarded(p_residents uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT s.binder_id
      FROM (SELECT f.id, f.binder_id FROM sharing_seal f
             WHERE f.binder_id = ANY (p_residents) AND f.kind = 'support_measure' AND (f.classes & 32) <> 0
            OFFSET 0) s
     WHERE sharing_holds_key(s.id);
END $$;
COMMENT ON FUNCTION residents_guarded(uuid[]) IS
    'Of the given registers those whose whereabouts are sealed, as those know it who see them and hold a key.';
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0017_asked_again")]

    operations = [
        migrations.RunSQL(GUARDED),
        migrations.RunSQL(walls.kernel_owns("residents_guarded(uuid[])")),
    ]
