"""Who is shut out of a binder (閲覧の禁止) is not told of it by the agency's inbox either, not even by its number."""

from django.db import migrations

POLICY = """
CREATE POLICY {name}_not_blocked ON office_{name} AS RESTRICTIVE FOR SELECT TO enishi_app
    USING (binder_id IS NULL OR NOT (binder_id = ANY ((SELECT enishi_blocks())::uuid[])));
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_kernel"), ("office", "0004_trail_by_transaction")]

    operations = [migrations.RunSQL(POLICY.format(name=name)) for name in ("task", "notice")]
