"""Cards for outsiders and their answers; and the schema at the edge, where the process without any table draws them.

A card is its agency's. The edge's tables are the job's alone (`machine.edge`).
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from enishi.machine import edge


RIGHTS = [
    "ALTER TABLE agencies_releasedcard ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE agencies_releasedcard FORCE ROW LEVEL SECURITY",
    "ALTER TABLE agencies_cardanswer ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE agencies_cardanswer FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT, UPDATE (closed_at) ON agencies_releasedcard TO enishi_app",
    "GRANT SELECT ON agencies_cardanswer TO enishi_app",
    "GRANT SELECT, UPDATE (carried_at, cleared_at, answered_at, closed_at) ON agencies_releasedcard TO enishi_clerk",
    "GRANT SELECT, INSERT ON agencies_cardanswer TO enishi_clerk",
    "CREATE POLICY card_seen ON agencies_releasedcard FOR SELECT TO enishi_app USING (agency_id = (SELECT enishi_own_agency()))",
    "CREATE POLICY card_closed ON agencies_releasedcard FOR UPDATE TO enishi_app"
    " USING (agency_id = (SELECT enishi_own_agency()))",
    "CREATE POLICY card_released ON agencies_releasedcard FOR INSERT TO enishi_app"
    " WITH CHECK (agency_id = (SELECT enishi_own_agency()) AND membership_id = ((SELECT enishi_hat())).membership"
    " AND closed_at IS NULL AND carried_at IS NULL AND cleared_at IS NULL AND answered_at IS NULL)",
    "CREATE POLICY card_answer_own ON agencies_cardanswer FOR SELECT TO enishi_app"
    " USING (agency_id = (SELECT enishi_own_agency()))",
    "CREATE POLICY card_clerk ON agencies_releasedcard TO enishi_clerk USING (true)",
    "CREATE POLICY card_answer_clerk ON agencies_cardanswer TO enishi_clerk USING (true)",
]


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0013_hat_by_two_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReleasedCard',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='種類')),
                ('digest', models.BinaryField(max_length=32)),
                ('shown', models.JSONField(verbose_name='紙面')),
                ('about', models.UUIDField(null=True, verbose_name='だれ・何について')),
                ('rests_on', models.UUIDField(null=True, verbose_name='もとになる同意')),
                ('agency_id', models.UUIDField(verbose_name='渡した機関')),
                ('membership_id', models.UUIDField(verbose_name='渡した所属')),
                ('released_at', models.DateTimeField(verbose_name='渡した日時')),
                ('expires_at', models.DateTimeField(verbose_name='見られる期限')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='閉じた日時')),
                ('carried_at', models.DateTimeField(null=True, verbose_name='入口に置いた日時')),
                ('cleared_at', models.DateTimeField(null=True, verbose_name='入口から消した日時')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='回答の日時')),
            ],
            options={
                'verbose_name': '渡した紙面',
                'indexes': [models.Index(condition=models.Q(('cleared_at__isnull', True)), fields=['released_at'], name='card_at_the_edge'), models.Index(fields=['about'], name='card_by_binder')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('released_at'))), name='card_period_in_order', violation_error_message='見られる期限は、渡す日時より後にしてください。')],
            },
        ),
        migrations.CreateModel(
            name='CardAnswer',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('agency_id', models.UUIDField(verbose_name='受け取った機関')),
                ('about', models.UUIDField(null=True, verbose_name='だれ・何について')),
                ('given', models.JSONField(verbose_name='回答')),
                ('at', models.DateTimeField(verbose_name='回答の日時')),
                ('card', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='agencies.releasedcard')),
            ],
            options={
                'verbose_name': '紙面への回答',
            },
        ),
        migrations.RunSQL(edge.statements()),
        migrations.RunSQL(RIGHTS),
    ]
