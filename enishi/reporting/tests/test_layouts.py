"""Layouts and wordings as data: every form can be printed, no item is left out, every language says everything."""

from datetime import date

import pytest

from enishi.cases.sheets import ItemKind
from enishi.cases.sheets import sheet as item_sheet
from enishi.office.papers import font
from enishi.office.papers.blocks import Facts, Note, Passage, Rows, Ticks
from enishi.reporting.rules.fields import Told, fields_of
from enishi.reporting.rules.filling import filled, missing
from enishi.reporting.rules.layouts import WrongLayout, layout, layouts, read
from enishi.reporting.rules.reporting import Stage, asked, completeness
from enishi.reporting.rules.wordings import KINDS, LINE, Agreement, labels, sheet, wordings
from enishi.reporting.terms import FormOf, SheetKind, SheetLanguage

TODAY = date(2026, 4, 1)
HEAD = 'code="x"\nlabel="見本"\nof="consultation"\nversion=1\nsource="見本"\nstarts_on=2021-04-01\nunverified=true\n'


def test_every_form_that_the_guideline_names_is_there() -> None:
    assert {one.code for one in layouts(TODAY)} == {
        "reception_agreed",
        "reception_not_agreed",
        "intake_assessment",
        "plan_coordination",
        "plan_participation",
        "plan_outreach",
        "journal",
        "evaluation",
        "referral_letter",
        "minutes",
    }


def test_a_form_with_its_source_is_unverified_until_somebody_compared_it() -> None:
    assert [one.code for one in layouts(TODAY) if not (one.unverified and one.source)] == []
    paper = filled(layouts(TODAY)[0], Told(), {})
    assert "要確認" in paper.remark


@pytest.mark.parametrize(("code", "of", "prefix"), [
    ("intake_assessment", FormOf.ASSESSMENT, "assessment"),
    ("evaluation", FormOf.EVALUATION, "evaluation"),
])  # fmt: skip
def test_no_item_of_a_sheet_is_left_out(code: str, of: FormOf, prefix: str) -> None:
    found = layout(code, of, TODAY)
    assert found is not None
    assert {f"{prefix}.{one.code}" for one in item_sheet(code).items} - set(found.fields) == set()


def test_a_field_that_nobody_knows_is_refused_with_the_name_of_the_file() -> None:
    for block in ('{ facts = ["resident.shoe"] }', '{ ticks = "resident.name" }', '{ picture = "x" }',
                  '{ passage = "household.members" }', '{ facts = ["letter.reason"] }',
                  '{ passage = "consultation.wish", colour = 3 }'):  # fmt: skip
        with pytest.raises(WrongLayout, match="file"):
            read(f"{HEAD}blocks=[{block}]", "file.toml")


def test_the_version_that_holds_on_a_day_is_taken() -> None:
    (first,) = [one for one in layouts(TODAY) if one.code == "journal"]
    assert first.holds_on(date(2021, 4, 1))
    assert not first.holds_on(date(2021, 3, 31))
    assert layouts(date(2020, 1, 1)) == []


def test_minutes_are_offered_for_a_meeting_and_for_nothing_else() -> None:
    assert layout("minutes", FormOf.CONFERENCE, TODAY) is not None
    assert layout("minutes", FormOf.CASE, TODAY) is None


def test_what_is_not_told_is_printed_empty() -> None:
    for one in layouts(TODAY):
        empty = filled(one, Told(), {})
        said = [cell.text for block in empty.blocks if isinstance(block, Facts) for cell in block.cells]
        said += [block.text for block in empty.blocks if isinstance(block, Passage)]
        said += [one.mark for block in empty.blocks if isinstance(block, Ticks) for one in block.options]
        said += [str(row) for block in empty.blocks if isinstance(block, Rows) for row in block.rows]
        assert set(said) <= {""}, one.code


def test_a_field_for_the_state_has_a_thick_frame_wherever_it_is_printed() -> None:
    chosen = layout("reception_agreed", FormOf.CONSULTATION, TODAY)
    assert chosen is not None
    paper = filled(chosen, Told(), {})
    cells = {
        cell.label: cell.reported
        for block in paper.blocks
        if isinstance(block, Facts)
        for cell in block.cells
    }
    assert (cells["性別"], cells["氏名"]) == (True, False)
    names = {one.name for one in missing(chosen, Told({"resident.sex": "女性"}))}
    assert "resident.birth" in names
    assert "resident.sex" not in names


def test_an_informant_stands_on_no_form() -> None:
    for of in FormOf:
        assert not [name for name in fields_of(of) if "informant" in name]


# The report


def test_each_thing_is_asked_once_and_only_when_its_time_has_come() -> None:
    everything = [one.name for one in asked(Stage("ended", True, True, True))]
    assert len(everything) == len(set(everything)) > 12
    assert {
        "resident.sex",
        "consultation.route",
        "assessment.dwelling",
        "plan.outreach",
        "evaluation.result",
    } <= set(everything)
    assert "assessment.sex" not in everything
    first = {one.name.split(".")[0] for one in asked(Stage("outreach", False, False, False))}
    assert first == {"resident"}
    assert {one.name.split(".")[0] for one in asked(Stage("assessing", True, False, False))} == {
        "resident",
        "consultation",
        "assessment",
    }


def test_the_meter_counts_what_says_something() -> None:
    stage = Stage("outreach", False, False, False)
    assert completeness(stage, set()).groups == [("resident", "住民の登録", ["性別", "生年月日"])]
    one = completeness(stage, {"resident.sex"})
    assert (one.there, one.asked, one.is_full) == (1, 2, False)
    assert completeness(stage, {"resident.sex", "resident.birth"}).is_full


# Sheets for the person


@pytest.mark.parametrize("kind", SheetKind)
def test_a_sheet_says_everything_in_every_language_with_glyphs_for_all_of_it(kind: SheetKind) -> None:
    wording = wordings()[kind]
    languages = {"ja", *SheetLanguage.values}
    texts = [wording.title, *(part.texts for part in wording.parts)]
    texts += [one for group in labels().values() for one in group.values()]
    for one in texts:
        assert set(one) == languages
        assert all(words.strip() for words in one.values())
        assert {letter for words in one.values() for letter in words} - {
            chr(one) for one, held in enumerate(font.characters()) if held
        } == set()
    assert {part.kind for part in wording.parts} <= KINDS
    assert wording.unverified


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("language", SheetLanguage)
def test_a_line_in_a_language_has_the_same_points_as_the_japanese(
    kind: SheetKind, language: SheetLanguage
) -> None:
    for part in wordings()[kind].parts:
        assert part.texts[language].count("\n") == part.texts["ja"].count("\n")
        assert part.texts[language].count("{agency}") == part.texts["ja"].count("{agency}")


def test_an_empty_sheet_has_lines_to_write_on_and_a_filled_one_has_not() -> None:
    wording = wordings()[SheetKind.CONSENT]
    empty = sheet(wording, SheetLanguage.ENGLISH, Agreement(), approved=False)
    assert sum(LINE in str(one) for one in empty.blocks) == 3
    told = Agreement("福祉総合相談課", name="見本 花子", stage="sharing", classes=5, recipients=["包括"],
                     purpose="支援のため", starts_on=TODAY, last_on=date(2027, 3, 31))  # fmt: skip
    full = sheet(wording, SheetLanguage.ENGLISH, told, approved=True)
    said = "\n".join(one.text for one in full.blocks if isinstance(one, Note))
    assert LINE not in said
    for words in (
        "見本 花子",
        "包括",
        "支援のため",
        "2026-04-01 〜 2027-03-31",
        "［✓］Health",
        "［✓］Sharing",
        "［　］Living",
    ):
        assert words in said, words
    assert (full.remark, "要確認" in empty.remark) == ("", True)


def test_the_japanese_beside_leaves_no_room_to_write_and_stays_on_its_line() -> None:
    paper = sheet(wordings()[SheetKind.CONSENT], SheetLanguage.ENGLISH, Agreement(), approved=False)
    last = [one for one in paper.blocks if isinstance(one, Note)][-1]
    assert last.text.startswith("Explained by:   ")
    assert last.beside == "説明した人：　通訳した人："


def test_a_changed_word_is_another_wording() -> None:
    wording = wordings()[SheetKind.NOTICE]
    digests = {wording.digest(one) for one in SheetLanguage}
    assert len(digests) == len(SheetLanguage)


def test_nobody_is_asked_to_share_who_told() -> None:
    assert "128" not in labels()["classes"]


def test_read_items_of_a_sheet_are_not_ticked() -> None:
    for one in item_sheet("intake_assessment").items:
        if one.kind == ItemKind.READ:
            assert fields_of(FormOf.ASSESSMENT)[f"assessment.{one.code}"].vocabulary == ""
