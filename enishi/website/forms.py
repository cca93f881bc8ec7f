"""What is typed at the front door."""

import unicodedata

from django import forms
from django.contrib.auth.password_validation import validate_password


class SignInForm(forms.Form):
    staff_number = forms.CharField(
        label="職員番号",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="パスワード",
        max_length=128,
        strip=False,
        help_text="はじめての方は、渡された紙の「はじめの合言葉」を入れてください。",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_staff_number(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["staff_number"]).strip()


class PasswordOnlyForm(forms.Form):
    password = forms.CharField(
        label="パスワード",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="確認コード",
        max_length=32,
        required=False,
        help_text="認証アプリに出ている6けたの数字。使えないときは、控えてある回復コード（8けた）。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


    answer = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        super().clean()
        if not self.cleaned_data.get("code") and not self.cleaned_data.get("answer"):
            self.add_error("code", "確認コードを入れてください。")


class EnrolForm(forms.Form):
    code = forms.CharField(
        label="アプリに出た6けたの数字",
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewcomersForm(forms.Form):
    """The agency whose staff get their papers; ``again``: anew, those whose code lies unused."""

    agency = forms.UUIDField()
    again = forms.BooleanField(required=False)


class NewPasswordForm(forms.Form):
    """A password typed twice; the present one is asked for except right after an initial code."""

    present = forms.CharField(
        label="いまのパスワード",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新しいパスワード",
        max_length=128,
        strip=False,
        help_text="12文字以上。文を作ると覚えやすくなります。記号や数字を混ぜる決まりはありません。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="新しいパスワード（確認）",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, first_time: bool, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        if first_time:
            del self.fields["present"]

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new)
        return new

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("new") != self.cleaned_data.get("again"):
            self.add_error("again", "二つのパスワードが同じではありません。")


class ResetForm(forms.Form):
    password = forms.BooleanField(label="パスワード（忘れた）", required=False)
    factors = forms.BooleanField(label="認証アプリと回復コード（なくした・機種を替えた）", required=False)
    reason = forms.CharField(
        label="理由と本人確認の方法",
        max_length=200,
        help_text="例：機種変更。職員証で本人を確かめた。",
    )


class PasskeyForm(forms.Form):
    name = forms.CharField(label="呼び名", max_length=40, help_text="例：窓口3番のパソコン、青いUSBの鍵")
    password = PasswordOnlyForm.base_fields["password"]
    answer = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)
