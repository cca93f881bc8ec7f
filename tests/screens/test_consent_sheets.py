"""Sheets that the person signs, in six languages, and the scan of what was signed."""

import io
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import consented, database_refuses, on_the_team, opened, without_row
from enishi.cases.tests.planning import looked
from enishi.office.city import setting
from enishi.office.models import TrailEntry
from enishi.reporting.rules.wordings import wordings
from enishi.reporting.terms import SheetKind, SheetLanguage
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent, ConsentEvidence
from enishi.sharing.terms import ConsentMeans, ConsentStage
from enishi.website.tests.visitors import visitor
from tests.architecture.reporting_things import PDF, scan
from tests.screens.case_forms import agreement, person_of
from tests.screens.case_forms import at as at_case
from tests.screens.paper_reading import at, body, queries, text

pytestmark = pytest.mark.django_db


def case_with_consent(by: Hat, *to: Hat, **more: Any) -> tuple[UUID, UUID]:
    case = opened(by)
    stage = ConsentStage.SHARING if to else ConsentStage.SUPPORT
    consent = consented(by, person_of(case), *to, stage=stage, **more)
    return case, consent


def sent(content: bytes = PDF, name: str = "スキャン.pdf", **more: Any) -> dict[str, Any]:
    given = {"kind": "form", "submission": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content)}
    return given | more


def kept() -> list[ConsentEvidence]:
    with outside_the_walls():
        return list(ConsentEvidence.objects.select_related("file").order_by("at", "id"))


# Sheets


@pytest.mark.parametrize("language", SheetLanguage)
@pytest.mark.parametrize("kind", SheetKind)
def test_a_sheet_is_filled_from_the_consent_in_every_language(
    aoki: Hat, chiba: Hat, kind: SheetKind, language: SheetLanguage
) -> None:
    case, consent = case_with_consent(aoki, chiba)
    answer = visitor(aoki).get(at("consent-sheet", case, consent, kind, language))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = text(answer)
    assert "〔U+" not in said
    wording = wordings()[kind]
    for words in (wording.title[language], wording.title["ja"], "山田花子", chiba.agency_name, "要確認"):
        assert "".join(words.split()) in said, words
    last = timezone.localdate() + timedelta(days=200)
    assert f"{timezone.localdate():%Y-%m-%d}〜" in said
    assert f"{last:%Y-%m}" in said
    assert "写し" not in said, "it is handed to the person: no mark across the page"
    assert "山田" not in unquote(answer["Content-Disposition"])


def test_a_consent_that_is_being_taken_is_printed_before_anything_is_recorded(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    person, client = person_of(case), visitor(aoki)
    form = client.get(at_case("consent", case)).content.decode()
    assert f'formaction="{at("consent-sheets", case)}"' in form
    given = agreement(person, chiba, language="vi", evidence="", means="")
    answer = client.post(at("consent-sheets", case), given)
    assert answer["Content-Type"] == "application/pdf"
    said = text(answer)
    for words in ("Giấyđồngý", "山田花子", chiba.agency_name, "多機関協働による支援のため"):
        assert words in said, words
    with outside_the_walls():
        assert Consent.objects.filter(resident=person).count() == 0
        copies = TrailEntry.objects.filter(
            word="paper.consent", kind="egress", binders__contains=[case, person]
        )
        assert copies.count() == 1


@pytest.mark.parametrize("language", ["ja", "sign", "other", ""])
def test_a_language_without_a_sheet_is_printed_in_plain_japanese(aoki: Hat, language: str) -> None:
    case = opened(aoki)
    given = agreement(person_of(case), language=language)
    answer = visitor(aoki).post(at("consent-sheets", case), given)
    if language:
        assert "どういしょ" in text(answer)
    else:
        assert answer.status_code == 422


def test_what_was_typed_for_a_sheet_stays_when_something_is_wrong(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    given = agreement(person_of(case), chiba, language="en", purpose="家計の相談のため", ends_on="9999-12-31")
    given["starts_on"] = "9999-12-30"
    assert visitor(aoki).post(at("consent-sheets", case), given).status_code in (200, 422)
    given["starts_on"] = "2026-01-01"
    answer = visitor(aoki).post(at("consent-sheets", case), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1年以内" in page
    assert "家計の相談のため" in page
    assert f'value="{chiba.agency_id}"' in page


def test_agencies_are_searched_without_losing_what_was_typed(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    given = agreement(
        person_of(case), step="search", find="ひだまり", purpose="家計の相談のため", language="zh"
    )
    page = visitor(aoki).post(at("consent-sheets", case), given).content.decode()
    assert "相談支援センターひだまり" in page
    assert "家計の相談のため" in page


@pytest.mark.parametrize("kind", SheetKind)
def test_an_empty_sheet_is_there_for_every_desk_and_for_who_approves_it(
    baba: Hat, doi: Hat, saeki: Hat, kind: SheetKind
) -> None:
    answer = visitor(baba).get(at("blank", kind, "pt"))
    assert "".join(wordings()[kind].title["pt"].split()) in text(answer)
    assert at("blank", kind, "pt") in visitor(baba).get(at("papers")).content.decode()
    assert visitor(baba).get(at("blank", kind, "xx")).status_code == 404
    assert visitor(doi).get(at("blank", kind, "pt")).status_code == 200
    assert visitor(saeki).get(at("blank", kind, "pt")).status_code == 403


# Evidence


def test_a_scan_is_kept_once_with_the_consent_and_taken_out_with_a_record(aoki: Hat) -> None:
    case, consent = case_with_consent(aoki)
    client, form = visitor(aoki), sent()
    for _ in range(2):
        form["file"].seek(0)
        answer = client.post(at("consent", case, consent), form)
        assert answer.status_code == 302
    (one,) = kept()
    assert (one.consent_id, one.resident_id, one.file.media_type) == (
        consent,
        person_of(case),
        "application/pdf",
    )
    page = client.get(at("consent", case, consent)).content.decode()
    assert "署名した同意書" in page
    assert "スキャン" in page
    taken = client.get(at("evidence", case, consent, one.pk))
    assert body(taken) == PDF
    assert "attachment" in taken["Content-Disposition"]
    assert "署名した同意書" in unquote(taken["Content-Disposition"])
    assert "sandbox" in taken["Content-Security-Policy"]
    with outside_the_walls():
        words = {one.word for one in TrailEntry.objects.filter(binders__contains=[one.resident_id])}
    assert {"consent.evidence_added", "consent.evidence_taken"} <= words
    assert "1件" in text(client.get(at("consents", case)))


def test_a_photograph_loses_its_place(aoki: Hat) -> None:
    case, consent = case_with_consent(aoki)
    picture, content = Image.new("RGB", (40, 30), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-SOMEBODY"
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(content, "JPEG", exif=exif)
    assert b"CAMERA-OF-SOMEBODY" in content.getvalue()
    assert (
        visitor(aoki).post(at("consent", case, consent), sent(content.getvalue(), "x.png")).status_code == 302
    )
    (one,) = kept()
    taken = visitor(aoki).get(at("evidence", case, consent, one.pk))
    assert (taken["Content-Type"], unquote(taken["Content-Disposition"])[-4:]) == ("image/jpeg", ".jpg")
    assert b"CAMERA-OF-SOMEBODY" not in body(taken)
    assert not Image.open(
        io.BytesIO(body(visitor(aoki).get(at("evidence", case, consent, one.pk))))
    ).getexif()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("ただの文".encode(), "x.pdf", "PDF・JPEG画像・PNG画像"),
        (b"MZ\x90\x00" + bytes(100), "x.pdf", "添付できません"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "x.png",
            "PDF・JPEG画像・PNG画像",
        ),
        (b"", "x.pdf", "空"),
    ],
)
def test_what_is_no_scan_is_refused_whatever_its_name(
    aoki: Hat, content: bytes, name: str, says: str
) -> None:
    case, consent = case_with_consent(aoki)
    answer = visitor(aoki).post(at("consent", case, consent), sent(content, name))
    assert answer.status_code == 422
    assert says in text(answer)
    assert kept() == []


def test_too_large_a_file_is_refused(aoki: Hat) -> None:
    case, consent = case_with_consent(aoki)
    most = setting("office.file_largest_mb", on=timezone.localdate())
    answer = visitor(aoki).post(at("consent", case, consent), sent(PDF + bytes(most * 1024 * 1024)))
    assert answer.status_code == 422
    assert f"{most}MBまで" in text(answer)
    assert kept() == []


def test_a_wrong_scan_is_taken_off_by_who_put_it_there_and_is_gone_for_everybody(
    aoki: Hat, chiba: Hat
) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    person = person_of(case)
    with outside_the_walls():
        consent = Consent.objects.filter(resident=person, stage="sharing").get().pk
    one = scan(aoki, case, consent)
    theirs = visitor(chiba)
    assert body(theirs.get(at("evidence", case, consent, one))) == PDF, "the consent names them"
    assert "まちがいなので外す" not in theirs.get(at("consent", case, consent)).content.decode()
    assert theirs.post(at("evidence-remove", case, consent, one)).status_code == 404
    client = visitor(aoki)
    assert [client.post(at("evidence-remove", case, consent, one)).status_code for _ in range(2)] == [
        302,
        404,
    ]
    assert client.get(at("evidence", case, consent, one)).status_code == 404
    assert theirs.get(at("evidence", case, consent, one)).status_code == 404
    (row,) = kept()
    assert row.removed_by == aoki.membership_id


def test_evidence_of_a_withdrawal_is_kept_after_it(aoki: Hat) -> None:
    case, consent = case_with_consent(aoki)
    with wearing(aoki):
        sharing.withdraw_consent(
            consent, resident=person_of(case), means=ConsentMeans.WRITTEN, note="", by=aoki, at=timezone.now()
        )
    assert visitor(aoki).post(at("consent", case, consent), sent(kind="withdrawal")).status_code == 302
    assert [one.kind for one in kept()] == ["withdrawal"]


def test_who_may_not_read_a_consent_is_told_of_no_evidence(aoki: Hat, chiba: Hat, saeki: Hat) -> None:
    """On the team, but not named in this consent, which names a class they do not work with."""
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    consent = consented(aoki, person_of(case), aoki, stage=ConsentStage.PLAN, classes=1 | 4 | 16)
    one = scan(aoki, case, consent)
    client = visitor(chiba)
    assert at("consent", case, consent) not in client.get(at("consents", case)).content.decode()
    same = [_same(client, at("consent", case, consent), consent), _same(client, at("evidence", case, consent, one), one),
            _same(client, at("consent-sheet", case, consent, "consent", "en"), consent)]  # fmt: skip
    assert same == [True, True, True]
    assert client.post(at("consent", case, consent), sent()).status_code == 404
    assert len(kept()) == 1
    assert visitor(saeki).get(at("consents", case)).status_code == 403


def _same(client: Client, address: str, one: UUID) -> bool:
    theirs, nothing = client.get(address), client.get(address.replace(str(one), str(uuid.uuid4())))
    return (theirs.status_code, theirs.content) == (404, nothing.content)


def test_the_database_itself_keeps_evidence_to_the_consents_readers(aoki: Hat, chiba: Hat) -> None:
    case, consent = case_with_consent(aoki)
    one = scan(aoki, case, consent)
    on_the_team(aoki, case, chiba, classes=1)
    with wearing(chiba):
        looked(chiba, case)
        assert ConsentEvidence.objects.count() == 0
    without_row(
        chiba,
        "UPDATE sharing_consentevidence SET removed_at = now(), removed_by = gen_random_uuid() WHERE id = %s",
        one,
    )
    with wearing(aoki), transaction.atomic():
        looked(aoki, case)
        with pytest.raises(ProgrammingError, match="whose it is does not change"):
            ConsentEvidence.objects.update(
                kind="other", removed_at=timezone.now(), removed_by=aoki.membership_id
            )
        transaction.set_rollback(True)
    database_refuses(
        chiba,
        "INSERT INTO sharing_consentevidence (id, consent_id, resident_id, kind, file_id, origin_id, author_id, at)"
        " VALUES (gen_random_uuid(), %s, %s, 'form', gen_random_uuid(), %s, %s, now())",
        consent, person_of(case), chiba.agency_id, chiba.membership_id,
        match="row-level security",
    )  # fmt: skip


def test_the_page_of_a_consent_costs_the_same_with_many_scans(aoki: Hat) -> None:
    case, consent = case_with_consent(aoki)
    client = visitor(aoki)
    scan(aoki, case, consent)
    client.get(at("consent", case, consent))
    few = queries(lambda: client.get(at("consent", case, consent)))
    for _ in range(6):
        scan(aoki, case, consent)
    assert queries(lambda: client.get(at("consent", case, consent))) == few <= 20
