"""What this room keeps of a person's record (記録の行), for requests for disclosure and the paper for the person."""

from enishi.community.terms import BarrierFree, Consideration, Purpose, Target
from enishi.participation.models import (
    HostAsk,
    Placement,
    PlacementRecord,
    Profile,
    ProfileLine,
    Proposal,
    Search,
)
from enishi.participation.rules.conditions import DAYS
from enishi.participation.terms import EndWord, PartOfDay
from enishi.sharing.record import Source
from enishi.sharing.terms import Nature

_PURPOSES, _PARTS = dict(Purpose.choices), dict(PartOfDay.choices)
_CARES, _ACCESSES, _FIELDS = dict(Consideration.choices), dict(BarrierFree.choices), dict(Target.choices)


def _wanted(row: Profile) -> str:
    """「体験・就労、月・木、午前、週2回、5kmまで」."""
    told = [
        "・".join(str(_PURPOSES.get(one, one)) for one in row.purposes),
        "・".join(DAYS[one] for one in row.days),
        "・".join(str(_PARTS.get(one, one)) for one in row.parts),
        f"週{row.times_a_week}回" if row.times_a_week else "",
        f"{row.max_km:g}kmまで" if row.max_km is not None else "",
        "・".join(str(_FIELDS.get(one, one)) for one in row.fields),
    ]
    return "、".join(filter(None, told))


def _said(row: ProfileLine) -> str:
    """The person's words, then what was ticked."""
    told = [
        row.text,
        *(f"必ず要る配慮：{_CARES.get(one, one)}" for one in row.needed),
        *(f"あるとよい配慮：{_CARES.get(one, one)}" for one in row.cared_for),
        *(f"必要なバリアフリー：{_ACCESSES.get(one, one)}" for one in row.accesses),
        *(f"候補にしない町：{one}" for one in row.shunned_towns),
        *([f"候補にしない資源：{len(row.shunned)}件"] if row.shunned else []),
    ]
    said = "、".join(filter(None, told))
    return f"{row.get_side_display()}：{said}" if said else ""


def _proposed(row: Proposal) -> str:
    told = [row.name, row.get_state_display(), row.get_reason_display(), row.ask, row.remark, *row.reasons]
    return "、".join(filter(None, told))


def _placed(row: Placement) -> str:
    words = [
        f"{side}：{EndWord(word).label} {comment}".strip()
        for side, word, comment in (
            ("本人", row.person_word, row.person_comment),
            ("受入先", row.host_word, row.host_comment),
        )
        if word
    ]
    told = [
        row.name,
        row.get_state_display(),
        row.agreement,
        row.insurance,
        row.transport,
        row.reward,
        *words,
    ]
    return "、".join(filter(None, [*told, row.get_ended_reason_display()]))


def _happened(row: PlacementRecord) -> str:
    return "、".join(filter(None, [f"{row.get_kind_display()}：{row.text}", row.settled_text]))


SOURCES = [
    Source(Profile, "参加の希望", "binder_id", ("purposes", "days"), "at", tells=_wanted),
    Source(ProfileLine, "参加についての本人のことば", "binder_id", ("text",), "at", tells=_said),
    Source(Search, "受入先の検索", "binder_id", ("note",), "at", always=Nature.VIEW),
    Source(
        Proposal,
        "受入れの案",
        "binder_id",
        ("name", "ask", "remark"),
        "at",
        always=Nature.VIEW,
        tells=_proposed,
    ),
    Source(Placement, "受入れ", "binder_id", ("name", "agreement"), "at", tells=_placed),
    Source(HostAsk, "受入先への紙面", "binder_id", (), "at", tells=lambda row: f"{row.get_kind_display()}を受入先に渡した"),
    Source(PlacementRecord, "受入れの記録", "binder_id", ("text", "settled_text"), "at", tells=_happened),
]
