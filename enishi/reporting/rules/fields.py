"""Every field that a form can print: its name, how it is drawn, and whether the state asks for it. Nothing is typed for a form.

A field that its reader may not see and a field that says nothing are the same: both are printed empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from enishi.cases.sheets import CHOSEN, Item, ItemKind, sheet
from enishi.reporting.terms import FormOf


@dataclass(frozen=True)
class Field:
    """``vocabulary``: a list of choices that are ticked; ``columns``: a table, column → its head."""

    name: str
    label: str
    vocabulary: str = ""
    reported: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What the record says to one reader, by the names of fields. What is missing here is printed empty."""

    texts: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """field → code → the mark (✓, ◎, ○)"""
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    def __or__(self, other: "Told") -> "Told":
        return Told({**self.texts, **other.texts}, {**self.marks, **other.marks}, {**self.rows, **other.rows})


PERSON = (
    Field("resident.name", "氏名"),
    Field("resident.kana", "ふりがな"),
    Field("resident.sex", "性別", reported=True),
    Field("resident.birth", "生年月日", reported=True),
    Field("resident.age", "年齢"),
    Field("resident.address", "住所"),
    Field("resident.phone", "電話"),
    Field("resident.care", "配慮すること"),
    Field("household.count", "世帯人数（本人を含む）"),
    Field(
        "household.members",
        "世帯構成",
        columns={"name": "氏名", "age": "年齢", "relation": "続柄", "note": "備考"},
    ),
)
CONSULTATION = (
    Field("consultation.reference", "受付番号"),
    Field("consultation.received", "受付日"),
    Field("consultation.received_by", "受付者"),
    Field("consultation.channel", "受付方法"),
    Field("consultation.route", "相談経路", "route", reported=True),
    Field("consultation.caller", "来談者（本人でないとき）"),
    Field("consultation.caller_relation", "本人との関係"),
    Field("consultation.caller_phone", "来談者の電話"),
    Field("consultation.place", "気になる家"),
    Field("consultation.issues", "ご相談の内容（◎いちばん困っていること ○ほかに）", "issue", reported=True),
    Field("consultation.complaint", "相談したいこと（主訴）"),
    Field("consultation.wish", "支援にあたっての希望"),
    Field("consultation.situation", "状況"),
    Field("consultation.screening", "スクリーニング結果", "screening", reported=True),
    Field("consultation.holder", "担当"),
    Field("consultation.next", "次の期日"),
    Field("consent.support_on", "申込みの日"),
    Field("consent.sharing_on", "情報共有に同意した日"),
)
REFERRAL = (
    Field("letter.reference", "つなぎ番号"),
    Field("letter.kind", "つなぎ方"),
    Field("letter.sender", "紹介元"),
    Field("letter.receiver", "紹介先"),
    Field("letter.sent", "送った日"),
    Field("letter.reply_due", "回答期限"),
    Field("letter.reason", "紹介する理由"),
    Field("letter.request", "お願いしたいこと"),
    Field("letter.care", "配慮を希望すること"),
    Field("letter.agrees", "本人の同意"),
    Field("letter.classes", "渡した情報"),
)
CASE = (
    Field("case.reference", "ケース番号"),
    Field("case.opened", "開始日"),
    Field("case.state", "状態"),
    Field("case.lead", "主担当機関"),
    Field("case.person", "主担当者"),
    Field(
        "case.team",
        "関係機関と役割分担",
        columns={"agency": "機関", "person": "担当者", "duty": "役割", "state": "状態"},
    ),
    Field(
        "case.journal",
        "支援経過",
        columns={
            "when": "日時",
            "who": "対応者（所属）",
            "how": "情報の性質・相手・方法・時間",
            "text": "内容",
            "next": "次の予定",
        },
    ),
    Field(
        "case.visits",
        "訪問・接触の状況",
        columns={"when": "日時", "who": "訪問した人", "kind": "結果", "text": "内容"},
    ),
    Field("case.period", "期間"),
    Field("case.outlook", "同意の見込み"),
    Field("case.emergency", "緊急時の対応"),
    Field("case.places", "つなぎ先（地域資源・事業所）とメニュー・頻度"),
)
PLAN = (
    Field("plan.kind", "区分", reported=True),
    Field("plan.made", "作成日", reported=True),
    Field("plan.agency", "作成担当"),
    Field("plan.issue", "解決したい課題"),
    Field("plan.long_goal", "長期目標（目指す姿）"),
    Field("plan.goals", "本プランにおける達成目標", columns={"text": "達成目標", "state": "達成状況"}),
    Field(
        "plan.steps",
        "実施すること",
        columns={"who": "だれが", "text": "内容", "frequency": "頻度", "due": "期限", "lead": "主担当"},
    ),
    Field("plan.participation", "参加支援事業の利用", "participation_support", reported=True),
    Field("plan.participation_text", "参加支援で希望すること・強み・配慮"),
    Field("plan.outreach", "アウトリーチ等事業の利用", "outreach_support", reported=True),
    Field("plan.outreach_text", "働きかけの方針"),
    Field("plan.period", "プラン期間"),
    Field("plan.monitor_on", "次回モニタリング時期"),
    Field("plan.meeting", "会議（開催日・会議名）"),
    Field("plan.decided_on", "支援決定日", reported=True),
    Field("plan.consent_on", "プランに同意した日"),
    Field("plan.remark", "備考"),
)
EVALUATION = (
    Field("evaluation.on", "評価日"),
    Field("evaluation.result", "評価の結果", "evaluation_result", reported=True),
    Field(
        "evaluation.goals",
        "目標の達成状況",
        reported=True,
        columns={"text": "達成目標", "state": "達成状況", "remark": "内容"},
    ),
)
CONFERENCE = (
    Field("conference.state", "段階"),
    Field("conference.written", "書いた日時"),
    Field("conference.kind", "会議の種類"),
    Field("conference.article", "根拠"),
    Field("conference.when", "日時"),
    Field("conference.where", "場所"),
    Field("conference.item", "議題の目的"),
    Field("conference.convener", "招集した機関"),
    Field("conference.who", "だれについて"),
    Field(
        "conference.members",
        "議題に参加した人",
        columns={"agency": "所属", "name": "氏名", "came": "出欠", "pledge": "守秘義務の確認"},
    ),
    Field("conference.minutes", "会議録"),
    Field(
        "conference.decisions",
        "決定（役割・期限）",
        columns={
            "kind": "種類・役割",
            "agency": "行う機関・人",
            "what": "すること・出せるもの",
            "due": "期限",
            "state": "状態",
        },
    ),
    Field("conference.corrections", "確定のあとの訂正", columns={"when": "訂正した日時", "text": "訂正"}),
    Field("conference.next", "次回"),
    Field("conference.papers", "配布資料と回収"),
)
SHEETS = {"assessment": "intake_assessment", "evaluation": "evaluation"}
"""Prefix of a field → the sheet whose items are such fields, under their code."""
REACH = {
    FormOf.CONSULTATION: (PERSON, CONSULTATION),
    FormOf.REFERRAL: (PERSON, CONSULTATION, REFERRAL),
    FormOf.CASE: (PERSON, CASE),
    FormOf.ASSESSMENT: (PERSON, CASE),
    FormOf.PLAN: (PERSON, CASE, PLAN),
    FormOf.EVALUATION: (PERSON, CASE, PLAN, EVALUATION),
    FormOf.CONFERENCE: (CONFERENCE,),
}


@cache
def fields_of(of: FormOf) -> dict[str, Field]:
    """The fields that a form about ``of`` can print."""
    found = {one.name: one for part in REACH[of] for one in part}
    for prefix in SHEETS if of != FormOf.CONFERENCE else ():
        if prefix == of:
            found |= {one.name: one for one in _items(prefix)}
    return found


def _items(prefix: str) -> list[Field]:
    known = {one.name for one in EVALUATION}
    return [
        _field(prefix, one)
        for one in sheet(SHEETS[prefix]).items
        if f"{prefix}.{one.code}" not in known and one.kind != ItemKind.GOALS
    ]


def _field(prefix: str, item: Item) -> Field:
    ticked = item.vocabulary if item.kind in CHOSEN else ""
    return Field(f"{prefix}.{item.code}", item.label, ticked, item.reported)
