"""A question to the coordinator, and what is said about it (管理者への相談). Walls: 0013."""


import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_undecided_files'),
        ('cases', '0013_journal_roads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Advice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_by', models.UUIDField(verbose_name='相談した所属')),
                ('question', models.CharField(max_length=40, verbose_name='相談すること')),
                ('state', models.CharField(choices=[('asked', '管理者の回答待ち'), ('returned', '管理者から聞き返し'), ('answered', '管理者から回答あり'), ('done', '済んだ'), ('declined', '管理者が受けられない'), ('withdrawn', '相談の取り下げ'), ('ended', '相談の打ち切り')], max_length=10, verbose_name='状態')),
                ('due_on', models.DateField(verbose_name='いつまでに')),
                ('asked_at', models.DateTimeField(verbose_name='相談日時')),
                ('moved_at', models.DateTimeField(verbose_name='最後に動いた日時')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='最初の回答日時')),
                ('proposals', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='管理者の提案')),
                ('reason_code', models.CharField(blank=True, default='', max_length=40, verbose_name='受けられない・終わった理由')),
                ('reminded_on', models.DateField(null=True)),
                ('escalated_on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='相談した機関')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('coordinator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='相談された機関')),
            ],
            options={
                'verbose_name': '管理者への相談',
                'ordering': ['-asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AdviceWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('binder_id', models.UUIDField(verbose_name='ケース')),
                ('information_class', models.SmallIntegerField(choices=[(1, '基本'), (2, '生活・経済'), (4, '健康・障害'), (8, '家族・子ども'), (16, '権利擁護'), (32, '居所'), (64, '司法'), (128, '情報源')], verbose_name='情報の区分')),
                ('origin_id', models.UUIDField(verbose_name='書いた機関')),
                ('author_id', models.UUIDField(verbose_name='書いた所属')),
                ('at', models.DateTimeField(verbose_name='書いた日時')),
                ('kind', models.CharField(choices=[('question', '相談'), ('reply', '返事・続きの相談'), ('thanks', '済んだときのことば'), ('answer', '回答'), ('back', '聞き返し'), ('refusal', '受けられないときのことば')], max_length=10, verbose_name='ことばの種類')),
                ('text', models.TextField(verbose_name='ことば')),
                ('advice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.advice')),
            ],
            options={
                'verbose_name': '管理者への相談のことば',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='advice',
            index=models.Index(fields=['case'], name='advice_by_case'),
        ),
        migrations.AddIndex(
            model_name='advice',
            index=models.Index(fields=['coordinator', '-asked_at'], name='advice_by_coordinator'),
        ),
        migrations.AddIndex(
            model_name='advice',
            index=models.Index(fields=['agency', '-asked_at'], name='advice_by_agency'),
        ),
        migrations.AddConstraint(
            model_name='advice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'returned', 'answered', 'done', 'declined', 'withdrawn', 'ended'])), name='advice_state_known'),
        ),
        migrations.AddConstraint(
            model_name='advice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'ended']), _negated=True), models.Q(('reason_code', ''), _negated=True), _connector='OR'), name='advice_no_has_reason', violation_error_message='受けられない理由を選んでください。'),
        ),
        migrations.AddConstraint(
            model_name='advice',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'returned', 'answered'])), fields=('case',), name='advice_one_open', violation_error_message='このケースでは、もう管理者に相談しています。'),
        ),
        migrations.AddIndex(
            model_name='advicewords',
            index=models.Index(fields=['advice', 'at'], name='advice_words_by_advice'),
        ),
        migrations.AddConstraint(
            model_name='advicewords',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'reply', 'thanks', 'answer', 'back', 'refusal'])), name='advice_words_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='advicewords',
            constraint=models.CheckConstraint(condition=models.Q(('information_class', 1)), name='advice_words_of_basics'),
        ),
        migrations.AddConstraint(
            model_name='advicewords',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='advice_words_say_something', violation_error_message='ことばを書いてください。'),
        ),
    ]
