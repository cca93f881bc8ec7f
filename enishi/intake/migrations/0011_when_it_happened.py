"""When it happened beside when it was written down: 受付日時 and 入力日時 of a consultation; いつ, 相手, 所要時間 of a statement.

What stands already was written down when it happened. Row-level security holds for the owner, too, so an UPDATE would change
nothing: the columns are filled by changing their type.
"""

from django.db import migrations, models
from django.db.models import F, Q

FILLED = """
ALTER TABLE {table} ADD COLUMN {column} timestamptz;
ALTER TABLE {table} ALTER COLUMN {column} TYPE timestamptz USING {source};
ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;
"""

GUARDS = """
CREATE FUNCTION intake_received_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.recorded_at IS DISTINCT FROM OLD.recorded_at
        THEN PERFORM sharing_refuse('when it was written down does not change'); END IF;
        RETURN NEW;
    END IF;
    PERFORM sharing_not_later(NEW.received_at);
    PERFORM sharing_not_later(NEW.recorded_at);
    RETURN NEW;
END $$;
CREATE TRIGGER intake_received_before BEFORE INSERT OR UPDATE ON intake_consultation
FOR EACH ROW EXECUTE FUNCTION intake_received_before();

CREATE FUNCTION intake_happened_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sharing_not_later(NEW.happened_at);
    RETURN NEW;
END $$;
CREATE TRIGGER intake_happened_before BEFORE INSERT ON intake_statement
FOR EACH ROW EXECUTE FUNCTION intake_happened_before();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0010_counts")]

    operations = [
        migrations.RunSQL(
            FILLED.format(table="intake_consultation", column="recorded_at", source="received_at"),
            state_operations=[
                migrations.AddField("consultation", "recorded_at", models.DateTimeField("入力日時"), preserve_default=False)
            ],
        ),
        migrations.RunSQL(
            FILLED.format(table="intake_statement", column="happened_at", source="at"),
            state_operations=[
                migrations.AddField("statement", "happened_at", models.DateTimeField("いつ"), preserve_default=False)
            ],
        ),
        migrations.AddField("statement", "counterpart", models.CharField("相手", max_length=40, blank=True, default="")),
        migrations.AddField("statement", "minutes", models.PositiveSmallIntegerField("所要時間(分)", null=True)),
        migrations.RunSQL("ALTER TABLE intake_statement ALTER COLUMN counterpart SET STATISTICS 0"),
        migrations.AddConstraint(
            "consultation",
            models.CheckConstraint(
                condition=Q(received_at__lte=F("recorded_at")),
                name="consultation_received_before_recorded",
                violation_error_message="受けた日時は、入力した日時より前にしてください。",
            ),
        ),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(condition=Q(happened_at__lte=F("at")), name="statement_happened_before_written"),
        ),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440), name="statement_minutes_of_a_day"
            ),
        ),
        migrations.RunSQL(GUARDS),
    ]
