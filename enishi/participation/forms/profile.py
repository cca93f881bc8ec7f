"""The form in which a profile is written together with the person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from enishi.cases.forms.fields import words
from enishi.community.terms import BarrierFree, Consideration, Purpose, Target
from enishi.office.forms import Form
from enishi.participation.actions import NewLine, NewProfile
from enishi.participation.models import Profile, ProfileLine
from enishi.participation.queries.profile import Told, resource_names
from enishi.participation.rules.conditions import DAYS
from enishi.participation.terms import PartOfDay, Side

FIELDS_OF = {
    Side.LIKES: ("likes",),
    Side.CAN: ("can",),
    Side.NEEDS: ("needs", "needed", "cared_for", "accesses"),
    Side.AVOIDS: ("avoids", "shunned_towns", "shunned"),
}
AS_SAID = "本人のことばのまま書きます。"


def ticks(label: str, choices: Iterable[tuple[Any, str]], **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class ProfileForm(Form):
    """強み・希望・配慮. A side whose class the hat does not see is not on the form, and stays as it is."""

    likes = words(
        "好きなこと・してみたいこと", 3, help_text=f"{AS_SAID}「、」で区切ったことばで、受入先を探します。"
    )
    can = words("できること・得意なこと", 3, help_text="ボランティア、前の仕事、家でしていること、なんでも。")
    purposes = ticks("希望する形", Purpose.choices, help_text="選ばなければ、どの形でも探します。")
    days = ticks("行ける曜日", DAYS.items(), help_text="選ばなければ、どの曜日でも探します。")
    parts = ticks("行ける時間帯", PartOfDay.choices)
    times_a_week = forms.IntegerField(label="週に何回", required=False, min_value=1, max_value=7)
    max_km = forms.DecimalField(
        label="行ける距離（km）",
        required=False,
        min_value=0,
        max_value=200,
        decimal_places=1,
        help_text="居所が保護されている人と、確かめていない人では使いません。",
    )
    fields_of_person = ticks("分野", Target.choices, help_text="対象を限る受入先に合うかを見ます。")
    needs = words("配慮してほしいこと（区分：健康・障害）", 3, help_text=AS_SAID)
    needed = ticks(
        "必ず要る配慮", Consideration.choices, help_text="できない受入先は「合わない」になります。"
    )
    cared_for = ticks("あるとよい配慮", Consideration.choices)
    accesses = ticks("必要なバリアフリー", BarrierFree.choices)
    avoids = words(
        "行ってはいけない場所・避けること（区分：権利擁護）",
        2,
        help_text="会ってはいけない人のいる場所など。候補に出る理由の欄には、内容を書きません。",
    )
    shunned_towns = forms.CharField(
        label="候補にしない町",
        required=False,
        max_length=300,
        help_text="「、」で区切ります。例：元町、若宮町",
    )
    shunned = ticks(
        "候補にしない資源", [], help_text="印を外すと、また候補になります。加えるのは、候補の画面から。"
    )
    waits = forms.BooleanField(
        label="受入先を待っている", required=False, help_text="「参加を待つ人」の一覧に出ます。"
    )

    def __init__(self, data: Any = None, *, told: Told) -> None:
        super().__init__(data, initial=initial_of(told))
        self.told = told
        before = told.lines.get(Side.AVOIDS)
        names = resource_names(before.shunned) if before and before.shunned else []
        self.fields["shunned"].choices = names  # type: ignore[attr-defined]
        if not names:
            del self.fields["shunned"]
        for side, fields in FIELDS_OF.items():
            if side not in told.sides:
                for name in fields:
                    self.fields.pop(name, None)

    def profile(self) -> NewProfile:
        given = self.cleaned_data
        return NewProfile(
            purposes=given["purposes"],
            days=[int(one) for one in given["days"]],
            parts=given["parts"],
            times_a_week=given["times_a_week"],
            max_km=given["max_km"],
            fields=given["fields_of_person"],
            waits=given["waits"],
            lines={side: self._line(side) for side in self.told.sides},
        )

    def _line(self, side: Side) -> NewLine:
        given = self.cleaned_data
        if side == Side.NEEDS:
            return NewLine(given["needs"], given["needed"], given["cared_for"], given["accesses"])
        if side == Side.AVOIDS:
            kept = [UUID(one) for one in given.get("shunned", ())]
            return NewLine(given["avoids"], shunned=kept, shunned_towns=towns_in(given["shunned_towns"]))
        return NewLine(given[side.value])


def towns_in(text: str) -> list[str]:
    """Towns that were typed with commas between them."""
    found = [one.strip() for one in text.replace("，", "、").replace(",", "、").split("、")]
    return list(dict.fromkeys(one for one in found if one))


def initial_of(told: Told) -> dict[str, Any]:
    """What stands, for the fields of the form."""
    given: dict[str, Any] = _of_row(told.row) if told.row else {"waits": True}
    for side in (Side.LIKES, Side.CAN, Side.NEEDS, Side.AVOIDS):
        given[side.value] = told.words(side)
    given |= _of_lines(told.lines)
    return given


def _of_row(row: Profile) -> dict[str, Any]:
    return {
        "purposes": row.purposes,
        "days": [str(one) for one in row.days],
        "parts": row.parts,
        "times_a_week": row.times_a_week,
        "max_km": row.max_km,
        "fields_of_person": row.fields,
        "waits": row.waits_since is not None,
    }


def _of_lines(lines: Mapping[str, ProfileLine]) -> dict[str, Sequence[str] | str]:
    found: dict[str, Sequence[str] | str] = {}
    if needs := lines.get(Side.NEEDS):
        found |= {"needed": needs.needed, "cared_for": needs.cared_for, "accesses": needs.accesses}
    if avoids := lines.get(Side.AVOIDS):
        found |= {
            "shunned_towns": "、".join(avoids.shunned_towns),
            "shunned": [str(one) for one in avoids.shunned],
        }
    return found
