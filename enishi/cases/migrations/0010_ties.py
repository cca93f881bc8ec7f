"""Lines that somebody drew around a person: in the file of the person, and to a resident only for who sees both."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from enishi.sharing import walls

SEEN = walls.reaches("cases_tie.binder_id", "cases_tie.information_class", "cases_tie.origin_id")
OTHER = f"cases_tie.resident_id IS NULL OR {walls.reaches('cases_tie.resident_id')}"
CHANGED = {"removed_at", "removed_by"}
COLUMNS = ("id", "case_id", "binder_id", "information_class", "origin_id", "author_id", "at", "resident_id", "agency_id",
           "label", "relation", "sex", "died", "quality", "flow", "remark")  # fmt: skip

GUARD = """
CREATE FUNCTION cases_tie_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'ended')
    THEN PERFORM sharing_refuse('the case has ended'); END IF;
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody draws what they could not see'); END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.removed_at IS NOT NULL THEN PERFORM sharing_refuse('already removed'); END IF;
        IF NEW.removed_at IS NULL OR NEW.removed_by IS DISTINCT FROM hat.membership
        THEN PERFORM sharing_refuse('removed by somebody else'); END IF;
        PERFORM sharing_not_later(NEW.removed_at);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_tie_guard BEFORE INSERT OR UPDATE ON cases_tie FOR EACH ROW EXECUTE FUNCTION cases_tie_guard();
CREATE TRIGGER cases_tie_of_this_case BEFORE INSERT ON cases_tie FOR EACH ROW EXECUTE FUNCTION cases_of_this_case();
"""
WALLS = [
    *walls.content_wall("cases_tie", binder="binder_id", information_class="information_class"),
    f"CREATE POLICY cases_tie_both_seen ON cases_tie AS RESTRICTIVE TO enishi_app USING ({OTHER})",
    *walls.kept_as_seen("cases_tie", SEEN, *COLUMNS),
    *walls.no_statistics("cases_tie"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_journal_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('binder_id', models.UUIDField(verbose_name='だれの記録か')),
                ('information_class', models.SmallIntegerField(choices=[(1, '基本'), (2, '生活・経済'), (4, '健康・障害'), (8, '家族・子ども'), (16, '権利擁護'), (32, '居所'), (64, '司法'), (128, '情報源')], verbose_name='情報の区分')),
                ('origin_id', models.UUIDField(verbose_name='書いた機関')),
                ('author_id', models.UUIDField(verbose_name='書いた所属')),
                ('at', models.DateTimeField(verbose_name='書いた日時')),
                ('resident_id', models.UUIDField(null=True, verbose_name='住民')),
                ('agency_id', models.UUIDField(null=True, verbose_name='機関')),
                ('label', models.CharField(blank=True, default='', max_length=60, verbose_name='名前')),
                ('relation', models.CharField(blank=True, choices=[('spouse', '配偶者'), ('partner', '内縁・パートナー'), ('former_spouse', '元配偶者'), ('father', '父'), ('mother', '母'), ('parent', '親'), ('child', '子'), ('sibling', 'きょうだい'), ('grandparent', '祖父母'), ('grandchild', '孫'), ('child_in_law', '子の配偶者'), ('parent_in_law', '配偶者の親'), ('relative', 'その他の親族'), ('housemate', '同居人'), ('supporter', '支えている人'), ('other', 'その他')], default='', max_length=14, verbose_name='続柄')),
                ('sex', models.CharField(choices=[('male', '男'), ('female', '女'), ('other', 'その他'), ('unknown', '不明・回答しない')], default='unknown', max_length=8, verbose_name='性別')),
                ('died', models.BooleanField(default=False, verbose_name='亡くなっている')),
                ('quality', models.CharField(choices=[('strong', '強いつながり'), ('ordinary', 'つながり'), ('weak', '弱いつながり'), ('strained', '緊張・対立'), ('broken', '途切れている')], default='ordinary', max_length=8, verbose_name='つながり')),
                ('flow', models.CharField(choices=[('none', '向きなし'), ('in', '本人へ'), ('out', '本人から'), ('both', 'たがいに')], default='none', max_length=4, verbose_name='支えの向き')),
                ('remark', models.CharField(blank=True, default='', max_length=200, verbose_name='補足')),
                ('removed_at', models.DateTimeField(null=True, verbose_name='消した日時')),
                ('removed_by', models.UUIDField(null=True, verbose_name='消した所属')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'verbose_name': '関係の線',
                'ordering': ['at', 'id'],
                'indexes': [models.Index(condition=models.Q(('removed_at__isnull', True)), fields=['case'], name='tie_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agency_id__isnull', True), ('label', ''), ('resident_id__isnull', False)), models.Q(('agency_id__isnull', False), ('label', ''), ('resident_id__isnull', True)), models.Q(('agency_id__isnull', True), ('resident_id__isnull', True), models.Q(('label', ''), _negated=True)), _connector='OR'), name='tie_to_one', violation_error_message='相手をひとつ選ぶか、名前を書いてください。'), models.CheckConstraint(condition=models.Q(('quality__in', ['strong', 'ordinary', 'weak', 'strained', 'broken'])), name='tie_quality_known'), models.CheckConstraint(condition=models.Q(('flow__in', ['none', 'in', 'out', 'both'])), name='tie_flow_known'), models.CheckConstraint(condition=models.Q(('sex__in', ['male', 'female', 'other', 'unknown'])), name='tie_sex_known'), models.CheckConstraint(condition=models.Q(('relation__in', ['', 'spouse', 'partner', 'former_spouse', 'father', 'mother', 'parent', 'child', 'sibling', 'grandparent', 'grandchild', 'child_in_law', 'parent_in_law', 'relative', 'housemate', 'supporter', 'other'])), name='tie_relation_known'), models.CheckConstraint(condition=models.Q(('relation', ''), ('agency_id__isnull', True), _connector='OR'), name='tie_agency_is_no_kin'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='tie_removed_by_somebody')],
            },
        ),
        migrations.RunSQL(GUARD),
        migrations.RunSQL(WALLS),
        migrations.RunSQL(walls.kernel_owns("cases_tie_guard()")),
    ]
