"""Writing into the journal (支援経過)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.actions import NewEntry
from enishi.cases.forms.fields import IdField, next_date, words
from enishi.cases.terms import CaseVocabulary, EntryKind
from enishi.intake.forms.fields import NOT_CHOSEN, MomentInput
from enishi.intake.queries.vocabulary import terms_of
from enishi.intake.terms import SourceKind, StatementClass
from enishi.office.forms import Form
from enishi.sharing.terms import ALL_CLASSES, InformationClass

SHOWN = {"text", "source", "kind", "information_class", "file"}
CODES = {"means": CaseVocabulary.MEANS, "counterpart": CaseVocabulary.COUNTERPART}


class EntryForm(Form):
    """What was done, heard or thought. Only the text must be filled in."""

    text = forms.CharField(label="内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    kind = forms.ChoiceField(label="種類", choices=EntryKind.choices, initial=EntryKind.CONTACT)
    source = forms.ChoiceField(
        label="情報の性質", choices=SourceKind.choices, initial=SourceKind.FACT, widget=forms.RadioSelect
    )
    information_class = forms.ChoiceField(label="情報の区分", help_text="見てよい機関だけが読みます。")
    file = IdField(label="だれの記録か", required=False)
    informant = forms.CharField(
        label="だれから聞いたか",
        max_length=200,
        required=False,
        help_text="名前を出さない約束のとき。「第三者から聴取」のときだけ。情報源を見てよい人だけが読みます。",
    )
    happened_at = forms.DateTimeField(
        label="いつのこと", required=False, widget=MomentInput(), help_text="空欄なら今。"
    )
    means = forms.ChoiceField(label="方法", required=False)
    counterpart = forms.ChoiceField(label="相手", required=False)
    minutes = forms.IntegerField(label="かかった時間", required=False, min_value=1, max_value=1440)
    next_step = words("次の予定", 2)

    def __init__(
        self, *args: Any, files: Mapping[UUID, str], seen: int, leads: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        classes = [one for one in StatementClass.choices if seen & int(one[0])]
        _offer(self, "information_class", classes)
        _offer(self, "file", [(str(one), name or "本人") for one, name in files.items()])
        known = terms_of([*CODES.values(), CaseVocabulary.NEXT_ACTION], on=timezone.localdate())
        for name, code in CODES.items():
            entries = [(one.code, one.label) for one in known.get(code, [])]
            _offer(self, name, [NOT_CHOSEN, *entries])
            if not entries:
                del self.fields[name]
        if len(files) < 2:
            del self.fields["file"]
        if not seen & InformationClass.INFORMANT:
            del self.fields["informant"]
        if leads:
            self.fields["next_on"] = next_date("次の期日も変える", required=False)
            actions = [(one.code, one.label) for one in known.get(CaseVocabulary.NEXT_ACTION, [])]
            self.fields["next_action"] = forms.ChoiceField(
                label="次にすること", required=False, choices=[NOT_CHOSEN, *actions]
            )

    @property
    def rest(self) -> list[Any]:
        """What lies in a fold below the text and what stands beside it."""
        return [field for field in self if field.name not in SHOWN]

    @property
    def rest_is_used(self) -> bool:
        return any(field.errors or field.value() for field in self.rest)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("next_on") and not cleaned.get("next_action"):
            self.add_error("next_action", "次にすることを選んでください。")
        return cleaned

    def entry(self) -> NewEntry:
        given = self.cleaned_data
        return NewEntry(
            text=given["text"],
            kind=EntryKind(given["kind"]),
            source=SourceKind(given["source"]),
            information_class=int(given["information_class"]),
            happened_at=given["happened_at"],
            file=given.get("file"),
            counterpart=given.get("counterpart", ""),
            means=given.get("means", ""),
            minutes=given["minutes"],
            next_step=given["next_step"],
            informant=given.get("informant", ""),
        )


class SentEntry(EntryForm):
    """An entry as it was sent: which class, whose file and who leads is judged by the verb. Shown it is never."""

    def __init__(self, sent: Any) -> None:
        super().__init__(sent, files={}, seen=ALL_CLASSES, leads=True)
        self.fields["file"] = forms.UUIDField(required=False)


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]
