"""Reading in the order in which it costs least: what is sealed and what is waited for is gathered once, not asked for each of
twenty thousand consultations; and the referrals on today's page have indexes that hold nothing else.
"""

from django.db import migrations, models

from enishi.intake.rules.steps import UNANSWERED

UNANSWERED_SQL = ", ".join(f"'{one}'" for one in sorted(UNANSWERED))

OVERVIEW = f"""
CREATE OR REPLACE FUNCTION intake_overview() RETURNS TABLE(
    consultation uuid, reference text, received_at timestamptz, state text, urgency text, agency uuid, holder uuid,
    membership uuid, next_on date, next_action text, held_since timestamptz, waiting uuid, waiting_for uuid,
    waiting_state text, waiting_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); blocked uuid[] := enishi_blocks();
BEGIN
    IF NOT enishi_may('coordinate') THEN RETURN; END IF;
    RETURN QUERY
    WITH hidden AS MATERIALIZED (
        SELECT s.binder_id FROM sharing_seal s
         WHERE s.lifted_at IS NULL AND (s.classes & 1) <> 0
           AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                              AND k.holder_id IN (hat.membership, hat.agency))),
    unanswered AS MATERIALIZED (
        SELECT DISTINCT ON (x.consultation_id) x.consultation_id, x.id, x.receiver_agency_id, x.state, x.reply_due_on
          FROM intake_referral x WHERE x.state IN ({UNANSWERED_SQL})
         ORDER BY x.consultation_id, x.reply_due_on, x.id)
    SELECT c.id, c.reference::text, c.received_at, c.state::text, c.urgency::text, c.agency_id, h.agency_id,
           h.membership_id, h.next_on, h.next_action::text, h.starts_at, r.id, r.receiver_agency_id, r.state::text,
           r.reply_due_on
      FROM intake_consultation c
      JOIN intake_holding h ON h.consultation_id = c.id AND h.ended_at IS NULL
      LEFT JOIN unanswered r ON r.consultation_id = c.id
     WHERE c.state <> 'closed' AND NOT (c.id = ANY (blocked))
       AND c.id NOT IN (SELECT binder_id FROM hidden)
       AND (c.resident_id IS NULL OR c.resident_id NOT IN (SELECT binder_id FROM hidden));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_subjects")]

    operations = [
        migrations.RunSQL(OVERVIEW),
        migrations.AddIndex(
            "referral",
            models.Index(
                fields=["receiver_agency", "reply_due_on"],
                condition=models.Q(state__in=sorted(UNANSWERED)),
                name="referral_to_answer",
            ),
        ),
        migrations.AddIndex(
            "referral",
            models.Index(
                fields=["sender_agency", "-moved_at"],
                condition=models.Q(answered_at__isnull=False, seen_by_sender_at__isnull=True),
                name="referral_unread_answer",
            ),
        ),
    ]
