"""Notes that workers typed outside: read by who wrote them, put into a journal once, and then empty here.

Whose notes a hat reads: its own, and those of a membership of the same person at the same agency that has ended (a new role, a
day back after leaving). No colleague, no coordinator, no other agency of the same person.
"""

import uuid
from django.db import migrations, models

from enishi.sharing import walls

DESKS = """
CREATE FUNCTION cases_visit_desks() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR hat.link IS NOT NULL OR NOT hat.sees THEN RETURN '{}'; END IF;
    RETURN hat.membership || ARRAY(
        SELECT m.id FROM agencies_membership m
         WHERE m.staff_id = hat.staff AND m.agency_id = hat.agency AND m.id <> hat.membership
           AND m.ends_on IS NOT NULL AND m.ends_on <= enishi_today());
END $$;
"""

GUARD = """
CREATE FUNCTION cases_visit_note_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'received' OR NEW.told_on IS NOT NULL THEN PERFORM sharing_refuse('a note begins as received'); END IF;
        PERFORM sharing_not_later(NEW.received_at);
        RETURN NEW;
    END IF;
    IF OLD.state = 'filed' THEN PERFORM sharing_refuse('what is filed does not change'); END IF;
    IF NEW.sequence < OLD.sequence THEN PERFORM sharing_refuse('an earlier snapshot'); END IF;
    IF NEW.state = 'received' AND OLD.state = 'received' AND NEW.sequence = OLD.sequence
       AND (NEW.text, NEW.whom, NEW.next_step) IS DISTINCT FROM (OLD.text, OLD.whom, OLD.next_step)
    THEN PERFORM sharing_refuse('the words of a note are the device''s'); END IF;
    IF NEW.state = 'filed' THEN
        IF OLD.state <> 'received' THEN PERFORM sharing_refuse('taken back first'); END IF;
        IF NOT EXISTS (SELECT 1 FROM cases_journalentry e WHERE e.id = NEW.entry_id AND e.author_id = hat.membership)
        THEN PERFORM sharing_refuse('filed as what nobody wrote'); END IF;
    END IF;
    IF NEW.ended_at IS NOT NULL THEN PERFORM sharing_not_later(NEW.ended_at); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_visitnote_guard BEFORE INSERT OR UPDATE ON cases_visitnote
FOR EACH ROW EXECUTE FUNCTION cases_visit_note_guard();
CREATE TRIGGER cases_visitnote_keeps BEFORE UPDATE ON cases_visitnote
FOR EACH ROW EXECUTE FUNCTION sharing_keeps('id', 'membership_id', 'agency_id', 'continues_id');
"""

LEFT = """
CREATE FUNCTION cases_visit_notes_left(p_membership uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.sign_in IS NOT NULL AND NOT enishi_may('administer') THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM cases_visitnote WHERE membership_id = p_membership AND state = 'received');
END $$;
COMMENT ON FUNCTION cases_visit_notes_left(uuid) IS 'How many notes wait when somebody leaves: a number for who ends the membership.';

CREATE FUNCTION cases_clear_visit_notes(p_before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE cleared integer;
BEGIN
    UPDATE cases_visitnote SET whom = '', text = '', next_step = ''
     WHERE state = 'dropped' AND ended_at < p_before AND whom || text || next_step <> '';
    GET DIAGNOSTICS cleared = ROW_COUNT;
    RETURN cleared;
END $$;
"""

OWN = "cases_visitnote.membership_id = ANY ((SELECT cases_visit_desks())::uuid[])"
FUNCTIONS = [
    "cases_visit_desks()",
    "cases_visit_note_guard()",
    "cases_visit_notes_left(uuid)",
    "cases_clear_visit_notes(timestamptz)",
]
WALLS = [
    "ALTER TABLE cases_visitnote ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_visitnote FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT, UPDATE ON cases_visitnote TO enishi_app",
    f"CREATE POLICY cases_visitnote_seen ON cases_visitnote FOR SELECT TO enishi_app USING ({OWN})",
    "CREATE POLICY cases_visitnote_written ON cases_visitnote FOR INSERT TO enishi_app"
    f" WITH CHECK ({OWN} AND cases_visitnote.agency_id = (SELECT enishi_own_agency()))",
    f"CREATE POLICY cases_visitnote_kept ON cases_visitnote FOR UPDATE TO enishi_app USING ({OWN}) WITH CHECK ({OWN})",
    *walls.kernel_reads("cases_visitnote"),
    "GRANT UPDATE (whom, text, next_step) ON cases_visitnote TO enishi_kernel",
    "CREATE POLICY cases_visitnote_cleared ON cases_visitnote FOR UPDATE TO enishi_kernel USING (state = 'dropped')",
    # The clerk reminds: whose, since when, in which state. No word of a note.
    "GRANT SELECT (id, membership_id, agency_id, state, received_at, told_on), UPDATE (told_on) ON cases_visitnote TO enishi_clerk",
    "CREATE POLICY cases_visitnote_clerk ON cases_visitnote TO enishi_clerk USING (true)",
    "REVOKE EXECUTE ON FUNCTION cases_clear_visit_notes(timestamptz) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_clear_visit_notes(timestamptz) TO enishi_clerk",
    *walls.no_statistics("cases_visitnote"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_outreach'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('membership_id', models.UUIDField(verbose_name='書いた所属')),
                ('agency_id', models.UUIDField(verbose_name='書いた機関')),
                ('sequence', models.PositiveIntegerField(verbose_name='何回目の写しか')),
                ('number', models.PositiveIntegerField(default=0, verbose_name='端末での番号')),
                ('finished', models.BooleanField(default=True, verbose_name='封をした')),
                ('continues_id', models.UUIDField(null=True, verbose_name='どの記録のあとに届いたか')),
                ('written_at', models.DateTimeField(null=True, verbose_name='書いた日時（端末の時計）')),
                ('received_at', models.DateTimeField(verbose_name='届いた日時')),
                ('happened_at', models.DateTimeField(null=True, verbose_name='いつ')),
                ('kind', models.CharField(choices=[('contact', '対応'), ('visit', '訪問'), ('attempt', '会えなかった訪問'), ('talk', '関係機関との協議'), ('note', '気づき・方針')], default='visit', max_length=8, verbose_name='種類')),
                ('source', models.CharField(choices=[('fact', '事実'), ('heard', '第三者から聴取'), ('opinion', '所見')], default='fact', max_length=8, verbose_name='情報の性質')),
                ('minutes', models.PositiveSmallIntegerField(null=True, verbose_name='かかった時間(分)')),
                ('whom', models.TextField(blank=True, default='', verbose_name='だれのこと')),
                ('text', models.TextField(blank=True, default='', verbose_name='内容')),
                ('next_step', models.TextField(blank=True, default='', verbose_name='次の予定')),
                ('state', models.CharField(choices=[('received', '受け取った'), ('filed', '記録した'), ('dropped', '使わない')], default='received', max_length=8, verbose_name='状態')),
                ('reason', models.CharField(blank=True, choices=[('written', '同じことを別に記録した'), ('trial', '試し書き・書き間違い'), ('nothing', 'ケースの記録にすることがない')], default='', max_length=8, verbose_name='使わない理由')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='記録した・使わないとした日時')),
                ('entry_id', models.UUIDField(null=True, verbose_name='どの支援経過になったか')),
                ('told_on', models.DateField(null=True, verbose_name='残っていると知らせた日')),
            ],
            options={
                'verbose_name': '外出先の記録',
                'indexes': [models.Index(fields=['membership_id', 'state', '-received_at'], name='visit_note_by_desk'), models.Index(condition=models.Q(('state', 'received')), fields=['received_at'], name='visit_note_unfiled'), models.Index(condition=models.Q(('state', 'dropped')), fields=['ended_at'], name='visit_note_dropped')],
                'constraints': [models.UniqueConstraint(fields=('entry_id',), name='visit_note_one_for_an_entry'), models.CheckConstraint(condition=models.Q(('kind__in', ['contact', 'visit', 'attempt', 'talk', 'note'])), name='visit_note_kind_known'), models.CheckConstraint(condition=models.Q(('source__in', ['fact', 'heard', 'opinion'])), name='visit_note_source_known'), models.CheckConstraint(condition=models.Q(('state__in', ['received', 'filed', 'dropped'])), name='visit_note_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('reason__in', ['written', 'trial', 'nothing']), ('state', 'dropped')), models.Q(('reason', ''), models.Q(('state', 'dropped'), _negated=True)), _connector='OR'), name='visit_note_dropped_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'received')), models.Q(('ended_at__isnull', False), models.Q(('state', 'received'), _negated=True)), _connector='OR'), name='visit_note_ended_some_time'), models.CheckConstraint(condition=models.Q(models.Q(('entry_id__isnull', False), ('next_step', ''), ('state', 'filed'), ('text', ''), ('whom', '')), models.Q(('entry_id__isnull', True), models.Q(('state', 'filed'), _negated=True)), _connector='OR'), name='visit_note_filed_is_in_the_journal')],
            },
        ),
        migrations.RunSQL(DESKS),
        migrations.RunSQL(GUARD),
        migrations.RunSQL(LEFT),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(WALLS),
    ]
