"""A line of the ecomap or a person of the family drawing."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms

from enishi.cases.actions import NewTie
from enishi.cases.forms.fields import IdField
from enishi.cases.terms import TieFlow, TieQuality
from enishi.intake.terms import StatementClass
from enishi.office.forms import Form
from enishi.residents.terms import Relation, Sex
from enishi.sharing.terms import InformationClass

NAMED = ("", "名前を書く")


class TieForm(Form):
    """To whom, or to what, and how the tie is."""

    other = forms.ChoiceField(label="相手", required=False, help_text="登録のない人・もの・場所は、名前を書きます。")
    label = forms.CharField(label="名前", max_length=60, required=False)
    relation = forms.ChoiceField(
        label="続柄",
        required=False,
        choices=[("", "家族図には入れない"), *Relation.choices],
        help_text="登録のない家族を家族図に入れるとき。",
    )
    sex = forms.ChoiceField(label="性別", choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    died = forms.BooleanField(label="亡くなっている", required=False)
    quality = forms.ChoiceField(
        label="つながり", choices=TieQuality.choices, initial=TieQuality.ORDINARY, widget=forms.RadioSelect
    )
    flow = forms.ChoiceField(
        label="支えの向き", choices=TieFlow.choices, initial=TieFlow.NONE, widget=forms.RadioSelect
    )
    remark = forms.CharField(label="補足", max_length=200, required=False)
    file = IdField(label="だれの図か", required=False)
    information_class = forms.ChoiceField(
        label="情報の区分", initial=InformationClass.FAMILY.value, help_text="見てよい機関だけに見えます。"
    )

    def __init__(
        self,
        *args: Any,
        files: Mapping[UUID, str],
        seen: int,
        people: Iterable[tuple[UUID, str]],
        agencies: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = next(iter(files))
        groups = [NAMED]
        if known := [(f"resident {one}", name) for one, name in people]:
            groups.append(("人", known))  # type: ignore[arg-type]
        groups.append(("機関", [(f"agency {one}", name) for one, name in agencies]))  # type: ignore[arg-type]
        _choices(self, "other", groups)
        _choices(self, "information_class", [one for one in StatementClass.choices if seen & int(one[0])])
        _choices(self, "file", [(str(one), name or "本人") for one, name in files.items()])
        if len(files) < 2:
            del self.fields["file"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        other, label = cleaned.get("other"), (cleaned.get("label") or "").strip()
        if not other and not label:
            self.add_error("label", "相手を選ぶか、名前を書いてください。")
        if other and label:
            self.add_error("label", "相手を選んだときは、名前は空けてください。ことばは「補足」に書けます。")
        return cleaned

    def tie(self) -> NewTie:
        given = self.cleaned_data
        kind, _, one = given["other"].partition(" ")
        return NewTie(
            file=given.get("file") or self.own,
            resident=UUID(one) if kind == "resident" else None,
            agency=UUID(one) if kind == "agency" else None,
            label=given["label"],
            relation=given["relation"],
            sex=Sex(given["sex"] or Sex.UNKNOWN),
            died=given["died"],
            quality=TieQuality(given["quality"]),
            flow=TieFlow(given["flow"]),
            remark=given["remark"],
            information_class=int(given["information_class"]),
        )


def _choices(form: forms.Form, name: str, choices: Any) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]
