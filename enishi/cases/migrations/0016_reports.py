"""What an agency tells the coordinators about a month (実施報告), without a person. Walls: 0015."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_undecided_files'),
        ('cases', '0015_advice_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(verbose_name='どの月の報告か')),
                ('number', models.PositiveSmallIntegerField(verbose_name='何版目か')),
                ('state', models.CharField(choices=[('draft', '報告の下書き'), ('sent', '送付済み'), ('read', '確認済み'), ('returned', '差し戻し')], max_length=8, verbose_name='状態')),
                ('figures', models.JSONField(default=list, verbose_name='数（送ったとき）')),
                ('remarks', models.TextField(blank=True, default='', verbose_name='この月の様子')),
                ('worries', models.TextField(blank=True, default='', verbose_name='困っていること')),
                ('written_by', models.UUIDField(verbose_name='書いた所属')),
                ('made_at', models.DateTimeField(verbose_name='書き始めた日時')),
                ('sent_by', models.UUIDField(null=True, verbose_name='送った所属')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='送付日時')),
                ('answer', models.TextField(blank=True, default='', verbose_name='管理者のことば')),
                ('answered_by', models.UUIDField(null=True, verbose_name='確認した所属')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='確認日時')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='保存の回')),
            ],
            options={
                'verbose_name': '実施報告',
                'ordering': ['-month', '-number'],
            },
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(condition=models.Q(('kind__in', ['visit', 'attempt'])), fields=['origin_id', 'happened_at'], name='journal_visits'),
        ),
        migrations.AddField(
            model_name='activityreport',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='報告する機関'),
        ),
        migrations.AddIndex(
            model_name='activityreport',
            index=models.Index(fields=['month', 'agency', '-number'], name='report_by_month'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'sent', 'read', 'returned'])), name='report_state_known'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='report_numbered'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='report_of_a_month'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('sent_at__isnull', False), ('sent_by__isnull', False), models.Q(('figures', []), _negated=True)), _connector='OR'), name='report_sent_with_its_figures'),
        ),
        migrations.AddConstraint(
            model_name='activityreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='report_returned_with_words', violation_error_message='差し戻す理由を書いてください。'),
        ),
    ]
