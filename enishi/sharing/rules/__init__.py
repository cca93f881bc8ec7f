"""Pure rules of grounds and grants. Plain values in, plain values out; the database repeats them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from enishi.sharing.terms import (
    ALL_CLASSES,
    SPECIAL_CLASSES,
    ConsentGiver,
    ConsentMeans,
    ConsentStage,
    GroundKind,
    InformationClass,
)

EMERGENCY_LASTS = timedelta(minutes=60)
EMERGENCY_CLASSES = ALL_CLASSES & ~SPECIAL_CLASSES
EMERGENCY_REASON_LENGTH = 20
EMERGENCY_REVIEW_WORKING_DAYS = 3
LONGEST_CONSENT = timedelta(days=366)
CONSENT_OVER = "この同意の期間は、もう終わっています。「いつから」「いつまで」の年を確かめてください。"
CONSENT_TOO_LONG = "同意の期間は1年以内にしてください。続けるときは、あらためて同意を得てください。"
GROUNDS_WITHOUT_END = frozenset({GroundKind.OWN_WORK})


def mask(classes: Iterable[int]) -> int:
    """The set of classes as one number."""
    number = 0
    for one in classes:
        number |= int(one)
    return number


def bits(number: int) -> Iterator[InformationClass]:
    """The classes in a number, in order."""
    return (one for one in InformationClass if number & one)


@cache
def labels(number: int) -> str:
    """「基本・居所」: the classes in words."""
    return "、".join(str(one.label) for one in bits(number))


def reasons_not_to_grant(
    kind: str, *, classes: int, starts_at: datetime, ends_at: datetime | None, article: str, purpose: str
) -> list[str]:
    """What forbids this grant, each a Japanese sentence. Empty when nothing does."""
    reasons = []
    if not classes or classes & ~ALL_CLASSES:
        reasons.append("見せる情報の区分を選んでください。")
    if ends_at is None and kind not in GROUNDS_WITHOUT_END:
        reasons.append("期限のない閲覧権は、所管の仕事のほかには作れません。終了日を入れてください。")
    if ends_at is not None and ends_at <= starts_at:
        reasons.append("終了は開始より後にしてください。")
    if kind == GroundKind.CONSENT and ends_at is not None and ends_at - starts_at > LONGEST_CONSENT:
        reasons.append(CONSENT_TOO_LONG)
    if kind == GroundKind.EMERGENCY and ends_at is not None and ends_at - starts_at > EMERGENCY_LASTS:
        reasons.append("緊急閲覧は60分までです。")
    if kind == GroundKind.OTHER_LAW and not article.strip():
        reasons.append("根拠とする法令の条文を書いてください。")
    if not purpose.strip():
        reasons.append("目的を書いてください。")
    return reasons


def reasons_not_to_break_glass(*, category: str, reason: str, overdue_reviews: int) -> list[str]:
    """What forbids an emergency look (緊急閲覧)."""
    reasons = []
    if not category:
        reasons.append("緊急の種類を選んでください。")
    if len(reason.strip()) < EMERGENCY_REASON_LENGTH:
        reasons.append(f"理由を{EMERGENCY_REASON_LENGTH}文字以上で書いてください。点検する人が読みます。")
    if overdue_reviews:
        reasons.append("前回の緊急閲覧の点検が期限を過ぎています。点検が終わるまで緊急閲覧は使えません。")
    return reasons


@dataclass(frozen=True)
class NewConsent:
    """What a person agreed to, as it was written down."""

    stage: str
    classes: int
    recipients: tuple[UUID, ...]
    purpose: str
    starts_at: datetime
    ends_at: datetime
    given_by: str
    means: str
    evidence: str
    language: str = "ja"
    file: UUID | None = None


def reasons_not_to_record_consent(new: NewConsent, at: datetime | None = None) -> list[str]:
    """What is missing before it is a consent that others can rest on, each a Japanese sentence.

    :param at: when it is written down; what is over by then carries nothing
    """
    said = {
        "何についての同意かを選んでください。": new.stage not in ConsentStage.values,
        "だれが同意したかを選んでください。": new.given_by not in ConsentGiver.values,
        "同意の方法を選んでください。": new.means not in ConsentMeans.values,
        "知らせてよい情報の区分を選んでください。": not new.classes or bool(new.classes & ~ALL_CLASSES),
        "情報源は、本人の同意で知らせられるものではありません。": bool(new.classes & InformationClass.INFORMANT),
        "知らせてよい相手の機関を選んでください。": new.stage != ConsentStage.SUPPORT and not new.recipients,
        "何のための同意かを書いてください。": not new.purpose.strip(),
        "同意をどのように確かめたか（日時・場所・立ち会った人など）を書いてください。": not new.evidence.strip(),
        "同意の終わりは始まりより後にしてください。": new.ends_at <= new.starts_at,
        CONSENT_TOO_LONG: new.ends_at - new.starts_at > LONGEST_CONSENT,
        CONSENT_OVER: at is not None and new.starts_at < new.ends_at <= at,
    }
    return [sentence for sentence, stands in said.items() if stands]
