"""What is typed about activities, needs, events and what agencies can do. Parses and checks; never saves."""

from collections.abc import Callable
from typing import Any

from django import forms

from enishi.agencies.forms import DayField
from enishi.community.terms import AgeBand, EventKind, NeedState, Programme, Target
from enishi.office.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})


class ActivityForm(Form):
    """Something that is held again and again. ``places``: resources to choose from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="名称", max_length=120)
    programme = forms.ChoiceField(
        label="地域づくりの事業", choices=[("", "属さない"), *Programme.choices], required=False
    )
    resource = forms.ChoiceField(label="場所（地域の資源）", required=False)
    place = forms.CharField(
        label="場所のことば", max_length=200, required=False, help_text="一覧にない場所のとき"
    )
    when_words = forms.CharField(label="曜日・時間", max_length=200, required=False)
    description = forms.CharField(label="内容", required=False, widget=LONG)
    public = forms.BooleanField(label="市民に公開する", required=False)
    starts_on = DayField(label="開始日", required=False)
    ends_on = DayField(label="終了日", required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["resource"].choices = [("", "選ばない"), *places]  # type: ignore[attr-defined]


class SessionForm(Form):
    """How many came, by age; nobody's name."""

    held_on = DayField(label="開催日")
    part = forms.CharField(
        label="回", max_length=40, required=False, help_text="同じ日に2回あるとき。例：午後"
    )
    cancelled = forms.BooleanField(label="中止した", required=False)
    helpers = forms.IntegerField(label="担い手の人数", min_value=0, max_value=10_000, required=False)
    note = forms.CharField(
        label="ようす",
        required=False,
        widget=LONG,
        help_text="個人の名前や、だれのことか分かることは書かないでください。",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for band, label in AgeBand.choices:
            self.fields[f"people_{band}"] = forms.IntegerField(
                label=str(label), min_value=0, max_value=10_000, required=False
            )

    @property
    def counts(self) -> list[Any]:
        return [self[f"people_{band}"] for band in AgeBand.values]

    def people(self) -> dict[str, int]:
        return {band: self.cleaned_data.get(f"people_{band}") or 0 for band in AgeBand.values}


class ExchangeForm(Form):
    """A meeting of the programmes."""

    name = forms.CharField(label="名称", max_length=120, initial="地域づくり五事業の交流の場")
    held_on = DayField(label="開催日")
    place = forms.CharField(label="場所", max_length=120, required=False)
    programmes = forms.MultipleChoiceField(
        label="集まった事業", choices=Programme.choices, widget=forms.CheckboxSelectMultiple
    )
    people = forms.IntegerField(label="参加した人数", min_value=0, max_value=10_000)
    topics = forms.CharField(label="話したこと", required=False, widget=LONG)
    agreed = forms.CharField(label="決めたこと", required=False, widget=LONG)
    next_on = DayField(label="次回", required=False)


class NeedForm(Form):
    """A need that shows in a place."""

    title = forms.CharField(label="見出し", max_length=120)
    seen_on = DayField(label="見えた日")
    district = forms.CharField(label="地区", max_length=60, required=False)
    programme = forms.ChoiceField(
        label="地域づくりの事業", choices=[("", "属さない"), *Programme.choices], required=False
    )
    resource = forms.ChoiceField(label="場所（地域の資源）", required=False)
    text = forms.CharField(
        label="見えたこと", required=False, widget=LONG,
        help_text="個人の名前や、だれのことか分かることは書かないでください。一人のことは「相談」に記録します。",
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["resource"].choices = [("", "選ばない"), *places]  # type: ignore[attr-defined]


class NeedAnswerForm(Form):
    """What came of a need."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(label="状態", choices=NeedState.choices)
    answer = forms.CharField(label="どうなったか", required=False, widget=LONG)


class HappeningForm(Form):
    """An event or a training."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="名称", max_length=200)
    kind = forms.ChoiceField(label="種類", choices=EventKind.choices)
    starts_on = DayField(label="開始日")
    ends_on = DayField(label="最後の日", required=False)
    opens = forms.CharField(label="開始時間", max_length=40, required=False)
    closes = forms.CharField(label="終了時間", max_length=40, required=False)
    place = forms.CharField(label="場所", max_length=200, required=False)
    organiser = forms.CharField(label="主催者", max_length=200, required=False)
    description = forms.CharField(label="説明", required=False, widget=LONG)
    contact = forms.CharField(label="連絡先", max_length=300, required=False)
    capacity = forms.IntegerField(label="定員", min_value=0, max_value=1_000_000, required=False)
    attended = forms.IntegerField(label="来た人数", min_value=0, max_value=1_000_000, required=False)
    handed_out = forms.IntegerField(label="配った数", min_value=0, max_value=10_000_000, required=False)
    public = forms.BooleanField(label="市民に公開する", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "最後の日は開始日以後にしてください。")
        return cleaned


class CapabilityForm(Form):
    """What an agency can do. ``find``: words → agencies (id, name)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agency = forms.CharField(
        label="機関", max_length=100, help_text="名称。いくつもあてはまるときは、ことばを足します。"
    )
    what = forms.CharField(
        label="できること", max_length=120, help_text="例：夜間の電話相談、家計の立て直しの同行"
    )
    targets = forms.MultipleChoiceField(
        label="対象", choices=Target.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    how = forms.CharField(label="頼み方・条件", required=False, widget=LONG)
    ends_on = DayField(
        label="終了日", required=False, help_text="できなくなった日。この日から一覧に出ません。"
    )

    def __init__(self, *args: Any, find: Callable[[str], list[tuple[str, str]]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.find = find

    def clean_agency(self) -> str:
        """The id of the one agency that the words name; the name itself counts more than words in it."""
        asked = str(self.cleaned_data["agency"])
        found = self.find(asked)
        exact = [one for one in found if one[1] == asked.strip()]
        if len(exact or found) == 1:
            return (exact or found)[0][0]
        if not found:
            raise forms.ValidationError(f"「{asked}」にあてはまる、いま活動している機関はありません。")
        named = "、".join(f"「{label}」" for _id, label in found[:5])
        raise forms.ValidationError(f"一つに決まりません。ことばを足してください。候補：{named}")
