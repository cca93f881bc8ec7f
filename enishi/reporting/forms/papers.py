"""What is asked before something is printed or kept."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from enishi.cases.forms.consenting import LASTS, STAGES
from enishi.cases.forms.fields import ClassesField, IdField, IdsField, class_choices
from enishi.intake.forms.fields import DateInput
from enishi.office.forms import Form
from enishi.reporting.queries.journal import Period
from enishi.reporting.terms import SheetKind, SheetLanguage
from enishi.sharing.terms import ALL_CLASSES, EvidenceKind, InformationClass


class PeriodForm(Form):
    """Which days of the journal; both may be left open."""

    since = forms.DateField(label="いつから", required=False, widget=DateInput())
    until = forms.DateField(label="いつまで", required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "終わりの日は始まりの日以後にしてください。")
        return given

    @property
    def period(self) -> Period:
        if not self.is_bound or not self.is_valid():
            return Period()
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


class EvidenceForm(Form):
    """A scan or photograph of what was signed."""

    kind = forms.ChoiceField(
        label="何の写し", choices=EvidenceKind.choices, initial=EvidenceKind.FORM, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label="スキャン・写真",
        help_text="PDF・JPEG・PNG。写真の撮影場所などの情報は、保存するときに消えます。",
        error_messages={"required": "ファイルを選んでください。"},
    )


class DraftSheetForm(Form):
    """A consent that is being asked for: what is printed on the sheet, before anybody has signed and anything is recorded."""

    of = IdField(label="だれの同意か", widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="何についての同意か", choices=STAGES, widget=forms.RadioSelect)
    recipients = IdsField(label="知らせてよい相手の機関")
    classes = ClassesField(label="知らせてよい情報")
    purpose = forms.CharField(label="何のために", max_length=200, initial="多機関協働による支援のため")
    starts_on = forms.DateField(label="いつから", widget=DateInput())
    ends_on = forms.DateField(label="いつまで", widget=DateInput(), help_text="1年以内。")
    sheet = forms.ChoiceField(
        label="印刷するもの",
        choices=[one for one in SheetKind.choices if one[0] != SheetKind.WITHDRAWAL],
        initial=SheetKind.CONSENT,
        required=False,
    )
    language = forms.CharField(label="言語", widget=forms.Select(choices=SheetLanguage.choices))

    def __init__(
        self, *args: Any, persons: list[tuple[str, str]], agencies: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        today = timezone.localdate()
        given = {
            "of": persons[0][0] if persons else "",
            "stage": "sharing",
            "starts_on": today,
            "ends_on": today + LASTS,
            "classes": [str(InformationClass.BASIC.value)],
        }
        kwargs["initial"] = given | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = persons  # type: ignore[attr-defined]
        self.fields["recipients"].choices = agencies  # type: ignore[attr-defined]
        self.fields["classes"].choices = class_choices(ALL_CLASSES)  # type: ignore[attr-defined]

    def clean_sheet(self) -> str:
        return self.cleaned_data["sheet"] or SheetKind.CONSENT.value

    def clean_language(self) -> str:
        """Plain Japanese for every language without a sheet (Japanese itself, sign language, others)."""
        given: str = self.cleaned_data["language"]
        return given if given in SheetLanguage.values else SheetLanguage.PLAIN.value

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        begins, ends = given.get("starts_on"), given.get("ends_on")
        if begins and ends and not timedelta(0) <= ends - begins <= timedelta(days=366):
            self.add_error("ends_on", "終わりの日は、始まりの日から1年以内にしてください。")
        return given


class ApprovalForm(Form):
    """How the city made sure of a wording."""

    remark = forms.CharField(
        label="どのように確かめたか",
        max_length=300,
        help_text="だれが訳を読んだか、決裁の番号など。",
        widget=forms.TextInput(),
    )
