"""What is typed about resources and menus. Parses and checks; never saves."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from enishi.agencies.forms import DayField, LettersField
from enishi.agencies.rules.layouts import is_corporation_number
from enishi.community.rules.poi import POI, POI_CHOICES
from enishi.community.terms import Answer, BarrierFree, Consideration, Purpose, ResourceKind, Target
from enishi.office.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})


class ListField(forms.CharField):
    """Words apart by 、 or line breaks; gives a list."""

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().clean(value)
        return [part.strip()[:60] for part in dict.fromkeys(re.split(r"[、,，\n]+", text)) if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class FlagsForm(Form):
    """Flags of three answers beside other fields: ``flags`` maps the prefix of their names to their choices."""

    flags: dict[str, list[tuple[str, Any]]]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for prefix, choices in self.flags.items():
            kept = (self.initial or {}).get(prefix) or {}
            for code, label in choices:
                self.fields[f"{prefix}_{code}"] = forms.ChoiceField(
                    label=str(label),
                    choices=[(Answer.UNKNOWN, "わからない"), (Answer.YES, "はい"), (Answer.NO, "いいえ")],
                    required=False,
                    initial=kept.get(code, Answer.UNKNOWN),
                )

    def flags_of(self, prefix: str) -> Iterable[Any]:
        return [self[f"{prefix}_{code}"] for code, _label in self.flags[prefix]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for prefix, choices in self.flags.items():
            answers = {code: cleaned.pop(f"{prefix}_{code}", "") for code, _label in choices}
            cleaned[prefix] = {
                code: answer for code, answer in answers.items() if answer in (Answer.YES, Answer.NO)
            }
        return cleaned


class OfferingForm(FlagsForm):
    """What a resource and a menu have both."""

    hours = forms.CharField(
        label="曜日・時間", required=False, widget=LONG,
        help_text="例：毎週火曜 10:00〜12:00、第2・4土曜 13:30〜15:30。読み取れなかったことばも、そのまま残ります。",
    )  # fmt: skip
    capacity = forms.IntegerField(label="定員", min_value=0, max_value=100_000, required=False)
    available = forms.IntegerField(label="空き", min_value=0, max_value=100_000, required=False)
    waiting = forms.IntegerField(label="待っている人", min_value=0, max_value=100_000, required=False)
    targets = forms.MultipleChoiceField(
        label="対象", choices=Target.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text="選ばなければ、だれでも。",
    )  # fmt: skip
    age_from = forms.IntegerField(label="年齢（から）", min_value=0, max_value=120, required=False)
    age_to = forms.IntegerField(label="年齢（まで）", min_value=0, max_value=120, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["waiting"] = cleaned.get("waiting") or 0
        free, capacity = cleaned.get("available"), cleaned.get("capacity")
        if free is not None and (capacity is None or free > capacity):
            self.add_error("available", "空きは、0から定員までの数にしてください。")
        low, high = cleaned.get("age_from"), cleaned.get("age_to")
        if low is not None and high is not None and high < low:
            self.add_error("age_to", "年齢の上限は、下限より小さくできません。")
        return cleaned


class ResourceForm(OfferingForm):
    """A resource. ``version``: what the form was opened with."""

    flags = {"considerations": list(Consideration.choices), "barrier_free": list(BarrierFree.choices)}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LettersField(label="名称", max_length=200)
    kana = LettersField(label="名称カナ", max_length=300, required=False)
    common_name = LettersField(label="通称", max_length=200, required=False)
    kind = forms.ChoiceField(label="種別", choices=ResourceKind.choices)
    poi_code = forms.ChoiceField(
        label="POIコード", required=False, help_text="施設の分類（GIF）。なくてもかまいません。"
    )
    service = LettersField(label="サービスの種類", max_length=300, required=False)
    purposes = forms.MultipleChoiceField(
        label="目的", choices=Purpose.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    description = forms.CharField(label="説明", required=False, widget=LONG)
    public_service = forms.BooleanField(label="公的サービス（介護保険・障がい福祉など）", required=False)
    public = forms.BooleanField(
        label="市民に公開する",
        required=False,
        help_text="公開のページとオープンデータに出ます。個人の氏名や自宅の住所は書かないでください。",
    )
    organisation = LettersField(label="団体・法人", max_length=200, required=False)
    corporation_number = forms.CharField(label="法人番号", max_length=13, required=False)
    postcode = forms.CharField(label="郵便番号", max_length=10, required=False)
    address = LettersField(label="住所", max_length=300, required=False)
    latitude = forms.DecimalField(
        label="緯度", min_value=20, max_value=46, max_digits=10, decimal_places=7, required=False,
        help_text="空欄なら、町字の台帳から町の中心を入れます。",
    )  # fmt: skip
    longitude = forms.DecimalField(
        label="経度", min_value=122, max_value=154, max_digits=10, decimal_places=7, required=False
    )
    phone = forms.CharField(label="電話", max_length=200, required=False)
    fax = forms.CharField(label="FAX", max_length=200, required=False)
    email = forms.EmailField(label="メール", max_length=254, required=False)
    website = forms.CharField(label="ウェブサイト", max_length=500, required=False)
    access = forms.CharField(label="アクセス", required=False, widget=LONG)
    fee = forms.CharField(label="料金", max_length=300, required=False)
    closing_words = forms.CharField(
        label="休みの日", max_length=500, required=False, help_text="例：毎週水曜日、年末年始"
    )
    areas = ListField(
        label="対象の地区",
        required=False,
        help_text="中学校区か町の名前を「、」で区切ります。空なら、どこからでも。",
    )
    asks_per_month = forms.IntegerField(
        label="月に受ける依頼の上限", min_value=0, max_value=1000, required=False
    )
    note = forms.CharField(label="備考", required=False, widget=LONG)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = (self.initial.get("poi_code"), self.data.get("poi_code"))
        kept = [(one, one) for one in dict.fromkeys(known) if one and re.fullmatch(r"\d{4}", one) and one not in POI]
        self.fields["poi_code"].choices = [("", "（なし）"), *POI_CHOICES, *kept]  # type: ignore[attr-defined]

    def clean_corporation_number(self) -> str:
        number = str(self.cleaned_data["corporation_number"]).strip()
        if number and not is_corporation_number(number):
            raise forms.ValidationError("法人番号は13桁の数字です（先頭は検査数字）。確かめてください。")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", "緯度と経度は、両方入れるか、両方空けてください。")
        return cleaned


class MenuForm(OfferingForm):
    """A menu of a resource."""

    flags = {"considerations": list(Consideration.choices)}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="名称", max_length=120)
    purpose = forms.ChoiceField(
        label="目的", choices=Purpose.choices, help_text="本人と受入れ先の両方に見せます。"
    )
    description = forms.CharField(label="内容", required=False, widget=LONG)
    pace = forms.CharField(
        label="頻度・時間", max_length=120, required=False, help_text="例：週1回、1時間から"
    )
    reward = forms.CharField(label="報酬・工賃", max_length=120, required=False)
    transport = forms.CharField(label="交通・送迎", max_length=120, required=False)
    insurance = forms.CharField(label="保険", max_length=120, required=False)


class PauseForm(Form):
    """A pause with the day on which it ends by itself."""

    first_day = DayField(label="休みの始まり")
    again_on = DayField(
        label="再開する日", required=False, help_text="この日から自動で再開します。わからなければ空のまま。"
    )
    reason = forms.CharField(label="理由", max_length=200, required=False)


class EndForm(Form):
    """The day from which it is no more."""

    on = DayField(label="この日から終わり")


class FileForm(Form):
    file = forms.FileField(
        label="ファイル", help_text="CSV（UTF-8・Shift_JIS・UTF-16）かExcel（.xlsx）。30MBまで。"
    )
