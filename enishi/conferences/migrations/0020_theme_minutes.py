"""What a 定例会 said about a theme, once its minutes are confirmed, is part of the theme: every member of staff reads it, for good.

Nothing is copied from before: whoever wrote those minutes wrote them for who was there.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

ME = "(SELECT (enishi_hat()).membership)"
WALLS = [
    "ALTER TABLE conferences_thememinutes ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE conferences_thememinutes FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT ON conferences_thememinutes TO enishi_app",
    "CREATE POLICY conferences_thememinutes_seen ON conferences_thememinutes FOR SELECT TO enishi_app"
    f" USING ({ME} IS NOT NULL)",
    f"""CREATE POLICY conferences_thememinutes_written ON conferences_thememinutes FOR INSERT TO enishi_app
        WITH CHECK (told_by = {ME} AND EXISTS (
            SELECT 1 FROM conferences_minutes m JOIN conferences_themeitem i ON i.item_id = m.item_id
             WHERE m.item_id = conferences_thememinutes.item_id AND i.theme_id = conferences_thememinutes.theme_id
               AND m.kind = conferences_thememinutes.kind
               AND m.text = conferences_thememinutes.text))""",
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0019_rescued")]

    operations = [
        migrations.CreateModel(
            name="ThemeMinutes",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("draft", "案"), ("confirmed", "確定"), ("correction", "訂正")],
                        max_length=12,
                        verbose_name="確定・訂正",
                    ),
                ),
                ("text", models.TextField(max_length=50000, verbose_name="議事")),
                ("told_by", models.UUIDField(verbose_name="記録した所属")),
                ("told_at", models.DateTimeField(verbose_name="記録した日時")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conferences.agendaitem"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="conferences.theme"
                    ),
                ),
            ],
            options={
                "verbose_name": "地域の課題の会議録",
                "ordering": ["told_at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="theme_minutes_have_text"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["confirmed", "correction"])), name="theme_minutes_are_final"
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALLS),
    ]
