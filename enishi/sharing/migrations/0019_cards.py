"""A card that tells of somebody, and the answer to it, are seen by who has a ground to see that binder."""

from django.db import migrations

from enishi.sharing import walls


def _behind(table: str) -> list[str]:
    reached = f"{table}.about IS NULL OR {walls.reaches(f'{table}.about')}"
    return [f"CREATE POLICY {table}_about ON {table} AS RESTRICTIVE TO enishi_app USING ({reached}) WITH CHECK ({reached})"]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0018_opened"), ("agencies", "0014_released_cards")]

    operations = [
        migrations.RunSQL(_behind("agencies_releasedcard")),
        migrations.RunSQL(_behind("agencies_cardanswer")),
    ]
