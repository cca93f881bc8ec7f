"""A request to the project stands on all three legs, or was taken over from before; its words are kept, and nothing of it is deleted.

What the application writes names a search, a decision and a consent (that they are true, the room of 参加支援 upstairs has the
database see to: `participation` 0012). Without them, only whoever owns the database takes over what a project had on paper before.
"""

from django.db import migrations, models
from django.db.models import Q

TABLE = "community_commission"
LEGS = ("search_id", "decision_id", "rests_on")
ALL = Q(**{f"{one}__isnull": False for one in (*LEGS, "searched_on", "decided_on", "consented_until")})
NONE = Q(**{f"{one}__isnull": True for one in LEGS})
TENDS = "(SELECT enishi_may('tend'))"
WORDS = (
    *("reference", "age_band", "forms", "wishes", "strengths", "considerations", "care", "frequency"),
    *("disclosure", "consented_on", "deadline", "plan_id"),
)
HANDS = ("commission_id", "member_id", "idea", "insurance", "transport", "reward", "days", "people", "raised_at")
KEEPS = """
CREATE FUNCTION community_keeps() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE before jsonb := to_jsonb(OLD); after jsonb := to_jsonb(NEW); kept text;
BEGIN
    FOREACH kept IN ARRAY TG_ARGV LOOP
        IF before -> kept IS DISTINCT FROM after -> kept THEN
            RAISE EXCEPTION '% keeps what it began with', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
-- A district is taken back when the place comes to be protected; another one is never written.
CREATE FUNCTION community_district_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'a commission keeps what it began with' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER community_commission_district BEFORE UPDATE OF district ON community_commission FOR EACH ROW
WHEN (NEW.district <> OLD.district AND NEW.district <> '') EXECUTE FUNCTION community_district_kept();
"""


def keeps(table: str, columns: tuple[str, ...]) -> str:
    quoted = ", ".join(f"'{one}'" for one in columns)
    return f"CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION community_keeps({quoted})"


# No city runs yet; what the fictional one was told without the three legs is what a project had before.
TAKEN_OVER = [
    f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY",
    f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
    f"UPDATE {TABLE} SET search_id = NULL, decision_id = NULL WHERE rests_on IS NULL",
    f"ALTER TABLE {TABLE} ENABLE TRIGGER USER",
    f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY",
]
ONLY_ADDED = ("menudraft", "contribution", "menuuse")
NOT_DELETED = ("member", "application", "commission", "projectmeeting", "hand", "trial", *ONLY_ADDED)
RIGHTS = [
    f"DROP POLICY {TABLE}_made ON {TABLE}",
    f"CREATE POLICY {TABLE}_made ON {TABLE} FOR INSERT TO enishi_app WITH CHECK"
    f" ({TENDS} AND rests_on IS NOT NULL)",
    f"CREATE POLICY {TABLE}_taken_over ON {TABLE} FOR INSERT TO CURRENT_USER WITH CHECK (rests_on IS NULL)",
    KEEPS,
    keeps(TABLE, WORDS),
    keeps("community_hand", HANDS),
    *(
        statement
        for one in NOT_DELETED
        for statement in (
            f"REVOKE DELETE ON community_{one} FROM enishi_app",
            f"DROP POLICY community_{one}_cleared ON community_{one}",
        )
    ),
    *(
        statement
        for one in ONLY_ADDED
        for statement in (
            f"REVOKE UPDATE ON community_{one} FROM enishi_app",
            f"DROP POLICY community_{one}_kept ON community_{one}",
        )
    ),
]


class Migration(migrations.Migration):
    dependencies = [("community", "0012_within_the_hour_before")]

    operations = [
        migrations.AlterField("commission", "search_id", models.UUIDField("探した記録への参照", null=True)),
        migrations.AlterField("commission", "searched_on", models.DateField("資源を探した日", null=True)),
        migrations.AlterField("commission", "decision_id", models.UUIDField("会議の決定への参照", null=True)),
        migrations.AlterField("commission", "decided_on", models.DateField("会議で決めた日", null=True)),
        migrations.RunSQL(TAKEN_OVER),
        migrations.AddConstraint(
            "commission", models.CheckConstraint(condition=ALL | NONE, name="commission_stands_on_three")
        ),
        migrations.RunSQL(RIGHTS),
    ]
