"""Wrong codes at an answer link are counted in one row, before they are judged: two at once cannot both be the fifth."""

from django.db import migrations, models
from django.db.models import Q

from enishi.sharing import walls

COUNTED = """
INSERT INTO intake_linktries (link_id, wrong, at)
SELECT link_id, least(count(*), 5), max(at) FROM intake_linktry GROUP BY link_id;
"""

# One statement takes a try or finds none left; whoever comes at the same moment waits for the row.
TRYING = """
CREATE FUNCTION intake_link_tried(p_digest bytea, p_at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE link uuid := agencies_link_of(p_digest, p_at); counted uuid;
BEGIN
    IF link IS NULL THEN RETURN NULL; END IF;
    INSERT INTO intake_linktries AS t (link_id, wrong, at) VALUES (link, 1, p_at)
    ON CONFLICT (link_id) DO UPDATE SET wrong = t.wrong + 1, at = p_at WHERE t.wrong < 5
    RETURNING link_id INTO counted;
    RETURN counted;
END $$;
COMMENT ON FUNCTION intake_link_tried(bytea, timestamptz) IS
    'Counts a try at a link that is open; the link, or nothing when it is not open or five codes were wrong.';

CREATE FUNCTION intake_link_right(p_digest bytea, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE intake_linktries SET wrong = wrong - 1 WHERE link_id = agencies_link_of(p_digest, p_at) AND wrong > 0
$$;
COMMENT ON FUNCTION intake_link_right(bytea, timestamptz) IS 'The try was right: it does not count as wrong.';
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0011_when_it_happened"), ("sharing", "0005_given_on")]

    operations = [
        migrations.CreateModel(
            name="LinkTries",
            fields=[
                ("link_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wrong", models.PositiveSmallIntegerField(default=0, verbose_name="まちがいの数")),
                ("at", models.DateTimeField(verbose_name="最後に試した日時")),
            ],
            options={
                "verbose_name": "確認番号のまちがい",
                "constraints": [models.CheckConstraint(condition=Q(wrong__lte=5), name="link_tries_at_most")],
            },
        ),
        migrations.RunSQL(COUNTED),
        migrations.DeleteModel(name="LinkTry"),
        migrations.RunSQL("GRANT SELECT, INSERT, UPDATE ON intake_linktries TO enishi_kernel"),
        migrations.RunSQL(TRYING),
        migrations.RunSQL(
            walls.kernel_owns("intake_link_tried(bytea, timestamptz)", "intake_link_right(bytea, timestamptz)")
        ),
    ]
