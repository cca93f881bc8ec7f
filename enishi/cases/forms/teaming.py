"""Asking an agency to take a role, and answering."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from enishi.cases.actions import NewGround, NewRole
from enishi.cases.forms.fields import ClassesField, IdField, class_choices, words
from enishi.cases.queries.given import ConsentLine
from enishi.cases.queries.parts import MemberLine, TeamLine
from enishi.cases.terms import CaseVocabulary
from enishi.intake.forms.fields import CodeField
from enishi.office.forms import Form
from enishi.sharing.rules import labels
from enishi.sharing.rules.articles import reasons_about_article
from enishi.sharing.terms import ConsentStage, InformationClass

LAW = "law"


def _justice_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="「司法」の情報を、本人の同意なしに知らせることを確かめた",
        required=False,
        help_text="法令の条文だけで「司法」も知らせるときに、印をつけてください。",
    )


def _look_again(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """Without consent: an article that is one, and a second look before what courts and prisons wrote is told."""
    article = cleaned.get("article", "").strip()
    if not article:
        form.add_error("article", "根拠とする法令の条文を書いてください。")
    for reason in reasons_about_article(article):
        form.add_error("article", reason)
    if cleaned.get("classes", 0) & InformationClass.JUSTICE and not cleaned.get("justice_sure"):
        form.add_error(
            "justice_sure",
            "「司法」も知らせます。この条文で知らせてよいかをもう一度確かめて、印をつけるか、「司法」を外してください。",
        )


def _ground(given: dict[str, Any]) -> NewGround:
    if given["ground"] == LAW:
        return NewGround(given["classes"], article=given["article"])
    return NewGround(given["classes"], consent=UUID(given["ground"]))


class AskForm(Form):
    """Which agency, on which ground, for what, and what it may see."""

    ground = forms.ChoiceField(
        label="依頼する機関と、知らせる根拠",
        widget=forms.RadioSelect,
        error_messages={"required": "どの機関に、どの根拠で依頼するかを選んでください。"},
    )
    law_agency = IdField(label="法令の条文で依頼する機関", required=False)
    article = forms.CharField(
        label="法令の条文",
        required=False,
        max_length=200,
        help_text="例：児童虐待の防止等に関する法律第13条の4",
    )
    duty = CodeField(CaseVocabulary.DUTY, label="お願いする役割", widget=forms.RadioSelect)
    classes = ClassesField(label="知らせる情報")
    justice_sure = _justice_field()
    text = words("お願いしたいこと", 5, required=True)

    def __init__(
        self,
        *args: Any,
        consents: Sequence[ConsentLine],
        agencies: Sequence[tuple[str, str]],
        held: int,
        resident: UUID,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = dict(agencies)
        self.consents = {
            (one.id, agency): one
            for one in consents
            if one.stands and one.resident == resident and one.stage_code != ConsentStage.SUPPORT
            for agency in one.recipient_ids
            if str(agency) in names
        }
        offered = [
            (
                f"{consent} {agency}",
                f"{names[str(agency)]}（{one.stage}の同意・{one.until}まで：{one.classes}）",
            )
            for (consent, agency), one in self.consents.items()
        ]
        self.fields["ground"].choices = [*offered, (LAW, "法令の条文にもとづいて依頼する（下に書く）")]  # type: ignore[attr-defined]
        self.fields["law_agency"].choices = [("", "選んでください"), *agencies]  # type: ignore[attr-defined]
        self.fields["classes"].choices = class_choices(held)  # type: ignore[attr-defined]
        if not held & InformationClass.JUSTICE:
            del self.fields["justice_sure"]
        self.initial.setdefault("classes", [str(InformationClass.BASIC.value)])
        if not offered:
            self.initial.setdefault("ground", LAW)

    @property
    def has_consents(self) -> bool:
        return bool(self.consents)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ground = cleaned.get("ground")
        if ground == LAW:
            if not cleaned.get("law_agency"):
                self.add_error("law_agency", "依頼する機関を選んでください。")
            _look_again(self, cleaned)
        elif ground:
            agreed = self._agreed()
            if cleaned.get("classes", 0) & ~agreed.class_mask:
                self.add_error(
                    "classes", f"この同意で知らせられるのは「{labels(agreed.class_mask)}」だけです。"
                )
        return cleaned

    def _agreed(self) -> ConsentLine:
        consent, agency = self.cleaned_data["ground"].split()
        return self.consents[UUID(consent), UUID(agency)]

    def role(self) -> NewRole:
        given = self.cleaned_data
        more = {"duty": given["duty"], "text": given["text"], "classes": given["classes"]}
        if given["ground"] == LAW:
            return NewRole(agency=given["law_agency"], article=given["article"], **more)
        consent, agency = given["ground"].split()
        return NewRole(agency=UUID(agency), consent=UUID(consent), **more)


class RenewForm(Form):
    """By which ground a role goes on: a consent of the person that names its agency, or an article."""

    ground = forms.ChoiceField(label="新しい根拠", widget=forms.RadioSelect)
    article = forms.CharField(
        label="法令の条文", required=False, max_length=200, help_text="法令の条文にもとづくときだけ。"
    )
    classes = ClassesField(label="知らせる情報")
    justice_sure = _justice_field()

    def __init__(
        self, *args: Any, consents: Sequence[ConsentLine], resident: UUID, role: TeamLine, known: int, held: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {
            str(one.id): one
            for one in consents
            if one.stands and one.resident == resident and one.stage_code != ConsentStage.SUPPORT
            if role.agency_id in one.recipient_ids
        }
        self.fresh = [one for one in self.consents.values() if one.id != role.consent_id]
        offered = [
            (code, f"{one.stage}の同意（{one.since}から{one.until}まで：{one.classes}）{'' if one in self.fresh else '…今の根拠'}")
            for code, one in self.consents.items()
        ]
        self.fields["ground"].choices = [*offered, (LAW, "法令の条文にもとづいて知らせる")]  # type: ignore[attr-defined]
        self.fields["classes"].choices = class_choices(held)  # type: ignore[attr-defined]
        if len(self.fresh) == 1:
            [only] = self.fresh
            self.initial["ground"], known = str(only.id), known & only.class_mask
        self.initial["classes"] = [one for one, _ in class_choices(held) if int(one) & known]
        if not held & InformationClass.JUSTICE:
            del self.fields["justice_sure"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ground = cleaned.get("ground")
        if ground == LAW:
            _look_again(self, cleaned)
        elif ground and cleaned.get("classes", 0) & ~(mask := self.consents[ground].class_mask):
            self.add_error("classes", f"この同意で知らせられるのは「{labels(mask)}」だけです。")
        return cleaned

    def new_ground(self) -> NewGround:
        return _ground(self.cleaned_data)


class DeclineForm(Form):
    reason = CodeField(CaseVocabulary.DECLINE, label="辞退の理由", widget=forms.RadioSelect)
    text = words("ひとこと", 3)


class LeaveForm(Form):
    text = words("ひとこと", 3)


class FileForm(Form):
    """Another member's file for an agency of the team, by that member's consent or an article."""

    member = IdField(label="だれの記録か")
    ground = forms.ChoiceField(label="知らせる根拠", widget=forms.RadioSelect)
    article = forms.CharField(
        label="法令の条文", required=False, max_length=200, help_text="法令の条文にもとづくときだけ。"
    )
    classes = ClassesField(label="知らせる情報")
    justice_sure = _justice_field()

    def __init__(
        self,
        *args: Any,
        consents: Sequence[ConsentLine],
        members: Sequence[MemberLine],
        agency: UUID,
        held: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        of = {one.resident: one.id for one in members}
        self.consents = {
            str(one.id): (of[one.resident], one)
            for one in consents
            if one.stands and one.resident in of and agency in one.recipient_ids
        }
        offered = [
            (code, f"{one.of}さんの{one.stage}の同意（{one.until}まで：{one.classes}）")
            for code, (_, one) in self.consents.items()
        ]
        self.fields["member"].choices = [(str(one.id), one.name) for one in members]  # type: ignore[attr-defined]
        self.fields["ground"].choices = [*offered, (LAW, "法令の条文にもとづいて知らせる")]  # type: ignore[attr-defined]
        self.fields["classes"].choices = class_choices(held)  # type: ignore[attr-defined]
        if not held & InformationClass.JUSTICE:
            del self.fields["justice_sure"]
        self.initial.setdefault("classes", [str(InformationClass.BASIC.value)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ground = cleaned.get("ground")
        if ground == LAW:
            _look_again(self, cleaned)
        elif ground:
            member, agreed = self.consents[ground]
            if cleaned.get("member") != member:
                self.add_error(
                    "ground", "ほかの世帯員の同意では知らせられません。その人の同意を選んでください。"
                )
            if cleaned.get("classes", 0) & ~agreed.class_mask:
                self.add_error(
                    "classes", f"この同意で知らせられるのは「{labels(agreed.class_mask)}」だけです。"
                )
        return cleaned

    def new_ground(self) -> NewGround:
        return _ground(self.cleaned_data)
