"""The page of one referral, for its sender, its receiver and a partner with a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.access import side_of
from enishi.intake.models import Referral, ReferralLetter
from enishi.intake.queries.content import Content, content
from enishi.intake.queries.grounds import Why, why
from enishi.intake.queries.listing import long_time, short_day, short_time
from enishi.intake.queries.referrals import ReferralLine, line
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.steps import CAME_BACK, RUNNING, UNANSWERED, who_may
from enishi.intake.terms import ReferralState, Side, Vocabulary
from enishi.office.errors import NotFound
from enishi.residents.queries import Face, faces
from enishi.sharing.access import open_binders
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.terms import InformationClass, Purpose

AGREES = {
    "yes": "本人も同意している",
    "no": "本人はまだ知らない・同意していない",
    "unknown": "確かめていない",
}

HISTORY = """
SELECT s.after, s.side, s.reason_code, s.at, coalesce(a.name, ''), coalesce(st.name, ''), r.text, r.means, r.signature
  FROM intake_referralstep s
  LEFT JOIN agencies_membership m ON m.id = s.membership_id
  LEFT JOIN agencies_staff st ON st.id = m.staff_id
  LEFT JOIN agencies_agency a ON a.id = m.agency_id
  LEFT JOIN LATERAL (
      SELECT x.text, x.means, x.signature FROM intake_referralremark x
       WHERE x.referral_id = s.referral_id AND x.state = s.after AND x.at = s.at LIMIT 1) r ON true
 WHERE s.referral_id = %s
 ORDER BY s.at, s.id
"""


@dataclass(frozen=True)
class StepLine:
    state: str
    when: str
    who: str
    reason: str
    text: str
    means: str


@dataclass(frozen=True)
class ReferralPage:
    """Everything the page shows to one side; before it was opened a receiver sees the envelope alone."""

    row: Referral
    line: ReferralLine
    side: Side | None
    sealed: bool
    face: Face | None
    reason: str
    request: str
    care: str
    agrees: str
    classes: str
    sent_by: str
    sent: str
    reply_due: str
    contact_due: str
    history: Sequence[StepLine]
    content: Content
    why: Why
    moves: frozenset[str]
    link_until: str = ""

    @property
    def title(self) -> str:
        who = f"{self.face.polite}の" if self.face else ""
        return f"{who}つなぎ"

    @property
    def is_sender(self) -> bool:
        return self.side == Side.SENDER

    @property
    def is_receiver(self) -> bool:
        return self.side == Side.RECEIVER

    @property
    def unanswered(self) -> bool:
        return self.row.state in UNANSWERED

    @property
    def running(self) -> bool:
        return self.row.state in RUNNING

    @property
    def came_back(self) -> bool:
        return self.row.state in CAME_BACK


def referral_page(
    hat: Hat, referral: UUID, *, at: datetime, word: str = "referral.page", as_given: bool = False
) -> ReferralPage:
    """Look at one referral and read its page. At most twelve queries.

    :param as_given: of the person and the consultation no other class is looked at than those that the referral gives, so that
        nobody, the sender included, reads more on it than was given
    :raises NotFound: hidden and absent alike
    """
    today = timezone.localdate(at)
    row = (
        Referral.objects.select_related("sender_agency", "receiver_agency", "sender__staff", "consultation")
        .filter(pk=referral)
        .first()
    )
    if row is None:
        raise NotFound(word, referral)
    side = side_of(hat, row)
    sealed = side == Side.RECEIVER and row.state == ReferralState.REQUESTED
    resident = row.consultation.resident_id
    beside = [] if sealed else [row.consultation_id, *([resident] if resident else [])]
    to = Purpose.ANSWERING if side == Side.RECEIVER else Purpose.REFERRING
    opened = open_binders(hat, [referral] if as_given else [referral, *beside], to=to, word=word)
    if referral not in opened:
        raise NotFound(word, referral)
    if as_given:
        open_binders(hat, beside, to=to, word=word, classes=row.classes | InformationClass.BASIC)
    letter = None if sealed else ReferralLetter.objects.filter(pk=referral).first()
    face = (
        faces(hat, [resident], on=today, considerations=True).get(resident)
        if resident and not sealed
        else None
    )
    return ReferralPage(
        row=row,
        line=line(row, today, name=face.name if face else "", kana=face.kana if face else ""),
        side=side,
        sealed=sealed,
        face=face,
        reason=letter.reason if letter else "",
        request=letter.request if letter else "",
        care=letter.care if letter else "",
        agrees=AGREES.get(letter.person_agrees, "") if letter else "",
        classes=class_labels(row.classes),
        sent_by=f"{row.sender_agency.name} {row.sender.staff.name}",
        sent=long_time(row.sent_at),
        reply_due=_day(row.reply_due_on),
        contact_due=_day(row.contact_due_on),
        history=[] if sealed else _history(referral),
        content=Content()
        if sealed
        else content(
            row.consultation_id,
            [referral],
            own_agency=hat.own_agency_id,
            seen=row.classes if as_given else opened.classes.get(row.consultation_id, 0),
            parties=[row.sender_agency_id, row.receiver_agency_id],
        ),
        why=why(opened, referral),
        moves=frozenset(
            str(after) for after in ReferralState if side and side in who_may(row.state, after, row.kind)
        ),
    )


def _history(referral: UUID) -> list[StepLine]:
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, [referral])
        rows = cursor.fetchall()
    words = labels(
        Vocabulary.DECLINE, Vocabulary.FAILURE, Vocabulary.HOLD, Vocabulary.RECALL, Vocabulary.CONTACT
    )
    reasons = {
        ReferralState.REJECTED: words[Vocabulary.DECLINE],
        ReferralState.FAILED: words[Vocabulary.FAILURE],
        ReferralState.ON_HOLD: words[Vocabulary.HOLD],
    }
    found = []
    for after, side, reason, at, agency, staff, text, means, signature in rows:
        who = f"{agency} {staff}".strip() or signature or str(Side(side).label)
        found.append(
            StepLine(
                state=str(ReferralState(after).label) if after != ReferralState.REQUESTED else "送付",
                when=short_time(at),
                who=who,
                reason=reasons.get(ReferralState(after), words[Vocabulary.RECALL]).get(reason, "")
                if reason
                else "",
                text=text or "",
                means=words[Vocabulary.CONTACT].get(means or "", ""),
            )
        )
    return found


def _day(day: date | None) -> str:
    return f"{short_day(day)}（{'月火水木金土日'[day.weekday()]}）" if day else ""
