from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enishi.office.calendar import today
from enishi.office.text import is_kana
from enishi.office.wareki import BirthDate, DateProblem, read_day

BIRTH_HINT = "和暦でも西暦でも。「45歳くらい」「昭和40年代」「不詳」でもかまいません。"


class BirthField(forms.CharField):
    """A birth date as people say it. Cleans to :class:`BirthDate`; empty is unknown."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {
            "label": "生年月日",
            "required": False,
            "max_length": 100,
            "help_text": BIRTH_HINT,
        } | kwargs
        super().__init__(**given)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return BirthDate.read(text, today=today())
        except DateProblem as problem:
            raise ValidationError(str(problem)) from None


class DayField(forms.CharField):
    """A day in 和暦 or western years. Cleans to a date, or None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"required": False, "max_length": 40} | kwargs
        super().__init__(**given)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_day(text)
        except DateProblem as problem:
            raise ValidationError(str(problem)) from None

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class KanaField(forms.CharField):
    """A reading. Hiragana, half width and blanks are all right; kanji are not."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"label": "カナ", "required": False, "max_length": 200} | kwargs
        super().__init__(**given)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not is_kana(text):
            raise ValidationError("カナ（ひらがな・カタカナ）で入れてください。")
        return text
