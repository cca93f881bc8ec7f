"""The one screen for the phone (相談受付)."""

from datetime import date
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from enishi.agencies.hats import Hat
from enishi.intake.forms.fields import (
    CodeField,
    HolderField,
    IssuesField,
    NextDateField,
    class_field,
    default_next_date,
    moment_field,
    next_action_field,
)
from enishi.intake.queries.colleagues import colleagues
from enishi.intake.queries.intervals import intervals
from enishi.intake.queries.issues import issue_groups, known_issues
from enishi.intake.rules.reasons import (
    reasons_about_left_out,
    reasons_about_next_date,
    reasons_about_when,
    reasons_not_to_receive,
)
from enishi.intake.rules.receiving import NewCaller, NewConsultation, NewStatement, class_from_issues
from enishi.intake.terms import About, Channel, SourceKind, StatementKind, Urgency, Vocabulary
from enishi.office.calendar import today
from enishi.office.errors import On, put_on
from enishi.office.forms import Form
from enishi.residents.forms import RegistrationForm
from enishi.residents.forms.registration import is_told
from enishi.residents.rules.registration import Registration

SELF, OTHER = "self", "other"


def _linked(field: forms.BoundField, error: object) -> str:
    """What is wrong with a field of another form of the page, for the summary above."""
    return format_html('<a href="#{}">{}</a>：{}', field.id_for_label, field.label, error)


class ReceiveForm(Form):
    """As one speaks: who calls, about whom, what is the trouble, what was said, what next."""

    channel = forms.ChoiceField(
        label="受けた方法", choices=Channel.choices, initial=Channel.PHONE, widget=forms.RadioSelect
    )
    received_at = moment_field("受けた日時", "空欄なら今。次の期日は、ここから数えます。")
    caller_is = forms.ChoiceField(
        label="相談した人",
        choices=[(SELF, "本人"), (OTHER, "本人以外")],
        initial=SELF,
        widget=forms.RadioSelect,
    )
    caller_name = forms.CharField(label="相談した人の名前", max_length=100, required=False)
    caller_relation = CodeField(Vocabulary.RELATION, label="本人との関係", required=False)
    caller_phone = forms.CharField(label="折り返しの電話", max_length=60, required=False)
    caller_confidential = forms.BooleanField(
        label="名前を出さない約束をした",
        required=False,
        help_text="この人の名前は、つなぎ先にも緊急閲覧でも見せません。",
    )
    route = CodeField(Vocabulary.ROUTE, label="相談経路", required=False)
    about = forms.ChoiceField(
        label="だれの相談か", choices=About.choices, initial=About.KNOWN, widget=forms.RadioSelect
    )
    find = forms.CharField(label="氏名・カナ・電話・生年月日で探す", max_length=100, required=False)
    resident = forms.UUIDField(required=False)
    search_token = forms.CharField(required=False, widget=forms.HiddenInput)
    different = forms.BooleanField(required=False)
    place = forms.CharField(
        label="場所", max_length=300, required=False, help_text="例：見本町2丁目、公園の向かい"
    )
    landmark = forms.CharField(label="目印", max_length=200, required=False)
    issues = IssuesField()
    worst_issue = forms.CharField(required=False)
    complaint = forms.CharField(
        label="話の内容",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="聞いたまま、短く。課題を選んだときは、空でもかまいません。",
    )
    wish = forms.CharField(
        label="どうしたいか(希望)",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    opinion = forms.CharField(
        label="気づいたこと(所見)",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    information_class = class_field(automatic=True)
    urgency = forms.ChoiceField(
        label="急ぎ", choices=Urgency.choices, initial=Urgency.NORMAL, widget=forms.RadioSelect
    )
    screening = CodeField(
        Vocabulary.SCREENING,
        label="これからの進め方",
        required=False,
        help_text="まだ決まらなければ空のままで。",
    )
    next_on = NextDateField()
    next_action = next_action_field()
    holder = HolderField()

    def __init__(self, *args: Any, hat: Hat, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("next_on", default_next_date())
        super().__init__(*args, **kwargs)
        self.hat = hat
        holder = cast(HolderField, self.fields["holder"])
        holder.own = holder.initial = str(hat.membership_id)
        holder.choices = self._holders  # asked for when it is drawn, or when somebody else was chosen

    @cached_property
    def person(self) -> RegistrationForm:
        return RegistrationForm(self.data if self.is_bound else None, prefix="new")

    def _holders(self) -> list[tuple[str, str]]:
        me = self.hat.membership_id
        others = [
            (str(one), name) for one, name in colleagues(self.hat, on=today()) if one != me
        ]
        return [
            (str(me), f"{self.hat.staff_name}(自分)"),
            *others,
            ("", "担当者を決めず、機関で持つ"),
        ]

    def issue_groups(self) -> list[tuple[str, list[Any]]]:
        ticked = set(self.data.getlist("issues")) if self.is_bound else set()  # type: ignore[attr-defined]
        worst = self.data.get("worst_issue", "") if self.is_bound else ""
        return issue_groups(ticked, worst, on=today())

    @property
    def new_person(self) -> bool:
        """Whether something was typed about a person who is not registered yet."""
        return self.is_bound and is_told(self.data, "new")

    @property
    def told_caller(self) -> bool:
        return self._typed("caller_name", "caller_relation", "caller_phone", "caller_confidential")

    @property
    def told_place(self) -> bool:
        return self._typed("place", "landmark")

    def _typed(self, *names: str) -> bool:
        return self.is_bound and any(self.data.get(name, "").strip() for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needs_person = cleaned.get("about") == About.KNOWN and not cleaned.get("resident")
        if needs_person and self.new_person and not self.person.is_valid():
            for name, errors in self.person.errors.items():
                label = self.person.fields[name].label if name in self.person.fields else ""
                for error in errors:
                    self.add_error(None, _linked(self.person[name], error) if label else str(error))
        left_out = reasons_about_left_out(
            about=self.data.get("about", ""),
            by_person=self.data.get("caller_is") == SELF,
            caller=self.told_caller,
            person=self.new_person,
            place=self.told_place,
        )
        put_on(self, left_out)
        if self.errors:
            put_on(self, self._reasons(cleaned))
        return cleaned

    def _reasons(self, cleaned: dict[str, Any]) -> list[str]:
        """What the verb would say next is told together with what is wrong with the fields."""
        at = timezone.now()
        day = timezone.localdate(at)
        reasons = reasons_not_to_receive(
            about=cleaned.get("about", ""),
            has_person=bool(cleaned.get("resident")) or self.new_person,
            has_place=self._typed("place"),
            issues=cleaned.get("issues", ()),
            worst=cleaned.get("worst_issue", "") if "issues" in cleaned else "",
            said=[self.data.get(name, "") for name in ("complaint", "wish", "opinion")],
        )
        reasons += reasons_about_when("受けた日時", cleaned.get("received_at"), at, field="received_at")
        if next_on := cleaned.get("next_on"):
            longest = intervals(on=day)["intake.longest_next_date_days"]
            reasons += reasons_about_next_date(next_on, day, longest=longest)
        return [one for one in reasons if not isinstance(one, On) or one.field not in self.errors]

    @cached_property
    def registration(self) -> Registration | None:
        given = self.cleaned_data
        if given["about"] != About.KNOWN or given["resident"] or not self.new_person:
            return None
        return self.person.registration()

    def consultation(self, *, search_token: str = "") -> NewConsultation:
        """What was typed, as the verb takes it."""
        given = self.cleaned_data
        holder: UUID | None = given["holder"]
        return NewConsultation(
            channel=given["channel"],
            about=given["about"],
            route=given["route"],
            urgency=given["urgency"],
            resident=given["resident"] if given["about"] == About.KNOWN else None,
            registration=self.registration,
            search_token=search_token or given["search_token"],
            place=given["place"] if given["about"] == About.PLACE else "",
            landmark=given["landmark"],
            caller=self._caller(),
            issues=tuple(given["issues"]),
            worst=given["worst_issue"],
            statements=tuple(self._statements()),
            screening=given["screening"],
            received_at=given["received_at"],
            next_on=self._next_on(),
            next_action=given["next_action"],
            holder=holder,
            for_agency=holder is None,
        )

    def _next_on(self) -> date | None:
        """The next date; none, so that it counts from when it was received, where the proposal for today was left alone."""
        given = self.cleaned_data
        proposed = given["received_at"] and given["next_on"] == default_next_date()
        return None if proposed else given["next_on"]

    def _caller(self) -> NewCaller:
        given = self.cleaned_data
        if given["caller_is"] == SELF:
            return NewCaller()
        return NewCaller(
            given["caller_name"],
            given["caller_relation"],
            given["caller_phone"],
            confidential=given["caller_confidential"],
        )

    def _statements(self) -> list[NewStatement]:
        given = self.cleaned_data
        classes = known_issues(on=today())
        number = int(
            given["information_class"] or class_from_issues(classes, given["issues"], given["worst_issue"])
        )
        source = SourceKind.FACT if given["caller_is"] == SELF else SourceKind.HEARD
        said = (
            (given["complaint"], StatementKind.COMPLAINT, source),
            (given["wish"], StatementKind.WISH, source),
            (given["opinion"], StatementKind.SITUATION, SourceKind.OPINION),
        )
        return [NewStatement(text, kind, how, number) for text, kind, how in said if text.strip()]
