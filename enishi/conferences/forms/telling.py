"""What somebody brings into the room: said, written on the sheet, a year of the family; and the minutes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.conferences.actions import NewShared, SheetAnswer
from enishi.conferences.forms.fields import IdField, class_field, offer, source_field, words
from enishi.conferences.terms import Question, SharedKind
from enishi.intake.terms import SourceKind
from enishi.office.forms import Form

KINDS = [
    (SharedKind.TOLD, "会議での発言・情報"),
    (SharedKind.YEAR, "家族年表"),
    (SharedKind.PERSON, "本人の紹介"),
]
YEARS = {"year": "年", "month": "月"}


class TellForm(Form):
    """Only the text must be filled in; for the family's years also the year."""

    text = forms.CharField(label="内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label="種類", initial=SharedKind.TOLD)
    said_by = IdField(label="話した機関", required=False)
    year = forms.IntegerField(label="年（家族年表）", required=False, min_value=1900)
    month = forms.IntegerField(label="月（家族年表）", required=False, min_value=1, max_value=12)
    source = source_field()

    def __init__(
        self,
        *args: Any,
        seen: int,
        convenes: bool,
        agencies: Sequence[tuple[str, str]] = (),
        own: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["information_class"] = class_field(seen)
        self.fields["year"].max_value = timezone.localdate().year + 1  # type: ignore[attr-defined]
        offer(self, "kind", KINDS if convenes else KINDS[:2])
        offer(self, "said_by", [("", "自分の機関"), *(one for one in agencies if one[0] != own)])
        if not convenes:
            del self.fields["said_by"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_year = cleaned.get("kind") == SharedKind.YEAR
        if is_year and not cleaned.get("year") and "year" not in self.errors:
            self.add_error("year", "いつのことか（年）を入れてください。")
        if not is_year:
            cleaned["year"] = cleaned["month"] = None
        return cleaned

    def shared(self) -> NewShared:
        given = self.cleaned_data
        return NewShared(
            given["text"],
            kind=SharedKind(given["kind"]),
            source=SourceKind(given["source"]),
            information_class=int(given["information_class"]),
            year=given["year"],
            month=given["month"],
            said_by=given.get("said_by"),
        )


class SheetForm(Form):
    """The four questions of one's own agency; what stands is shown, and its row goes along (``before-…``)."""

    def __init__(
        self, *args: Any, seen: int, standing: Mapping[str, tuple[UUID, str, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        for question in Question:
            before, text, cls, source = standing.get(question.value, ("", "", "1", "fact"))
            code = question.value
            self.fields[f"text-{code}"] = words(str(question.label), 4, initial=text)
            self.fields[f"class-{code}"] = class_field(seen, initial=cls, help_text="")
            self.fields[f"source-{code}"] = source_field(initial=source, widget=forms.Select)
            self.fields[f"before-{code}"] = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=before, label="")

    def groups(self) -> list[dict[str, Any]]:
        """The fields of each question, and the row that stands now: a form shown again has seen what overtook it."""
        return [
            {
                "text": self[f"text-{one.value}"],
                "class": self[f"class-{one.value}"],
                "source": self[f"source-{one.value}"],
                "name": f"before-{one.value}",
                "before": self.standing[one.value][0] if one.value in self.standing else "",
            }
            for one in Question
        ]

    def answers(self) -> dict[Question, SheetAnswer]:
        given = self.cleaned_data
        return {
            one: SheetAnswer(
                given[f"text-{one.value}"],
                SourceKind(given[f"source-{one.value}"]),
                int(given[f"class-{one.value}"]),
                given[f"before-{one.value}"],
            )
            for one in Question
        }


class MinutesForm(Form):
    text = forms.CharField(label="会議録", max_length=50_000, widget=forms.Textarea(attrs={"rows": 22}))
    after = forms.UUIDField(required=False, widget=forms.HiddenInput, label="")


class CorrectionForm(Form):
    text = words("訂正", 4, required=True, help_text="確定した会議録はそのまま残り、この訂正が付きます。")
