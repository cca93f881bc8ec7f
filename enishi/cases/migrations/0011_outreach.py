"""Reaching somebody before consent: what came of each try, how they are approached, and what lies ready."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from enishi.sharing import walls

STAMPED = ("id", "case_id", "binder_id", "information_class", "origin_id", "author_id", "at")
KEPT = {
    "cases_contactattempt": ("entry_id", "result", "place", "reaction", "worked", "caution"),
    "cases_approachplan": ("aim", "way_in", "avoid", "rhythm", "safety", "emergency", "outlook", "review_on"),
    "cases_preparedsupport": ("agency_id", "what", "first_step"),
}

GUARDS = """
CREATE FUNCTION cases_outreach_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'ended')
    THEN PERFORM sharing_refuse('the case has ended'); END IF;
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_attempt_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT 1 FROM cases_journalentry e WHERE e.id = NEW.entry_id AND e.case_id = NEW.case_id
               AND e.binder_id = NEW.binder_id AND e.information_class = NEW.information_class
               AND e.origin_id = NEW.origin_id)
        THEN PERFORM sharing_refuse('what came of an entry stands beside it'); END IF;
        IF NEW.removed_at IS NOT NULL THEN PERFORM sharing_refuse('not taken back yet'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL THEN PERFORM sharing_refuse('taken back once'); END IF;
    IF NEW.removed_by IS DISTINCT FROM hat.membership OR OLD.origin_id IS DISTINCT FROM hat.agency
    THEN PERFORM sharing_refuse('corrected by its own agency'); END IF;
    PERFORM sharing_not_later(NEW.removed_at);
    RETURN NEW;
END $$;

CREATE FUNCTION cases_approach_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.ended_at IS NOT NULL OR NEW.review_on < enishi_today()
        THEN PERFORM sharing_refuse('a new plan stands, and is looked at again'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('replaced once, by who does it'); END IF;
    PERFORM sharing_not_later(NEW.ended_at);
    RETURN NEW;
END $$;

CREATE FUNCTION cases_prepared_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NEW.moved_by IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('moved by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.moved_at);
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('preparing', 'ready') OR NEW.ready_until < enishi_today() OR NEW.version <> 1
        THEN PERFORM sharing_refuse('a new support is not used yet'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('preparing', 'ready') THEN PERFORM sharing_refuse('used or dropped once'); END IF;
    IF NEW.version <> OLD.version + 1 THEN PERFORM sharing_refuse('every step is counted'); END IF;
    IF OLD.origin_id IS DISTINCT FROM hat.agency AND NOT EXISTS (
        SELECT 1 FROM cases_lead l WHERE l.case_id = NEW.case_id AND l.agency_id = hat.agency AND l.ended_at IS NULL)
    THEN PERFORM sharing_refuse('moved by who prepared it, or who leads'); END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = [
    statement
    for table, guard in (
        ("cases_contactattempt", "cases_attempt_guard"),
        ("cases_approachplan", "cases_approach_guard"),
        ("cases_preparedsupport", "cases_prepared_guard"),
    )
    for statement in (
        f"CREATE TRIGGER {table}_open BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION cases_outreach_guard()",
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {guard}()",
        f"CREATE TRIGGER {table}_of_this_case BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION cases_of_this_case()",
    )
]
WALLS = [
    statement
    for table, columns in KEPT.items()
    for statement in (
        *walls.content_wall(table, binder="binder_id", information_class="information_class"),
        *walls.kept_as_seen(
            table,
            walls.reaches(f"{table}.binder_id", f"{table}.information_class", f"{table}.origin_id"),
            *STAMPED,
            *columns,
        ),
        *walls.no_statistics(table),
    )
]

DUE = """
CREATE FUNCTION cases_outreach_due(p_today date) RETURNS TABLE(case_id uuid, holder uuid, word text, due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT d.case_id, coalesce(l.membership_id, l.agency_id), d.word, d.due
      FROM (SELECT a.case_id, 'case.approach_due' AS word, min(a.review_on) AS due
              FROM cases_approachplan a WHERE a.ended_at IS NULL AND a.review_on < p_today GROUP BY a.case_id
             UNION ALL
            SELECT s.case_id, 'case.support_lapses', min(s.ready_until)
              FROM cases_preparedsupport s WHERE s.state IN ('preparing', 'ready') AND s.ready_until < p_today
             GROUP BY s.case_id) d
      JOIN cases_case c ON c.id = d.case_id AND c.state IN ('outreach', 'suspended')
      JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
     WHERE NOT EXISTS (
        SELECT 1 FROM office_task t WHERE t.binder_id = c.id AND t.word = d.word AND t.state = 'open');
END $$;
COMMENT ON FUNCTION cases_outreach_due(date) IS
    'Of cases before consent: an approach that should have been looked at again, and support that was kept ready until now.';
"""
RIGHTS = [
    *walls.kernel_reads("cases_approachplan", "cases_preparedsupport"),
    "REVOKE EXECUTE ON FUNCTION cases_outreach_due(date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_outreach_due(date) TO enishi_clerk",
]
OWNED = (
    "cases_outreach_guard()",
    "cases_attempt_guard()",
    "cases_prepared_guard()",
    "cases_outreach_due(date)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0012_undecided_files"),
        ("cases", "0010_ties"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApproachPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("binder_id", models.UUIDField(verbose_name="だれの記録か")),
                (
                    "information_class",
                    models.SmallIntegerField(
                        choices=[
                            (1, "基本"),
                            (2, "生活・経済"),
                            (4, "健康・障害"),
                            (8, "家族・子ども"),
                            (16, "権利擁護"),
                            (32, "居所"),
                            (64, "司法"),
                            (128, "情報源"),
                        ],
                        verbose_name="情報の区分",
                    ),
                ),
                ("origin_id", models.UUIDField(verbose_name="書いた機関")),
                ("author_id", models.UUIDField(verbose_name="書いた所属")),
                ("at", models.DateTimeField(verbose_name="書いた日時")),
                ("aim", models.TextField(verbose_name="働きかけの方針")),
                ("way_in", models.TextField(blank=True, default="", verbose_name="入口になりそうな人・こと")),
                ("avoid", models.TextField(blank=True, default="", verbose_name="避けること")),
                (
                    "rhythm",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="訪問の頻度・時間帯"
                    ),
                ),
                ("safety", models.TextField(blank=True, default="", verbose_name="訪問する人の安全")),
                ("emergency", models.TextField(blank=True, default="", verbose_name="緊急のとき")),
                ("outlook", models.TextField(blank=True, default="", verbose_name="同意の見込み")),
                ("review_on", models.DateField(verbose_name="見直す日")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="次の方針に替わった日時")),
                ("ended_by", models.UUIDField(null=True, verbose_name="替えた所属")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "働きかけの方針",
                "ordering": ["-at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("binder_id",),
                        name="approach_one_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("information_class", 1)), name="approach_is_basic"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("aim", ""), _negated=True), name="approach_has_aim"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="approach_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("binder_id", models.UUIDField(verbose_name="だれの記録か")),
                (
                    "information_class",
                    models.SmallIntegerField(
                        choices=[
                            (1, "基本"),
                            (2, "生活・経済"),
                            (4, "健康・障害"),
                            (8, "家族・子ども"),
                            (16, "権利擁護"),
                            (32, "居所"),
                            (64, "司法"),
                            (128, "情報源"),
                        ],
                        verbose_name="情報の区分",
                    ),
                ),
                ("origin_id", models.UUIDField(verbose_name="書いた機関")),
                ("author_id", models.UUIDField(verbose_name="書いた所属")),
                ("at", models.DateTimeField(verbose_name="書いた日時")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("met", "会えた・話せた"),
                            ("family", "家族などと話せた"),
                            ("sign", "姿・声・物のやりとりだけ"),
                            ("unmet", "会えなかった"),
                            ("refused", "断られた"),
                        ],
                        max_length=8,
                        verbose_name="結果",
                    ),
                ),
                ("place", models.CharField(blank=True, default="", max_length=40, verbose_name="場所")),
                ("reaction", models.CharField(blank=True, default="", max_length=1000, verbose_name="反応")),
                (
                    "worked",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="うまくいったこと"
                    ),
                ),
                (
                    "caution",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="次に行く人への注意"
                    ),
                ),
                ("removed_at", models.DateTimeField(null=True, verbose_name="取り消した日時")),
                ("removed_by", models.UUIDField(null=True, verbose_name="取り消した所属")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.journalentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "働きかけ",
                "ordering": ["-at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=["case"],
                        name="attempt_by_case",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("entry",),
                        name="attempt_one_result_of_an_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["met", "family", "sign", "unmet", "refused"])),
                        name="attempt_result_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="attempt_removed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreparedSupport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("binder_id", models.UUIDField(verbose_name="だれの記録か")),
                (
                    "information_class",
                    models.SmallIntegerField(
                        choices=[
                            (1, "基本"),
                            (2, "生活・経済"),
                            (4, "健康・障害"),
                            (8, "家族・子ども"),
                            (16, "権利擁護"),
                            (32, "居所"),
                            (64, "司法"),
                            (128, "情報源"),
                        ],
                        verbose_name="情報の区分",
                    ),
                ),
                ("origin_id", models.UUIDField(verbose_name="書いた機関")),
                ("author_id", models.UUIDField(verbose_name="書いた所属")),
                ("at", models.DateTimeField(verbose_name="書いた日時")),
                ("what", models.CharField(max_length=500, verbose_name="支援の内容")),
                (
                    "first_step",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="始め方"),
                ),
                ("ready_until", models.DateField(verbose_name="用意しておく日")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "準備中"),
                            ("ready", "用意できた"),
                            ("used", "使った"),
                            ("dropped", "やめた"),
                        ],
                        default="preparing",
                        max_length=9,
                        verbose_name="状態",
                    ),
                ),
                ("remark", models.CharField(blank=True, default="", max_length=500, verbose_name="補足")),
                ("moved_at", models.DateTimeField(verbose_name="変えた日時")),
                ("moved_by", models.UUIDField(verbose_name="変えた所属")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "準備した支援",
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["case"], name="prepared_by_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("information_class", 1)), name="prepared_is_basic"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="prepared_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["preparing", "ready", "used", "dropped"])),
                        name="prepared_state_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(TRIGGERS),
        migrations.RunSQL(WALLS),
        migrations.RunSQL(DUE),
        migrations.RunSQL(walls.kernel_owns(*OWNED)),
        migrations.RunSQL(RIGHTS),
    ]
