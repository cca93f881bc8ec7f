"""Forms of the project, for staff (the open one is `rules.join_form`). They read and check; verbs save."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms

from enishi.agencies.forms import DayField
from enishi.community.rules.joining import MOST_TEXT, Particulars
from enishi.community.terms import (
    Consideration,
    ContributionKind,
    MemberKind,
    ProjectMeetingKind,
    Purpose,
    Target,
    TrialOutcome,
)
from enishi.office.forms import Form

Choices = Sequence[tuple[str, str]]
NO_NAMES = "氏名・住所・電話番号・生年月日は書きません。どの窓口から来た人かも書きません。"
AREA_HINT = "中学校区の名前を「、」で区切ります。空なら、どこでも。"


def long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordsField(forms.CharField):
    """Words between 「、」 as a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]
        text = super().clean(value)
        words = [one.strip() for one in text.replace(",", "、").replace("\n", "、").split("、")]
        return tuple(dict.fromkeys(one[:60] for one in words if one))

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, (list, tuple)) else value


class TicksField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class ParticularsForm(Form):
    """What a member says of itself, at the counter."""

    kind = forms.ChoiceField(label="種類", choices=MemberKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="名称", max_length=120, help_text="個人の方は、お名前")
    kana = forms.CharField(label="名称のカナ", max_length=160, required=False)
    person = forms.CharField(label="担当の人", max_length=80, required=False)
    phone = forms.CharField(
        label="電話",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="メール",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = forms.CharField(label="住所", max_length=200, required=False)
    areas = WordsField(label="地区", max_length=400, required=False, help_text=AREA_HINT)
    fields_of_work = TicksField(label="分野", choices=Target.choices, required=False)
    purposes = TicksField(label="提供できる形", choices=Purpose.choices, required=False)
    offers = forms.CharField(label="できること", max_length=MOST_TEXT, required=False, widget=long())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            not cleaned.get("phone")
            and not cleaned.get("email")
            and not self.errors.keys() & {"phone", "email"}
        ):
            self.add_error("phone", "電話かメールのどちらかを書いてください。")
        return cleaned

    def particulars(self) -> Particulars:
        said = self.cleaned_data
        return Particulars(
            name=said["name"],
            kind=said["kind"],
            kana=said["kana"],
            fields=tuple(said["fields_of_work"]),
            purposes=tuple(said["purposes"]),
            offers=said["offers"],
            areas=tuple(said["areas"]),
            person=said["person"],
            phone=said["phone"],
            email=said["email"],
            address=said["address"],
        )


class MemberForm(ParticularsForm):
    """A member, kept by staff."""

    joined_on = DayField(label="入会日")
    asks_per_month = forms.IntegerField(
        label="月に受ける声かけの上限",
        min_value=0,
        max_value=99,
        required=False,
        help_text="空なら、上限なし",
    )
    resource = forms.ChoiceField(
        label="地域の資源", required=False, help_text="受入れ先として名簿にあるもの。なければ空のまま。"
    )
    note = forms.CharField(label="覚え書き", max_length=2_000, required=False, widget=long(2))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, resources: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["resource"].choices = [("", "（なし）"), *resources]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "asks_per_month": said["asks_per_month"],
            "resource_id": UUID(said["resource"]) if said["resource"] else None,
            "note": said["note"],
        }


class AcceptForm(Form):
    joined_on = DayField(label="入会日")
    asks_per_month = forms.IntegerField(
        label="月に受ける声かけの上限",
        min_value=0,
        max_value=99,
        required=False,
        help_text="空なら、上限なし",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(Form):
    reason = forms.CharField(label="理由", max_length=400, widget=long(3))
    version = forms.IntegerField(widget=forms.HiddenInput)


class PassForm(ReasonForm):
    lowered = forms.TypedChoiceField(
        label="だれが決めましたか",
        choices=[("0", "事務局"), ("1", "会員（手を下ろした）")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )


class EndCommissionForm(ReasonForm):
    taken_back = forms.TypedChoiceField(
        label="終わり方",
        choices=[("1", "依頼した側が取り下げる"), ("0", "プロジェクトが見送る")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )


class LeaveForm(Form):
    on = DayField(label="退会日", help_text="この日から会員ではなくなります")
    reason = forms.CharField(label="理由", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ContributionForm(Form):
    kind = forms.ChoiceField(
        label="種類",
        choices=[(one.value, one.label) for one in ContributionKind if one != ContributionKind.ASKED],
    )
    on = DayField(label="日付")
    amount = forms.IntegerField(
        label="金額", min_value=0, max_value=100_000_000, required=False, help_text="費用を負担したとき（円）"
    )
    note = forms.CharField(label="内容", max_length=400, required=False, widget=long(2))


class HandForm(Form):
    member = forms.ChoiceField(label="会員")
    idea = forms.CharField(label="できそうなこと", max_length=1_000, widget=long())
    days = forms.CharField(label="曜日・時間", max_length=120, required=False)
    people = forms.IntegerField(label="受けられる人数", min_value=1, max_value=999, required=False)
    insurance = forms.CharField(label="保険", max_length=120, required=False)
    transport = forms.CharField(label="交通・送迎", max_length=120, required=False)
    reward = forms.CharField(label="報酬・工賃", max_length=120, required=False)

    def __init__(self, *args: Any, members: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["member"].choices = [("", "選んでください"), *members]  # type: ignore[attr-defined]


class MemberAskForm(Form):
    """会員に渡す紙面."""

    lead = forms.CharField(label="お願いの文", max_length=1_000, widget=long(), help_text=NO_NAMES)
    parts = TicksField(
        label="紙面に載せるもの", help_text="上の「開示してよい範囲」にあるものだけを選びます。"
    )
    sender = forms.CharField(
        label="差出人と電話番号",
        max_length=100,
        required=False,
        help_text="入れなければ、機関の名称だけが出ます。",
    )
    days = forms.TypedChoiceField(
        label="リンクを使える期間", choices=[(7, "7日"), (14, "14日"), (30, "30日")], coerce=int, initial=14
    )

    def __init__(self, *args: Any, parts: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parts"].choices = list(parts)  # type: ignore[attr-defined]


class DesignForm(Form):
    host = forms.ChoiceField(label="受け入れる会員")
    designers = TicksField(label="いっしょに考える会員", required=False)
    name = forms.CharField(label="メニューの名称", max_length=120)
    purpose = forms.ChoiceField(label="目的", choices=Purpose.choices)
    description = forms.CharField(label="内容", max_length=2_000, widget=long())
    pace = forms.CharField(
        label="頻度・時間", max_length=120, required=False, help_text="例：週1回、1時間から"
    )
    hours = forms.CharField(
        label="曜日・時間", max_length=200, required=False, help_text="例：火・木 9:00〜11:00"
    )
    capacity = forms.IntegerField(label="定員", min_value=1, max_value=999, required=False)
    reward = forms.CharField(label="報酬・工賃", max_length=120, required=False)
    transport = forms.CharField(label="交通・送迎", max_length=120, required=False)
    insurance = forms.CharField(label="保険", max_length=120, required=False)
    changed = forms.CharField(label="前の版から変えたこと", max_length=400, required=False)

    def __init__(self, *args: Any, members: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["host"].choices = list(members)  # type: ignore[attr-defined]
        self.fields["designers"].choices = list(members)  # type: ignore[attr-defined]


class TrialForm(Form):
    draft = forms.ChoiceField(label="試すメニュー案")
    starts_on = DayField(label="始まり")
    ends_on = DayField(label="終わりの予定", required=False)
    planned = forms.IntegerField(label="予定の回数", min_value=1, max_value=100)

    def __init__(self, *args: Any, drafts: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["draft"].choices = list(drafts)  # type: ignore[attr-defined]


class TrialEndForm(Form):
    ended_on = DayField(label="終わった日")
    held = forms.IntegerField(label="行った回数", min_value=0, max_value=100)
    helpers = forms.IntegerField(label="受入れ先で関わった人数", min_value=0, max_value=999, required=False)
    outcome = forms.ChoiceField(
        label="受入れ先にとって", choices=TrialOutcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="受入れ先のことば",
        max_length=1_000,
        required=False,
        widget=long(3),
        help_text="参加した人のことは書かないでください。",
    )
    changes = forms.CharField(label="次に変えること", max_length=1_000, required=False, widget=long(2))
    version = forms.IntegerField(widget=forms.HiddenInput)


class EvaluationForm(Form):
    outcome = forms.ChoiceField(label="結果", choices=TrialOutcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="評価", max_length=2_000, widget=long())
    version = forms.IntegerField(widget=forms.HiddenInput)


class RegisterForm(Form):
    draft = forms.ChoiceField(label="登録するメニュー案")
    considerations = TicksField(
        label="配慮できること", choices=Consideration.choices, required=False, help_text="確かめたものだけ"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, drafts: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["draft"].choices = list(drafts)  # type: ignore[attr-defined]


class MeetingForm(Form):
    kind = forms.ChoiceField(label="種類", choices=ProjectMeetingKind.choices)
    name = forms.CharField(label="名称", max_length=120)
    held_on = DayField(label="開催日")
    place = forms.CharField(label="場所", max_length=120, required=False)
    members = TicksField(label="出た会員", required=False)
    others = forms.IntegerField(label="会員のほかの参加者", min_value=0, max_value=9_999, initial=0)
    topics = forms.CharField(label="話したこと", max_length=4_000, required=False, widget=long())
    decided = forms.CharField(label="決めたこと", max_length=4_000, required=False, widget=long())
    next_on = DayField(label="次回", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, members: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["members"].choices = list(members)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        left = {"members", "version"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left}

    def came(self) -> list[UUID]:
        return list(ids_of(self.cleaned_data["members"]))


class NetworkForm(Form):
    name = forms.CharField(label="名称", max_length=120)
    about = forms.CharField(label="何をするか", max_length=1_000, required=False, widget=long(3))
    contact = forms.CharField(
        label="事務局の連絡先", max_length=200, required=False, help_text="申込みのページとメールに出ます"
    )
    privacy_notice = forms.CharField(label="個人情報の扱い", max_length=2_000, required=False, widget=long(4))
    keeper = forms.ChoiceField(
        label="事務局の機関", required=False, help_text="確認された申込みの用件が、この機関の受信箱に届きます"
    )
    founded_on = DayField(label="設立日", required=False)
    open_to_applications = forms.BooleanField(label="申込みを受け付ける", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: Choices = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["keeper"].choices = [("", "（なし）"), *agencies]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "keeper")}
        return said | {
            "keeper_id": UUID(self.cleaned_data["keeper"]) if self.cleaned_data["keeper"] else None
        }


def ids_of(chosen: Iterable[str]) -> tuple[UUID, ...]:
    """Ids of what was ticked."""
    return tuple(UUID(one) for one in chosen)
