from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import DayField
from enishi.residents.rules.registration import NewAddress, NewConsideration, NewContact
from enishi.residents.terms import (
    AddressKind,
    ConsiderationClass,
    ConsiderationKind,
    ContactKind,
    Protection,
)


class AddressForm(Form):
    """An address. ``protection`` is asked when it is new; later it is changed by the page of protection alone."""

    text = forms.CharField(label="住所", max_length=300)
    kind = forms.ChoiceField(label="種類", choices=AddressKind.choices, initial=AddressKind.LIVING)
    postcode = forms.CharField(label="郵便番号", max_length=10, required=False)
    note = forms.CharField(
        label="補足", max_length=200, required=False, help_text="例：2階の奥、表札は別の名前"
    )
    starts_on = DayField(label="いつから")
    ends_on = DayField(label="いつまで")
    protection = forms.ChoiceField(
        label="支援措置（DV等）",
        choices=Protection.choices,
        initial=Protection.UNKNOWN,
        widget=forms.RadioSelect,
        help_text="「該当なし（確認済み）」のほかは、居所をほかの機関に見せません。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, new: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        del self.fields["version" if new else "protection"]

    def new_address(self) -> NewAddress:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return NewAddress(**given)


class ContactForm(Form):
    text = forms.CharField(label="番号・アドレス", max_length=254)
    kind = forms.ChoiceField(
        label="種類",
        choices=ContactKind.choices,
        initial=ContactKind.MOBILE,
        help_text="固定電話は居所が分かるため、住所と同じように扱います。",
    )
    whose = forms.CharField(
        label="だれの", max_length=60, required=False, help_text="本人でないとき。例：長女"
    )
    no_voicemail = forms.BooleanField(label="留守電不可", required=False)
    no_name = forms.BooleanField(label="この番号には本人名を出さない", required=False)
    note = forms.CharField(
        label="かけるときの注意", max_length=200, required=False, help_text="例：平日の昼だけ"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, new: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if new:
            del self.fields["version"]
        else:
            self.fields["kind"].disabled = True

    def new_contact(self) -> NewContact:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return NewContact(**given)


class ConsiderationForm(Form):
    kind = forms.ChoiceField(label="種類", choices=ConsiderationKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="内容", max_length=300, help_text="例：大きな音が苦手、ゆっくり話す、玄関先で"
    )
    information_class = forms.TypedChoiceField(
        label="だれが知ってよいか",
        choices=ConsiderationClass.choices,
        coerce=int,
        initial=ConsiderationClass.BASIC,
        widget=forms.RadioSelect,
    )

    def new_consideration(self) -> NewConsideration:
        return NewConsideration(**self.cleaned_data)
