"""What administrators type about agencies, staff and the office's tables. Parses and checks; never saves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from enishi.agencies.roles import ROLE_CHOICES
from enishi.agencies.rules.agency_rows import listed, wrong_with_districts
from enishi.agencies.terms import AgencyKind, Answering, ImportKind, PledgeKind
from enishi.office.forms import Form
from enishi.office.text import plain
from enishi.office.wareki.eras import DateProblem
from enishi.office.wareki.reading import read_day

FindAgencies = Callable[[str], list[tuple[str, str]]]


class DayField(forms.CharField):
    """A day in any usual spelling, 和暦 too; gives a date, or None when left empty."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", "例：令和7年4月1日、R7.4.1、2025-04-01")
        super().__init__(max_length=30, **more)

    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        text = super().clean(value)
        try:
            return read_day(text) if text else None
        except DateProblem as problem:
            raise forms.ValidationError(str(problem)) from problem

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class LettersField(forms.CharField):
    """Text kept to the letter: blanks at either end stay, because the publisher wrote them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(strip=False, **more)


class AgencyForm(Form):
    """An agency's particulars. ``version``: what the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LettersField(label="名称", max_length=200)
    kana = LettersField(label="名称カナ", max_length=300, required=False)
    code = forms.CharField(
        label="機関コード", max_length=40, required=False, help_text="組織コードなど。なくてもかまいません。"
    )
    kind = forms.ChoiceField(label="種別", choices=AgencyKind.choices)
    service = LettersField(label="サービスの種類", max_length=300, required=False)
    corporation = LettersField(label="法人名", max_length=200, required=False)
    parent = forms.ChoiceField(label="上位機関", required=False)
    postcode = forms.CharField(label="郵便番号", max_length=10, required=False)
    address = LettersField(label="所在地", max_length=300, required=False)
    phone = forms.CharField(label="電話", max_length=200, required=False)
    fax = forms.CharField(label="FAX", max_length=200, required=False)
    email = forms.EmailField(label="メール", max_length=254, required=False)
    website = forms.CharField(label="ウェブサイト", max_length=500, required=False)
    fields_of_work = forms.CharField(label="分野", max_length=100, required=False)
    answering = forms.ChoiceField(label="回答の方法", choices=Answering.choices)
    receives = forms.BooleanField(label="つなぎを受ける", required=False)
    starts_on = DayField(label="開始日")

    def __init__(self, *args: Any, parents: list[tuple[str, str]] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].choices = [("", "なし"), *(parents or [])]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return plain(self.cleaned_data["code"])


class HoursForm(Form):
    hours = forms.CharField(
        label="開所日時",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="ふだんの書き方のままで入ります。例：平日8:30〜17:15、第1・3土9:00〜12:00（祝日休み）",
    )


class CatchmentForm(Form):
    districts = forms.CharField(
        label="担当する中学校区",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="「、」か改行で区切ります。",
    )
    starts_on = DayField(label="この日から")

    def clean_districts(self) -> list[str]:
        districts = listed(self.cleaned_data["districts"])
        if wrong := wrong_with_districts(districts):
            raise forms.ValidationError(wrong)
        return districts


class SpanForm(Form):
    """Days, both ends included."""

    first_day = DayField(label="最初の日")
    last_day = DayField(label="最後の日", required=False, help_text="空なら1日だけ")
    reason = forms.CharField(label="理由", max_length=60)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["last_day"] = cleaned.get("last_day") or cleaned.get("first_day")
        return cleaned


class DayForm(Form):
    """One day on which something takes effect."""

    on = DayField(label="この日から")


class StaffForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="氏名", max_length=100)
    kana = forms.CharField(label="氏名カナ", max_length=150, required=False)
    email = forms.EmailField(label="メール", max_length=254, required=False)
    is_active = forms.BooleanField(label="利用できる", required=False)


class HatForm(Form):
    """A membership: where, as what, from when. ``find``: words → agencies, for one that the list does not hold."""

    agency = forms.ChoiceField(
        label="所属", required=False, help_text="一覧から選ぶか、次の欄に名称を入れます。どちらか一つが必要です。"
    )
    agency_words = forms.CharField(
        label="一覧にない所属",
        max_length=100,
        required=False,
        help_text="名称か機関コード。同じ名称があれば、サービスや所在地のことばを足します。",
    )
    role = forms.ChoiceField(label="役割", choices=ROLE_CHOICES)
    starts_on = DayField(label="開始日")

    def __init__(
        self, *args: Any, agencies: list[tuple[str, str]], find: FindAgencies, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.find = find
        self.fields["agency"].choices = [("", "選んでください"), *agencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        search = cleaned.pop("agency_words", "")
        if cleaned.get("agency") and search:
            self.add_error("agency_words", "一覧で選んだ所属があります。どちらか一つにしてください。")
        elif search:
            cleaned["agency"] = self._found(search)
        elif not cleaned.get("agency") and "agency" not in self.errors:
            self.add_error("agency", "所属を選ぶか、「一覧にない所属」に名称を入れてください。")
        return cleaned

    def _found(self, search: str) -> str:
        found = self.find(search)
        if len(found) == 1:
            return found[0][0]
        if not found:
            self.add_error("agency_words", f"「{search}」にあてはまる、いま活動している機関はありません。")
        else:
            named = "、".join(f"「{label}」" for _id, label in found[:5])
            self.add_error("agency_words", f"一つに決まりません。ことばを足してください。候補：{named}")
        return ""


class AppointForm(HatForm):
    """A new member of staff with a first hat."""

    staff_number = forms.CharField(label="職員番号", max_length=40)
    name = forms.CharField(label="氏名", max_length=100)
    kana = forms.CharField(label="氏名カナ", max_length=150, required=False)
    email = forms.EmailField(label="メール", max_length=254, required=False)
    field_order = ("staff_number", "name", "kana", "email", "agency", "agency_words", "role", "starts_on")


class PledgeForm(Form):
    kind = forms.ChoiceField(label="種類", choices=PledgeKind.choices)
    text_version = forms.CharField(label="誓約書の版", max_length=40, help_text="例：令和7年4月版")
    signed_on = DayField(label="誓約した日")
    ends_on = DayField(label="効力の終わる日", required=False, help_text="ない場合は空のまま")


class UploadForm(Form):
    kind = forms.ChoiceField(label="取り込むもの", choices=ImportKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label="ファイル", help_text="CSV（UTF-8・Shift_JIS・UTF-16）かExcel（.xlsx）。30MBまで。"
    )


class SettingForm(Form):
    value = forms.IntegerField(label="値", min_value=1)
    starts_on = DayField(label="適用開始日")


class TermForm(Form):
    code = forms.CharField(label="コード", max_length=40)
    label = forms.CharField(label="表示", max_length=100)
    order = forms.IntegerField(label="並び", min_value=0, max_value=32767, initial=0)
    source = forms.CharField(label="出典", max_length=200, required=False)
    starts_on = DayField(label="有効開始日")
    reported = forms.BooleanField(label="国報告に使う", required=False)
    unverified = forms.BooleanField(label="要確認", required=False)


class SourceForm(Form):
    source = forms.CharField(label="確かめた出典", max_length=200)
