"""Forms of アウトリーチ: a try to reach somebody, how to approach them, what is made ready."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.actions import NewApproach, NewEntry, NewSupport, Outcome
from enishi.cases.forms.fields import IdField, words
from enishi.cases.queries.intervals import intervals
from enishi.cases.terms import AttemptResult, CaseVocabulary, SupportState
from enishi.intake.forms.fields import CodeField, DateInput, MomentInput
from enishi.intake.terms import StatementClass
from enishi.office.forms import Form

FILE = "だれについて"


class OutcomeForm(Form):
    """What came of it."""

    result = forms.ChoiceField(
        label="結果",
        choices=AttemptResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "会えたかどうかを選んでください。"},
    )
    place = CodeField(CaseVocabulary.PLACE, label="場所", required=False)
    reaction = words("反応", 2, most=1000)
    worked = words("うまくいったこと・手がかり", 2, most=1000)
    caution = words("次に行く人への注意", 2, most=1000)

    def outcome(self) -> Outcome:
        given = self.cleaned_data
        return Outcome(
            AttemptResult(given["result"]),
            given["place"],
            given["reaction"],
            given["worked"],
            given["caution"],
        )


class AttemptForm(OutcomeForm):
    """A try: what was done goes into the journal, what came of it stands beside."""

    text = words("したこと", 3, required=True, help_text="支援経過に入ります。")
    means = CodeField(CaseVocabulary.MEANS, label="方法", required=False)
    happened_at = forms.DateTimeField(
        label="いつのこと", required=False, widget=MomentInput(), help_text="空欄なら今。"
    )
    minutes = forms.IntegerField(label="かかった時間（分）", required=False, min_value=1, max_value=1440)
    information_class = forms.ChoiceField(label="情報の区分", help_text="見てよい機関だけが読みます。")
    file = IdField(label=FILE, required=False)
    field_order = (
        "result",
        "text",
        "place",
        "means",
        "happened_at",
        "reaction",
        "worked",
        "caution",
        "minutes",
    )

    def __init__(self, *args: Any, files: Mapping[UUID, str], seen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = [one for one in StatementClass.choices if seen & int(one[0])]
        self.fields["information_class"].choices = classes  # type: ignore[attr-defined]
        _whose(self, files)

    def entry(self) -> NewEntry:
        given = self.cleaned_data
        return NewEntry(
            text=given["text"],
            information_class=int(given["information_class"]),
            happened_at=given["happened_at"],
            file=given.get("file"),
            means=given["means"],
            minutes=given["minutes"],
        )


class ApproachForm(Form):
    """How the person is approached. Everybody of the team reads it."""

    aim = words("働きかけの方針", 3, required=True, help_text="何をめざし、何から始めるか。")
    way_in = words(
        "入口になりそうな人・こと", 2, help_text="好きなこと、信頼している人、困って出てくるとき。"
    )
    avoid = words("避けること", 2, help_text="言ってはいけないこと、してはいけないこと。")
    rhythm = forms.CharField(label="訪問の頻度・時間帯", max_length=200, required=False)
    safety = words("訪問する人の安全", 2, help_text="二人で行く、犬がいる、など。")
    emergency = words("緊急のとき", 2, help_text="だれに、どの順に知らせるか。")
    outlook = words("同意の見込み", 2, help_text="点数はつけず、ことばで書きます。")
    review_on = forms.DateField(
        label="見直す日", widget=DateInput(), error_messages={"required": "見直す日を入れてください。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("review_on", usual_day())

    def approach(self, file: UUID) -> NewApproach:
        return NewApproach(file=file, **self.cleaned_data)


class SupportForm(Form):
    """What is made ready, by whom, and until when."""

    what = words(
        "支援の内容", 2, required=True, most=500, help_text="例：食料の配達、体験利用の席、受診に付き添う人。"
    )
    agency = IdField(
        label="準備する機関", required=False, help_text="選んでも、その機関に本人のことは知らされません。"
    )
    first_step = words("始め方", 2, most=500, help_text="同意の日に、だれが何からするか。")
    ready_until = forms.DateField(
        label="用意しておく日",
        widget=DateInput(),
        error_messages={"required": "いつまで用意しておくかを入れてください。"},
    )
    state = forms.ChoiceField(
        label="状態",
        choices=[(one.value, one.label) for one in (SupportState.PREPARING, SupportState.READY)],
        initial=SupportState.PREPARING,
        widget=forms.RadioSelect,
    )
    remark = words("補足", 2, most=500)
    file = IdField(label=FILE, required=False)

    def __init__(
        self, *args: Any, files: Mapping[UUID, str], agencies: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = next(iter(files))
        self.fields["agency"].choices = [("", "決まっていない"), *agencies]  # type: ignore[attr-defined]
        self.initial.setdefault("ready_until", usual_day())
        _whose(self, files)

    def support(self) -> NewSupport:
        given = self.cleaned_data
        return NewSupport(
            file=given.get("file") or self.own,
            what=given["what"],
            ready_until=given["ready_until"],
            agency=given["agency"],
            first_step=given["first_step"],
            state=SupportState(given["state"]),
            remark=given["remark"],
        )


class MoveSupportForm(Form):
    """How far it is."""

    state = forms.ChoiceField(label="状態", choices=SupportState.choices, widget=forms.RadioSelect)
    ready_until = forms.DateField(
        label="用意しておく日",
        widget=DateInput(),
        required=False,
        help_text="使った・やめたときは、そのままでかまいません。",
    )
    remark = words("補足", 2, most=500, help_text="やめるときは、わけを書きます。")


def usual_day() -> date:
    today = timezone.localdate()
    return today + timedelta(days=intervals(on=today)["cases.approach_review_days"])


def _whose(form: forms.Form, files: Mapping[UUID, str]) -> None:
    form.fields["file"].choices = [(str(one), name or "本人") for one, name in files.items()]  # type: ignore[attr-defined]
    if len(files) < 2:
        del form.fields["file"]
