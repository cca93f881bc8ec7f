"""Members are asked by cards; the open form comes in by the job, and nobody without a sign-in writes into the city any more.

A card of the project tells of nobody in the registers: who tends sees and closes it, whichever agency gave it. It ends with its
commission.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ENDED = """
CREATE FUNCTION community_cards_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE agencies_releasedcard SET closed_at = coalesce(NEW.ended_at, NEW.moved_at)
     WHERE closed_at IS NULL AND id IN (SELECT a.card_id FROM community_memberask a WHERE a.commission_id = NEW.id);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION community_cards_end() IS
    'With a commission its cards end, also when it is taken back by the withdrawal of the consent that it rests on.';
CREATE TRIGGER community_commission_cards_end AFTER UPDATE OF state ON community_commission FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NEW.state IN ('registered', 'taken_back', 'given_up')) EXECUTE FUNCTION community_cards_end();
"""
TENDS = "(SELECT enishi_may('tend'))"
ASKS, KIND = "community_memberask", "kind LIKE 'community.%' AND about IS NULL"
KINDS = ["asked", "declined", "offer", "visit", "trial", "stay", "cost", "thanks"]
RIGHTS = [
    f"ALTER TABLE {ASKS} ENABLE ROW LEVEL SECURITY",
    f"GRANT SELECT, INSERT ON {ASKS} TO enishi_app",
    f"GRANT SELECT ON {ASKS} TO enishi_clerk",
    f"CREATE POLICY {ASKS}_read ON {ASKS} FOR SELECT TO enishi_app USING ({TENDS})",
    f"CREATE POLICY {ASKS}_made ON {ASKS} FOR INSERT TO enishi_app WITH CHECK ({TENDS})",
    f"GRANT SELECT ON {ASKS} TO enishi_kernel",
    f"CREATE POLICY {ASKS}_kernel ON {ASKS} FOR SELECT TO enishi_kernel USING (true)",
    ENDED,
    "GRANT CREATE ON SCHEMA public TO enishi_kernel",
    "ALTER FUNCTION community_cards_end() OWNER TO enishi_kernel",
    "REVOKE CREATE ON SCHEMA public FROM enishi_kernel",
    f"CREATE POLICY {ASKS}_clerk ON {ASKS} FOR SELECT TO enishi_clerk USING (true)",
    f"CREATE POLICY card_of_the_project ON agencies_releasedcard FOR SELECT TO enishi_app USING ({KIND} AND {TENDS})",
    f"CREATE POLICY card_of_the_project_closed ON agencies_releasedcard FOR UPDATE TO enishi_app USING ({KIND} AND {TENDS})",
    "CREATE POLICY card_answer_of_the_project ON agencies_cardanswer FOR SELECT TO enishi_app"
    f" USING (about IS NULL AND {TENDS} AND EXISTS (SELECT 1 FROM agencies_releasedcard c WHERE c.id = card_id AND c.{KIND}))",
    # The clerk writes down that a member said: not this time.
    "GRANT INSERT ON community_contribution TO enishi_clerk",
    "CREATE POLICY community_contribution_answered ON community_contribution FOR INSERT TO enishi_clerk"
    " WITH CHECK (kind = 'declined' AND recorded_by IS NULL)",
    # The open form.
    "DROP POLICY community_application_made ON community_application",
    f"""CREATE POLICY community_application_made ON community_application FOR INSERT TO enishi_app
       WITH CHECK ({TENDS} AND state = 'sent' AND confirmed_at IS NULL AND decided_at IS NULL AND member_id IS NULL)""",
    "DROP POLICY community_application_clerk ON community_application",
    "GRANT INSERT ON community_application TO enishi_clerk",
    "CREATE POLICY community_application_clerk_reads ON community_application FOR SELECT TO enishi_clerk USING (true)",
    "CREATE POLICY community_application_clerk_keeps ON community_application FOR UPDATE TO enishi_clerk"
    " USING (state <> 'accepted')",
    "CREATE POLICY community_application_clerk_clears ON community_application FOR DELETE TO enishi_clerk"
    " USING (state <> 'accepted')",
    """CREATE POLICY community_application_clerk_takes ON community_application FOR INSERT TO enishi_clerk
       WITH CHECK (state = 'sent' AND confirmed_at IS NULL AND decided_at IS NULL AND member_id IS NULL)""",
    "DROP FUNCTION community_application_waits(bytea, timestamptz)",
    "DROP FUNCTION community_confirm_application(bytea, date, timestamptz)",
]


class Migration(migrations.Migration):
    dependencies = [("community", "0010_seats"), ("agencies", "0015_open_forms")]

    operations = [
        migrations.CreateModel(
            name="MemberAsk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("card_id", models.UUIDField(unique=True, verbose_name="渡した紙面への参照")),
                ("day", models.DateField(verbose_name="渡した日")),
                ("asked_by", models.UUIDField(verbose_name="渡した所属")),
                ("at", models.DateTimeField(verbose_name="渡した日時")),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="community.commission",
                        verbose_name="支援依頼",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="community.member",
                        verbose_name="会員",
                    ),
                ),
            ],
            options={
                "verbose_name": "会員への紙面",
                "ordering": ["-at", "id"],
                "indexes": [models.Index(fields=["member", "day"], name="member_asked_by_day")],
            },
        ),
        migrations.AlterField(
            "contribution",
            "kind",
            models.CharField(
                choices=[
                    ("asked", "声をかけた"),
                    ("declined", "こんどは見送ると答えた"),
                    ("offer", "手を挙げた・提案した"),
                    ("visit", "見学を受けた"),
                    ("trial", "試行を受けた"),
                    ("stay", "長く受け入れた"),
                    ("cost", "費用を負担した"),
                    ("thanks", "お礼を送った"),
                ],
                max_length=10,
                verbose_name="種類",
            ),
        ),
        migrations.RemoveConstraint("contribution", "contribution_kind_known"),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="contribution_kind_known"),
        ),
        migrations.RunSQL(RIGHTS),
        migrations.RemoveField("application", "secret_digest"),
    ]
