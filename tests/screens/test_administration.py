"""Every page of the room through a real client: who may come in, lists, forms, import, export."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from enishi.agencies import actions
from enishi.agencies.access import wearing
from enishi.agencies.models import Agency, Membership, Pledge, Staff
from enishi.agencies.queries import directory
from enishi.agencies.tests import cast
from enishi.office import city_settings, drafts, inbox
from enishi.office.errors import NotFound
from enishi.office.models import CitySetting, ClosingDay, Term, TrailEntry, Vocabulary
from enishi.office.sheets.writing import write_csv
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(doi):
    return visitor(doi)


@pytest.fixture
def desk(baba):
    return visitor(baba)


def page(client, name, *arguments, **filters):
    response = client.get(reverse(f"agencies:{name}", args=arguments), filters)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def send(client, where, /, *arguments, **fields):
    return client.post(reverse(f"agencies:{where}", args=arguments), fields)


@pytest.fixture
def office(doi):
    with wearing(doi):
        return actions.found_agency(
            name="高齢福祉課分室",
            kana="コウレイフクシカブンシツ",
            kind="office",
            code="1021",
            hours="平日8:30〜17:15、第1・3土9:00〜12:00",
            starts_on=timezone.localdate() - timedelta(days=30),
            by=doi,
            at=timezone.now(),
        )


def test_the_desk_finds_whom_to_hand_on_to(desk, office, doi):
    with wearing(doi):
        actions.set_catchments(
            office.pk, districts=["朝日丘"], on=timezone.localdate(), by=doi, at=timezone.now()
        )
    said = page(desk, "directory", q="ブンシツ")
    assert "高齢福祉課分室" in said
    assert "月〜金 8:30〜17:15、第1・3土 9:00〜12:00、祝日休み" in said
    assert "高齢福祉課分室" in page(desk, "directory", district="朝日丘")
    assert "あてはまる機関はありません" in page(desk, "directory", q="ないもの")
    assert "朝日丘" in page(desk, "agency", office.pk)
    assert "管理する" not in page(desk, "agency", office.pk)
    assert "緊急閲覧を使う" in page(desk, "roles")


@pytest.mark.parametrize(
    "name",
    ["agencies", "agency-new", "staff", "person-new", "imports", "calendar", "settings", "vocabularies"],
)
def test_the_administration_is_for_administrators(desk, admin, name):
    assert page(admin, name)
    assert desk.get(reverse(f"agencies:{name}")).status_code == 403


def test_the_list_filters_sorts_counts_and_pages(admin, doi, office):
    for number in range(60):
        cast.agency(f"事業所{number:02d}", f"F{number:02d}", kind="facility", service="行動援護")
    said = page(admin, "agencies", kind="facility")
    assert "<b>60</b>件中 1–50件を表示" in said
    assert "事業所00" in said
    assert "事業所00" not in page(admin, "agencies", kind="facility", sort="-name")
    assert "事業所59" in page(admin, "agencies", kind="facility", page="2")
    assert "高齢福祉課分室" not in page(admin, "agencies", kind="facility")
    assert "あてはまる機関はありません" in page(admin, "agencies", q="ないもの")


def test_as_many_queries_for_many_rows_as_for_one(admin, office):
    page(admin, "agencies")
    with CaptureQueriesContext(connection) as few:
        page(admin, "agencies")
    for number in range(30):
        cast.agency(f"事業所{number:02d}", f"F{number:02d}", kind="facility")
    with CaptureQueriesContext(connection) as many:
        page(admin, "agencies")
    assert len(many) == len(few)


def test_an_agency_is_founded_changed_and_closed_on_the_screen(admin, doi):
    fields = {
        "name": "新しい課",
        "kind": "office",
        "code": "3001",
        "answering": "account",
        "starts_on": "令和7年4月1日",
    }
    response = send(admin, "agency-new", **fields)
    agency = Agency.objects.get(code="3001")
    assert response["Location"] == reverse("agencies:agency-admin", args=[agency.pk])
    again = send(admin, "agency-new", **fields)
    assert again.status_code == 422
    assert "「新しい課」が使っています" in again.content.decode()
    assert "新しい課" in page(admin, "agency-edit", agency.pk)
    send(
        admin,
        "agency-edit",
        agency.pk,
        **fields | {"name": "より新しい課", "version": agency.version, "phone": "0565"},
    )
    agency.refresh_from_db()
    assert (agency.name, agency.phone, agency.version) == ("より新しい課", "0565", 2)
    late = send(admin, "agency-edit", agency.pk, **fields | {"version": 1, "phone": "9999"})
    assert late.status_code == 422
    assert "ほかの人が変更しました" in late.content.decode()
    assert "誰にも届きません" in page(admin, "agency-close", agency.pk)
    send(admin, "agency-close", agency.pk, on=timezone.localdate().isoformat())
    assert "この機関は終了しています" in page(admin, "agency-admin", agency.pk)


def test_hours_districts_and_closings(admin, office):
    send(admin, "agency-hours", office.pk, hours="平日9:00〜16:00（水曜は要相談）")
    said = page(admin, "agency-admin", office.pk)
    assert "平日9:00〜16:00（水曜は要相談）" in said
    assert "読み取れなかったことば" in said
    send(admin, "agency-catchments", office.pk, districts="朝日丘、梅坪台\n高橋", starts_on="2026-04-01")
    assert sorted(one.district for one in office.catchments.all()) == ["朝日丘", "梅坪台", "高橋"]
    too_long = send(admin, "agency-catchments", office.pk, districts="高橋、" + "長" * 61, starts_on="2026-04-01")
    assert too_long.status_code == 422
    assert "60文字まで" in too_long.content.decode()
    today = timezone.localdate()
    send(admin, "agency-closing", office.pk, first_day=today.isoformat(), last_day="", reason="棚卸し")
    assert "休業中" in page(admin, "directory", q="分室")
    assert f"{today}から{today}まで：棚卸し" in page(admin, "agency-admin", office.pk)
    closing = office.closings.get()
    send(admin, "agency-closing-remove", office.pk, closing.pk)
    assert not office.closings.exists()
    assert send(admin, "agency-closing", office.pk, first_day="あした", reason="x").status_code == 422


def test_staff_are_appointed_transferred_and_pledge(admin, office):
    other = cast.agency("障がい福祉課", "1030")
    fields = {"staff_number": "5001", "name": "見本 花子", "kana": "ミホン ハナコ", "email": "h@example.jp"}
    send(admin, "person-new", **fields, agency=str(office.pk), role="counter", starts_on="2026-04-01")
    person = Staff.objects.get(staff_number="5001")
    assert "見本 花子" in page(admin, "staff", q="ミホン")
    assert "見本 花子" in page(admin, "staff", agency=str(office.pk), role="counter")
    assert "見本 花子" not in page(admin, "staff", role="auditor")
    today = timezone.localdate()
    assert "高齢福祉課分室」の所属は異動の日で終わり" in page(admin, "person-transfer", person.pk)
    send(
        admin,
        "person-transfer",
        person.pk,
        agency=str(other.pk),
        role="promoter",
        starts_on=today.isoformat(),
    )
    running = Membership.objects.active_on(today).get(staff=person)
    assert (running.agency_id, running.role) == (other.pk, "promoter")
    assert f"2026-04-01から{today - timedelta(days=1)}まで" in page(admin, "person", person.pk)
    send(admin, "person-hat", person.pk, agency=str(office.pk), role="planner", starts_on=today.isoformat())
    send(admin, "person-hat-end", person.pk, running.pk, on=today.isoformat())
    assert Membership.objects.active_on(today).get(staff=person).role == "planner"
    pledge = {"kind": "conference", "text_version": "令和7年4月版", "signed_on": today.isoformat()}
    send(admin, "person-pledge", person.pk, **pledge)
    assert not Pledge.objects.filter(staff=person).exists()
    with cast.outside_the_walls():
        assert Pledge.objects.get(staff=person).text_version == "令和7年4月版"
    assert send(admin, "person-pledge", person.pk, **pledge | {"signed_on": "2999-01-01"}).status_code == 422
    fields = {"name": "新姓 花子", "kana": "", "email": "", "version": person.version, "is_active": "on"}
    send(admin, "person-edit", person.pk, **fields)
    said = page(admin, "person", person.pk)
    assert "新姓 花子" in said
    assert "支援会議の守秘" in said


def test_thousands_of_published_agencies_do_not_fill_the_choice_of_an_office(admin, office):
    for number in range(3):
        cast.agency(f"事業所{number}", "", kind="facility", service="行動援護", address=f"西町{number}丁目")
    cast.agency("事業所2", "", kind="facility", service="居宅介護", address="東町")
    form = page(admin, "person-new")
    assert "高齢福祉課分室" in form
    assert "事業所0" not in form
    who = {"staff_number": "5005", "name": "見本 次郎", "role": "partner", "starts_on": "2026-04-01"}

    def answered(**more) -> str:
        return send(admin, "person-new", **who, **more).content.decode()

    assert "あてはまる、いま活動している機関はありません" in answered(agency_words="ない事業所")
    assert "候補：「事業所2　" in answered(agency_words="事業所2")
    assert "どちらか一つに" in answered(agency_words="事業所1", agency=str(office.pk))
    assert "所属を選ぶか" in answered()
    assert not Staff.objects.filter(staff_number="5005").exists()
    send(admin, "person-new", **who, agency_words="事業所2 居宅介護")
    hat = Membership.objects.get(staff__staff_number="5005")
    assert (hat.agency.name, hat.agency.service) == ("事業所2", "居宅介護")
    assert "事業所2（居宅介護）" in page(admin, "person-new")
    send(admin, "person-hat", hat.staff_id, role="partner", starts_on="2026-04-01", agency_words="事業所1")
    assert Membership.objects.filter(staff=hat.staff_id).count() == 2


def test_who_has_staff_stands_first_among_whom_to_hand_on_to(doi, baba):
    cast.agency("あああ事業所", "", kind="facility", kana="あああ")
    with wearing(baba):
        entries = directory(at=timezone.localtime())
    assert entries[-1].name == "あああ事業所"
    assert [one.name for one in entries].index("高齢福祉課") < len(entries) - 1


def file(*rows, heads):
    sheet = io.BytesIO(b"".join(write_csv(heads, rows)))
    sheet.name = "機関.csv"
    return sheet


AGENCY = ["機関コード", "機関名", "機関種別"]


def test_a_file_is_uploaded_shown_confirmed_and_done(admin, office):
    sheet = file(["1021", "観光課", "市の課"], ["1022", "農政課", "市の課"], heads=AGENCY)
    shown = admin.get(send(admin, "imports", kind="agencies", file=sheet)["Location"])
    said = shown.content.decode()
    assert "まだ何も取り込んでいません" in said
    assert "「高齢福祉課分室」→「観光課」は名称変更（同じ機関）" in said
    assert "別の機関に交代 1" in said
    assert not Agency.objects.filter(code="1022").exists()
    assert "農政課" in admin.get(shown.request["PATH_INFO"], {"fate": "新規"}).content.decode()
    done = admin.post(shown.request["PATH_INFO"], {"renamed": ["2", "²"]}, follow=True).content.decode()
    assert "取り込みました（新規1、変更1）" in done
    office.refresh_from_db()
    assert (office.name, office.ends_on) == ("観光課", None)
    assert "取り込み済み" in page(admin, "imports")


def test_a_second_click_says_that_it_is_done_and_no_error(admin):
    sheet = file(["7001", "商工課", "市の課"], heads=AGENCY)
    address = send(admin, "imports", kind="agencies", file=sheet)["Location"]
    shown = re.search(r'name="shown" value="(\w+)"', admin.get(address).content.decode())[1]
    assert "取り込みました（新規1）" in admin.post(address, {"shown": shown}, follow=True).content.decode()
    again = admin.post(address, {"shown": shown}, follow=True)
    assert again.redirect_chain
    assert "もう取り込んだ" not in again.content.decode()
    assert Agency.objects.filter(code="7001").count() == 1


def test_what_is_taken_in_is_what_the_screen_showed(admin, office):
    address = send(admin, "imports", kind="agencies", file=file(["1021", "観光課", "市の課"], heads=AGENCY))[
        "Location"
    ]
    shown = re.search(r'name="shown" value="(\w+)"', admin.get(address).content.decode())[1]
    other = send(admin, "imports", kind="agencies", file=file(["1021", "農政課", "市の課"], heads=AGENCY))[
        "Location"
    ]
    admin.post(other)
    said = admin.post(address, {"shown": shown, "renamed": "2"}, follow=True).content.decode()
    assert "画面を開いた後に、機関か職員か日付が変わりました" in said
    assert "「農政課」→「観光課」は名称変更" in said
    assert Agency.objects.get(code="1021", ends_on__isnull=True).name == "農政課"


def test_a_file_full_of_errors_is_one_page_to_read(admin):
    rows = [[str(number), "", "何"] for number in range(1500)]
    address = send(admin, "imports", kind="agencies", file=file(*rows, heads=AGENCY))["Location"]
    said = admin.get(address).content.decode()
    assert "3000か所を直して" in said
    assert "ほか2500か所" in said
    assert len(said) < 1_000_000


def test_a_file_too_long_for_the_screen_is_sent_to_the_terminal(admin, monkeypatch):
    monkeypatch.setattr("enishi.agencies.actions.confirming.MOST_ROWS", 2)
    rows = [[str(number), f"{number}課", "市の課"] for number in range(2)]
    said = send(admin, "imports", kind="agencies", file=file(*rows, heads=AGENCY)).content.decode()
    assert "3行あります。画面から取り込めるのは2行までです" in said
    assert "enishi import" in said


def test_a_file_without_rows_has_nothing_to_confirm(admin):
    address = send(admin, "imports", kind="agencies", file=file(heads=AGENCY))["Location"]
    said = admin.get(address).content.decode()
    assert "見出し（1行目）の下に行がありません" in said
    assert "この内容で取り込む" not in said


def test_a_file_with_errors_cannot_be_confirmed(admin):
    shown = admin.get(
        send(admin, "imports", kind="agencies", file=file(["1", "", "何"], heads=AGENCY))["Location"]
    )
    said = shown.content.decode()
    assert "2行目「機関名」：空です。" in said
    assert "この内容で取り込む" not in said
    admin.post(shown.request["PATH_INFO"])
    assert not Agency.objects.filter(code="1").exists()
    discarded = admin.post(f"{shown.request['PATH_INFO']}discard/", follow=True).content.decode()
    assert "ファイルの中身は消しました" in discarded
    assert "取り込みをやめたファイルです" in admin.get(shown.request["PATH_INFO"]).content.decode()


def test_an_unreadable_file_is_refused_on_the_form(admin):
    sheet = io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    sheet.name = "古い.xls"
    response = send(admin, "imports", kind="agencies", file=sheet)
    assert response.status_code == 422
    assert "古い形式のExcel" in response.content.decode()


def test_a_staff_file_tells_whose_hat_ends(admin, baba):
    cast.agency("障がい福祉課", "1030")
    person = Staff.objects.get(pk=baba.staff_id)
    heads = ["職員番号", "氏名", "所属コード", "役割"]
    sheet = file([person.staff_number, person.name, "1030", "窓口職員"], heads=heads)
    shown = admin.get(send(admin, "imports", kind="staff", file=sheet)["Location"])
    assert "「高齢福祉課」の所属は" in shown.content.decode()
    desk = visitor(baba)
    assert desk.get(reverse("agencies:directory")).status_code == 200
    admin.post(shown.request["PATH_INFO"])
    assert desk.get(reverse("agencies:directory")).status_code == 302


def test_who_takes_over_a_code_gets_neither_tasks_nor_notices_nor_drafts_nor_the_session(admin, baba):
    """Even for the same person: what lay with the old department's hat stays with that hat."""
    old, person = Agency.objects.get(pk=baba.agency_id), Staff.objects.get(pk=baba.staff_id)
    ask, now = "つなぎに回答してください（番号 K3M7-Q2XD）", timezone.now()
    with wearing(baba):
        inbox.assign(baba.agency_id, "referral.answer", ask, timezone.localdate(), at=now)
        inbox.tell(baba.agency_id, "match.proposed", "名寄せの判断を待つ候補があります。", at=now)
        kept = drafts.page_for("intake.receive", given={})
        sent = QueryDict(mutable=True)
        sent.update({**dict(kept.hidden_fields()), "draft_sequence": "1", "memo": "まだ途中"})
        drafts.save(kept.draft_id, sent, membership_id=baba.membership_id, at=now)
    desk = visitor(baba)
    assert "K3M7-Q2XD" in desk.get("/inbox/").content.decode()
    assert "名寄せ" in desk.get("/inbox/?show=notices").content.decode()
    assert str(kept.draft_id) in desk.get("/drafts/").content.decode()
    address = send(
        admin, "imports", kind="agencies", file=file([old.code, "観光課", "市の課"], heads=AGENCY)
    )["Location"]
    admin.post(address)
    assert desk.get("/inbox/").status_code == 302
    new = Agency.objects.get(code=old.code, ends_on__isnull=True)
    heads = ["職員番号", "氏名", "所属コード", "所属名", "役割"]
    staff = file([person.staff_number, person.name, new.code, new.name, "窓口職員"], heads=heads)
    admin.post(send(admin, "imports", kind="staff", file=staff)["Location"])
    again = cast.sign_in(Membership.objects.active_on(timezone.localdate()).get(staff=person))
    assert again.agency_id == new.pk != old.pk
    assert desk.get("/inbox/").status_code == 302
    fresh = visitor(again)
    for address in ("/inbox/", "/inbox/?show=notices", "/drafts/", "/"):
        said = fresh.get(address)
        assert said.status_code == 200
        assert not [
            word
            for word in ("K3M7-Q2XD", "名寄せ", "まだ途中", str(kept.draft_id))
            if word in said.content.decode()
        ]
    with wearing(again), pytest.raises(NotFound):
        drafts.page_for("intake.receive", given={"draft": str(kept.draft_id)})


def taken_away(response) -> bytes:
    """The bytes of a download; read to its end, its file is closed."""
    return b"".join(response.streaming_content)


def test_what_goes_out_is_marked_recorded_and_comes_in_unchanged(admin, doi, office):
    cast.agency("=cmd|' /C calc'!A0", "X1", kind="other")
    cast.agency("むもん　", "", kind="facility", service="行動援護", address="四郷町天道1-14")
    for form in ("csv", "xlsx"):
        response = admin.get(reverse("agencies:agencies-export", args=[form]))
        content = taken_away(response)
        assert "attachment" in response["Content-Disposition"]
        with wearing(doi):
            from enishi.agencies.queries.imports import preview_agencies

            preview = preview_agencies(content, "x", today=timezone.localdate())
        assert preview.errors == []
        assert preview.counts["変更なし"] == preview.rows >= 4
        assert preview.counts["新規"] == preview.counts["変更"] == preview.counts["別の機関に交代"] == 0
    sheet = load_workbook(io.BytesIO(content)).active
    assert doi.staff_name in sheet.oddFooter.left.text
    with cast.outside_the_walls():
        taken = TrailEntry.objects.filter(kind="egress", word="agencies.list", staff_id=doi.staff_id)
        assert [one.detail["form"] for one in taken.order_by("id")][-2:] == ["csv", "xlsx"]
    assert admin.get(reverse("agencies:agencies-export", args=["pdf"])).status_code == 404


def test_the_desk_takes_the_directory_along_as_it_was_filtered(desk, baba, office):
    shown = page(desk, "directory", q="分室")
    assert "/agencies/export.csv?q=%E5%88%86%E5%AE%A4" in shown
    for form in ("csv", "xlsx"):
        response = desk.get(reverse("agencies:directory-export", args=[form]), {"q": "分室"})
        content = taken_away(response)
    sheet = load_workbook(io.BytesIO(content)).active
    assert [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)] == ["名称", "高齢福祉課分室"]
    assert baba.staff_name in sheet.oddFooter.left.text
    with cast.outside_the_walls():
        taken = TrailEntry.objects.filter(kind="egress", word="agencies.directory", staff_id=baba.staff_id)
        assert [one.detail["form"] for one in taken.order_by("id")] == ["csv", "xlsx"]


def test_the_staff_list_goes_out_in_the_layout_of_staff_files(admin, doi):
    content = taken_away(admin.get(reverse("agencies:staff-export", args=["csv"])))
    assert content.decode("utf-8-sig").startswith(
        '"職員番号","氏名","氏名カナ","メール","所属コード","所属名","役割"'
    )
    assert doi.staff_name in content.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["agencies", "staff"])
def test_an_empty_sheet_to_fill_in(admin, kind):
    content = taken_away(admin.get(reverse("agencies:import-sample", args=[kind])))
    assert load_workbook(io.BytesIO(content)).active.max_row == 1


def test_closing_days_are_added_and_taken_back(admin):
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    send(
        admin,
        "calendar",
        first_day=monday.isoformat(),
        last_day=(monday + timedelta(days=6)).isoformat(),
        reason="停電",
    )
    days = list(ClosingDay.objects.filter(reason="停電").values_list("day", flat=True))
    assert days
    assert all(day.weekday() < 5 for day in days)
    send(admin, "calendar-remove", days[0].isoformat())
    assert not ClosingDay.objects.filter(day=days[0]).exists()
    past = timezone.localdate() - timedelta(days=3)
    assert send(admin, "calendar", first_day=past.isoformat(), reason="x").status_code == 422
    assert "年末年始の閉庁日" in page(admin, "calendar", year="2026")


class Reply:
    name, default, label, unit, unverified = "test.reply_days", 3, "回答期限", "開庁日", True


def test_an_interval_is_set_from_a_day_and_the_old_one_stays(admin, monkeypatch):
    monkeypatch.setattr(city_settings, "_declared", {"test.reply_days": Reply()})
    today = timezone.localdate()
    assert "初期値" in page(admin, "settings")
    send(admin, "setting", "test.reply_days", value="5", starts_on=today.isoformat())
    send(admin, "setting", "test.reply_days", value="7", starts_on=(today + timedelta(days=30)).isoformat())
    assert city_settings.values_on(today) == {"test.reply_days": 5}
    assert city_settings.values_on(today + timedelta(days=40)) == {"test.reply_days": 7}
    assert city_settings.values_on(today - timedelta(days=1)) == {"test.reply_days": 3}
    assert "から 7開庁日" in page(admin, "settings")
    again = send(admin, "setting", "test.reply_days", value="9", starts_on=today.isoformat())
    assert again.status_code == 422
    assert CitySetting.objects.filter(name="test.reply_days").count() == 2
    assert admin.get(reverse("agencies:setting", args=["fictional_city"])).status_code == 404


def test_code_lists_gain_end_and_verify_entries(admin):
    with cast.outside_the_walls():
        channel = Vocabulary.objects.create(code="test_channel", label="相談経路の見本", source="見本")
    today = timezone.localdate()
    entry = {"code": "01", "label": "電話", "order": "1", "starts_on": today.isoformat(), "unverified": "on"}
    send(admin, "term-new", "test_channel", **entry)
    term = Term.objects.get(vocabulary=channel)
    assert "相談経路の見本" in page(admin, "vocabularies")
    assert "要確認" in page(admin, "vocabulary", "test_channel")
    assert send(admin, "term-new", "test_channel", **entry).status_code == 422
    send(admin, "term-verify", term.pk, source="令和7年度 実施要綱 様式2")
    send(admin, "term-end", term.pk, on=(today + timedelta(days=1)).isoformat())
    term.refresh_from_db()
    assert (term.unverified, term.ends_on) == (False, today + timedelta(days=1))
    assert "要確認" not in page(admin, "vocabulary", "test_channel")


def test_a_code_list_is_verified_at_once_with_its_source(admin):
    with cast.outside_the_walls():
        channel = Vocabulary.objects.create(code="test_channel", label="相談経路の見本", source="見本")
        for number in range(3):
            Term.objects.create(
                vocabulary=channel, code=str(number), label=f"見本{number}", order=number, starts_on=timezone.localdate(),
                unverified=number > 0, source="見本",
            )  # fmt: skip
    assert "すべて確認済みにする" in page(admin, "vocabulary", "test_channel")
    assert send(admin, "vocabulary-verify", "test_channel", source="").status_code == 422
    assert Term.objects.filter(vocabulary=channel, unverified=True).count() == 2
    send(admin, "vocabulary-verify", "test_channel", source="令和7年度 実施要綱 様式2")
    sources = Term.objects.filter(vocabulary=channel).order_by("order").values_list("unverified", "source")
    assert list(sources) == [(False, "見本"), *[(False, "令和7年度 実施要綱 様式2")] * 2]
    assert "すべて確認済みにする" not in page(admin, "vocabulary", "test_channel")


def test_walls_hold_where_the_screen_is_bypassed(baba):
    with wearing(baba):
        assert ClosingDay.objects.filter(day__gte="2000-01-01").delete()[0] == 0
        assert Agency.objects.update(name="x") == 0
