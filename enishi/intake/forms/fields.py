"""Fields that several forms of the room share."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from enishi.intake.queries.intervals import intervals
from enishi.intake.queries.issues import known_issues
from enishi.intake.queries.vocabulary import choices
from enishi.intake.rules.reasons import next_date_from
from enishi.intake.terms import EARLIEST, StatementClass, Vocabulary
from enishi.office.calendar import today
from enishi.office.city import closing_days

NOT_CHOSEN = ("", "選んでください")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"min": f"{EARLIEST:%Y-%m-%dT%H:%M}"}, format="%Y-%m-%dT%H:%M")


class NextDateField(forms.DateField):
    """By when what happens next. Never empty."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {
            "label": "次の期日",
            "widget": DateInput(),
            "error_messages": {"required": "次の期日を入れてください。期日のない相談は作れません。"},
        }
        super().__init__(**(given | kwargs))


class CodeField(forms.ChoiceField):
    """One entry of a code list, as it is today."""

    def __init__(self, vocabulary: str, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(choices=self.offered, **kwargs)

    def offered(self) -> Iterable[tuple[str, str]]:
        found = choices(self.vocabulary, on=today())
        return found if isinstance(self.widget, forms.RadioSelect) and self.required else [NOT_CHOSEN, *found]

    def valid_value(self, value: Any) -> bool:
        return any(value == code for code, _ in choices(self.vocabulary, on=today()))


class IssuesField(forms.MultipleChoiceField):
    """Issues (課題) of today's list; the pages draw them by their groups."""

    def __init__(self) -> None:
        super().__init__(label="課題", required=False)

    def valid_value(self, value: Any) -> bool:
        return value in known_issues(on=today())


NOT_HERE = "担当者を選び直してください。別のタブで所属を替えたときは、先にもとの所属に戻してください。"


class HolderField(forms.ChoiceField):
    """Who of one's own agency holds it; empty is the agency as a whole."""

    own = ""
    """The membership of whoever sends it, which need not be looked up among the others."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="担当者", required=False, error_messages={"invalid_choice": NOT_HERE}, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return value == self.own or super().valid_value(value)

    def clean(self, value: Any) -> UUID | None:
        text = super().clean(value)
        return UUID(text) if text else None


def moment_field(label: str, help_text: str) -> forms.DateTimeField:
    """When something happened; empty means now."""
    return forms.DateTimeField(label=label, required=False, widget=MomentInput(), help_text=help_text)


def next_action_field() -> CodeField:
    return CodeField(Vocabulary.NEXT_ACTION, label="次にすること", initial="phone")


def class_field(*, automatic: bool = False) -> forms.ChoiceField:
    found = list(StatementClass.choices)
    return forms.ChoiceField(
        label="情報の区分",
        choices=[("", "課題に合わせる"), *found] if automatic else found,
        required=not automatic,
        help_text="つなぐときは、区分ごとに渡すかどうかを選びます。",
    )


def default_next_date() -> date:
    now = today()
    return next_date_from(now, now, intervals(on=now)["intake.next_date_days"], closing_days())
