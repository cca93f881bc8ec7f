"""A grant says what kind of binder it opens, so that who searches finds the files they hold without going through all else.

A desk holds thousands of grants, and some hundred of them are on cases. A binder's kind never changes; the trigger that has read
the binder for its seals writes it, whatever was sent.
"""

from django.db import migrations, models
from django.db.models import Q

SEALS = """
CREATE OR REPLACE FUNCTION sharing_seal_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT b.kind INTO NEW.binder_kind FROM sharing_binder b WHERE b.id = NEW.binder_id FOR NO KEY UPDATE;
    NEW.sealed_classes := sharing_sealed_for(NEW.binder_id, NEW.grantee_id);
    RETURN NEW;
END $$;
"""
# As the kernel: behind its own wall the owner of the table sees no row of it.
BEFORE = [
    "SET LOCAL ROLE enishi_kernel",
    "UPDATE sharing_grant g SET binder_kind = b.kind FROM sharing_binder b WHERE b.id = g.binder_id",
    "RESET ROLE",
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0020_waiting")]

    operations = [
        migrations.AddField("grant", "binder_kind", models.CharField("簿冊の種類", max_length=12, db_default="")),
        migrations.RunSQL(SEALS),
        migrations.RunSQL(BEFORE),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AddIndex(
            "grant",
            models.Index(
                fields=["grantee_id", "binder"],
                condition=Q(revoked_at__isnull=True, binder_kind__in=["case", "case_member"]),
                name="grant_live_on_files",
            ),
        ),
    ]
