"""会議キット: what stands on one A4, papers for the table, and the ticks of handing out and taking back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from enishi.conferences.actions import BriefText, NewTableCopy
from enishi.conferences.forms.fields import IdField, class_field, day_field, offer, words
from enishi.conferences.queries.briefing import Piece
from enishi.conferences.terms import KitLine
from enishi.office.forms import Form
from enishi.office.ids import identity

KEY = re.compile(r"text-([a-z]+)-([0-6])")
LINES = {one.value: one for one in KitLine}
HINTS = {
    KitLine.QUESTION: "会議で決めたいことを、一つか二つの文で。紙ではいちばん大きく印刷されます。",
    KitLine.TEAM: "参加する人が読みます。関わっていることを知られてはいけない機関は、消してください。",
    KitLine.CONTACTS: "いつ、どんな接触があったか。話の内容は、準備シートか会議での発言に書きます。",
}


class BriefForm(Form):
    """The lines of one A4. A line has one text for each class; a form shown again keeps what was typed."""

    def __init__(self, data: QueryDict | None, *, pieces: Sequence[Piece], seen: int) -> None:
        shown = data.copy() if data else None
        self.pieces = _typed(shown, pieces) if shown else list(pieces)
        super().__init__(shown)
        self.keys = _keys(self.pieces)
        self.sent = {key for key in self.keys if not data or f"text-{key}" in data}
        for key, one in zip(self.keys, self.pieces, strict=True):
            again = not key.endswith("-0")
            label = f"{one.line.label}{int(key[-1]) + 1 if again else ''}"
            hint = "" if again else HINTS.get(one.line, "")
            self.fields[f"text-{key}"] = words(label, 2, initial=one.text, help_text=hint)
            cls = class_field(seen, initial=str(one.information_class), help_text="")
            cls.label = f"{label}の情報の区分"
            self.fields[f"class-{key}"] = cls
            self.fields[f"before-{key}"] = forms.UUIDField(required=False, label="")

    def groups(self) -> list[dict[str, Any]]:
        return [
            {
                "text": self[f"text-{key}"],
                "class": self[f"class-{key}"],
                "name": f"before-{key}",
                "before": one.before or "",
            }
            for key, one in zip(self.keys, self.pieces, strict=True)
        ]

    def texts(self) -> list[BriefText]:
        """What was sent, with the rows that were shown then."""
        given = self.cleaned_data
        return [
            BriefText(one.line, given[f"text-{key}"], int(given[f"class-{key}"]), given[f"before-{key}"])
            for key, one in zip(self.keys, self.pieces, strict=True)
            if key in self.sent
        ]


def _keys(pieces: Sequence[Piece]) -> list[str]:
    counted: dict[KitLine, int] = {}
    keys = []
    for one in pieces:
        counted[one.line] = counted.get(one.line, -1) + 1
        keys.append(f"{one.line.value}-{counted[one.line]}")
    return keys


def _typed(data: QueryDict, standing: Sequence[Piece]) -> list[Piece]:
    """The groups that were sent. Shown again, each has seen the row that stands now; what came to it meanwhile is added."""
    there = {one.before: one for one in standing if one.before}
    sent = sorted(
        (list(LINES).index(match[1]), int(match[2]), match[1])
        for name in data
        if (match := KEY.fullmatch(name)) and match[1] in LINES
    )
    found = [_group(data, LINES[line], place, there) for _, place, line in sent]
    claimed = {one.before for one in found}
    free = [one for one in there.values() if one.before not in claimed]
    shown: list[Piece] = []
    for one in found:
        mine = next((row for row in free if row.line == one.line and one.before is None), None)
        if mine:
            free.remove(mine)
        shown.append(replace(one, before=mine.before) if mine else one)
    shown += free
    for key, one in list(zip(_keys(shown), shown, strict=True))[len(found) :]:
        data[f"text-{key}"], data[f"class-{key}"] = one.text, str(one.information_class)
    return shown


def _group(data: Mapping[str, Any], line: KitLine, place: int, there: Mapping[UUID, Piece]) -> Piece:
    before = identity(data.get(f"before-{line.value}-{place}"))
    return Piece(line, 1, "", before if before in there else None)


class TableForm(Form):
    """Somebody without an account who sits at the table: a name, an agency that sits there, the pledge on paper."""

    name = forms.CharField(label="氏名", max_length=60)
    agency = IdField(label="機関")
    pledged_on = day_field("紙で守秘を確認した日", required=False)

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], needs_pledge: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies, empty=True)
        if not needs_pledge:
            del self.fields["pledged_on"]
        else:
            self.fields["pledged_on"].required = True

    def new_copy(self) -> NewTableCopy:
        given = self.cleaned_data
        return NewTableCopy(given["name"], given["agency"], given.get("pledged_on"))


class TickForm(Form):
    """For each copy: whether the paper was handed out and came back, and what the form had seen."""

    def __init__(self, *args: Any, copies: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.copies = copies
        for one in copies:
            self.fields[f"handed-{one}"] = forms.BooleanField(required=False)
            self.fields[f"returned-{one}"] = forms.BooleanField(required=False)
            self.fields[f"seen-{one}"] = forms.CharField(required=False, max_length=2)

    def wanted(self) -> dict[UUID, tuple[bool, bool]]:
        given = self.cleaned_data
        return {one: (given[f"handed-{one}"], given[f"returned-{one}"]) for one in self.copies}

    def seen(self) -> dict[UUID, str]:
        return {one: self.cleaned_data[f"seen-{one}"] for one in self.copies}

    def ticked(self, kind: str, copy: UUID, stands: bool) -> bool:
        """What is drawn: what was sent, else what stands."""
        return bool(self.data.get(f"{kind}-{copy}")) if self.is_bound else stands
