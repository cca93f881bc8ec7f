"""The steps that a person at a screen can take with a referral, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from enishi.intake import actions
from enishi.intake.forms.referring import (
    AnswerForm,
    ContactForm,
    ContactThenForm,
    HelpedThenForm,
    SignedAnswerForm,
    SignedContactForm,
    reasoned,
)
from enishi.intake.terms import Vocabulary


@dataclass(frozen=True)
class Move:
    """``verb`` is called with the referral, words, reason and what comes next (if asked), version, by, at.

    ``form_then``: the form for who has taken the need over and has not reported a first contact yet.
    """

    heading: str
    label: str
    told: str
    verb: Callable[..., Any]
    form: type[forms.Form]
    consequences: tuple[str, ...] = ()
    kind: str = "primary"
    reason: bool = False
    form_then: type[forms.Form] | None = None

    def carry_out(self, referral: UUID, given: dict[str, Any], **more: Any) -> None:
        words = actions.Words(given.get("text", ""), given.get("means", ""), given.get("signature", ""))
        if self.reason:
            more["reason"] = given["reason"]
        if "next_on" in given:
            more["then"] = actions.NextStep(given["next_on"], given["next_action"])
        self.verb(referral, words=words, **more)


HANDED_OVER = "この相談の担当が自分の機関に移ります。最初の連絡の期日が入ります。"
STAYS = "この相談の担当は、送った機関のままです。"
WHAT_NEXT = "この相談の担当は自分の機関です。次にすることと期日を入れると、「最初の連絡をする」は終わります。"
NOTHING_LEFT = "渡された情報は、すぐに見えなくなります。送った機関の今日の一覧に戻ります。"

MOVES: dict[str, Move] = {
    "accept": Move("つなぎを受ける", "受ける", "つなぎを受けました。", actions.accept, AnswerForm),
    "decline": Move(
        "つなぎを辞退する",
        "辞退する",
        "辞退しました。",
        actions.decline,
        reasoned(Vocabulary.DECLINE, "辞退の理由"),
        (NOTHING_LEFT,),
        "danger",
        True,
    ),
    "contact": Move(
        "初回接触を報告する",
        "報告する",
        "初回接触を報告しました。",
        actions.report_first_contact,
        ContactForm,
        form_then=ContactThenForm,
    ),
    "helped": Move(
        "支援につながったことを報告する",
        "報告する",
        "支援につながったことを報告しました。",
        actions.report_helped,
        AnswerForm,
        ("会えただけでなく、支援が始まったときに報告してください。",),
        form_then=HelpedThenForm,
    ),
    "hold": Move(
        "保留にする",
        "保留にする",
        "保留にしました。",
        actions.hold,
        reasoned(Vocabulary.HOLD, "保留の理由"),
        reason=True,
    ),
    "resume": Move("再開する", "再開する", "再開しました。", actions.resume, AnswerForm),
    "fail": Move(
        "不調に終わったことを報告する",
        "報告する",
        "不調を報告しました。",
        actions.fail,
        reasoned(Vocabulary.FAILURE, "不調の理由"),
        ("担当の機関は変わりません。担当が次の手を決めます。",),
        "danger",
        True,
    ),
    "recall": Move(
        "つなぎを取り消す",
        "取り消す",
        "つなぎを取り消しました。",
        actions.recall,
        reasoned(Vocabulary.RECALL, "取り消しの理由"),
        (
            "渡した情報は、相手からすぐに見えなくなります。",
            "相手が開いたあと、または送ってから10分を過ぎたときは、取り消したことが相手に伝わります。",
            "送り先や人を間違えたときは、理由で「誤送付」を選んでください。個人情報保護の責任者に知らせます。",
        ),
        "danger",
        True,
    ),
}

LINK_MOVES: dict[str, Move] = {
    "accept": Move(
        "依頼を受ける", "受ける", "お受けいただいたことを伝えました。", actions.accept, SignedAnswerForm
    ),
    "decline": Move(
        "依頼を辞退する",
        "辞退する",
        "辞退を伝えました。",
        actions.decline,
        reasoned(Vocabulary.DECLINE, "辞退の理由", signed=True),
        ("この画面の内容は、すぐに見えなくなります。",),
        "danger",
        True,
    ),
    "contact": Move(
        "最初の連絡を報告する",
        "報告する",
        "最初の連絡を報告しました。",
        actions.report_first_contact,
        SignedContactForm,
    ),
    "helped": Move(
        "支援につながったことを報告する",
        "報告する",
        "支援につながったことを報告しました。",
        actions.report_helped,
        SignedAnswerForm,
    ),
    "fail": Move(
        "うまくいかなかったことを報告する",
        "報告する",
        "報告しました。",
        actions.fail,
        reasoned(Vocabulary.FAILURE, "理由", signed=True),
        (),
        "danger",
        True,
    ),
}

STATES: dict[str, str] = {
    "accept": "accepted",
    "decline": "rejected",
    "contact": "in_progress",
    "helped": "completed",
    "hold": "on_hold",
    "fail": "failed",
    "recall": "cancelled",
}
