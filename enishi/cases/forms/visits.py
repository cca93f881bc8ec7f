"""Notes of visits: the fields on the device, what a device sends, and why a note is set aside."""

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from django import forms

from enishi.cases.actions import Outcome
from enishi.cases.forms.fields import words
from enishi.cases.forms.journal import EntryForm
from enishi.cases.rules.visits import LARGEST, NONCE, POINT, Sealed
from enishi.cases.terms import AttemptResult, EntryKind, VisitReason
from enishi.intake.forms.fields import MomentInput
from enishi.intake.terms import SourceKind
from enishi.office.forms import Form

# Neither the browser's memory of forms nor a spelling service may get what is typed.
SILENT = {"autocomplete": "off", "spellcheck": "false", "autocorrect": "off"}
AT_THE_DOOR = (EntryKind.VISIT, EntryKind.ATTEMPT, EntryKind.CONTACT, EntryKind.NOTE)


class DoorForm(Form):
    """Drawn without values; read by the page's own script, never by the server."""

    whom = forms.CharField(
        label="だれのこと",
        max_length=200,
        widget=forms.TextInput(attrs=SILENT),
        help_text="机でケースを選ぶときに、自分が分かる書き方で。",
    )
    text = forms.CharField(label="内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8} | SILENT))
    kind = forms.ChoiceField(
        label="種類",
        choices=[(one.value, one.label) for one in AT_THE_DOOR],
        initial=EntryKind.VISIT,
        widget=forms.RadioSelect(attrs=SILENT),
    )
    source = forms.ChoiceField(
        label="情報の性質",
        choices=SourceKind.choices,
        initial=SourceKind.FACT,
        widget=forms.RadioSelect(attrs=SILENT),
    )
    happened = forms.DateTimeField(label="いつのこと", required=False, widget=MomentInput())
    minutes = forms.IntegerField(label="かかった時間", required=False, min_value=1, max_value=1440)
    next_step = forms.CharField(
        label="次の予定", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2} | SILENT)
    )

    def __init__(self) -> None:
        super().__init__(auto_id="visit_%s")
        for name in ("happened", "minutes"):
            self.fields[name].widget.attrs |= SILENT


class SealedForm(forms.Form):
    """What a device sends: sealed, nobody reads it here."""

    id = forms.UUIDField()
    sequence = forms.IntegerField(min_value=1, max_value=2_000_000_000)
    key = forms.CharField(max_length=16)
    desk = forms.UUIDField()
    sealed = forms.CharField(max_length=LARGEST * 2, strip=False)

    def clean_sealed(self) -> bytes:
        try:
            content = b64decode(self.cleaned_data["sealed"], validate=True)
        except (NotBase64, ValueError):
            raise forms.ValidationError("壊れています。") from None
        if not POINT + NONCE < len(content) <= LARGEST:
            raise forms.ValidationError("大きさが合いません。")
        return content

    def note(self) -> Sealed:
        given: dict[str, Any] = self.cleaned_data
        return Sealed(given["id"], given["sequence"], given["key"], given["desk"], given["sealed"])


class FileForm(EntryForm):
    """An entry from a note; in a case before consent also what came of it, so that a try is counted as one."""

    def __init__(self, *args: Any, before_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not before_consent:
            return
        self.fields["result"] = forms.ChoiceField(
            label="働きかけの結果",
            required=False,
            choices=[("", "支援経過だけに記録する"), *AttemptResult.choices],
            help_text="同意前のケースです。選ぶと「働きかけ」にも入り、続けて会えない回数に数えます。",
        )
        self.fields["caution"] = words("次に行く人への注意", 2, most=1000)

    @property
    def chosen(self) -> list[Any]:
        return [self[name] for name in ("kind", "information_class", "file") if name in self.fields]

    @property
    def reaching(self) -> list[Any]:
        return [self[name] for name in ("result", "caution") if name in self.fields]

    @property
    def rest(self) -> list[Any]:
        return [field for field in super().rest if field.name not in ("result", "caution")]

    def outcome(self) -> Outcome | None:
        given = self.cleaned_data
        result = given.get("result", "")
        return Outcome(AttemptResult(result), caution=given.get("caution", "")) if result else None


class DropForm(Form):
    reason = forms.ChoiceField(label="使わない理由", choices=VisitReason.choices, widget=forms.RadioSelect)


class FindCaseForm(Form):
    """Sent by POST: no name in an address."""

    find = forms.CharField(
        label="本人を探す", max_length=100, help_text="氏名・カナのはじめ、生年月日、電話番号、整理番号。"
    )
