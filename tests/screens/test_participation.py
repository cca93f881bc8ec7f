"""参加支援 through the real addresses: the profile with the person, suggestions with reasons, who waits, placements."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import consented, on_the_team, opened
from enishi.community.actions.commissioning import end_commission
from enishi.community.models import Commission, Resource
from enishi.community.tests.factories import menu, resource
from enishi.conferences.models import Decision
from enishi.conferences.terms import DecisionKind, DecisionState
from enishi.conferences.tests.factories import decided, held, later, open_room
from enishi.office.models import Draft
from enishi.participation import actions
from enishi.participation.models import Placement, PlacementRecord, Profile, ProfileLine, Proposal, Search
from enishi.participation.terms import AskKind, PlacementState, RecordKind
from enishi.participation.tests.factories import decided as decided_by_meeting
from enishi.participation.tests.factories import host, person_of, placed, profiled, proposed, searched
from enishi.sharing.terms import ConsentStage
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.test_case_lists import measured

pytestmark = pytest.mark.django_db


def at(name: str, *ids: Any) -> str:
    return reverse(f"participation:{name}", args=ids)


def sent(client: Client, address: str, **typed: Any) -> dict[str, Any]:
    """What a form sends as it was drawn, with something typed."""
    drawn = client.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', drawn))
    hidden.pop("csrfmiddlewaretoken", None)
    return hidden | typed


def test_a_profile_is_written_with_the_person(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    assert "まだ書いていません" in text(client.get(at("page", case)))
    given = sent(
        client,
        at("profile", case),
        likes="畑、猫",
        needs="人が多いとつらい",
        needed=["quiet"],
        days=["1"],
        waits="on",
    )
    assert [client.post(at("profile", case), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert Profile.objects.filter(case=case).count() == 1
    page = text(client.get(at("page", case)))
    for words in ("畑、猫", "人が多いとつらい", "必ず要る：静かな場所がある", "から待っています"):
        assert words in page, words
    assert (
        'href="' + at("page", case) + '"' in client.get(reverse("cases:case", args=[case])).content.decode()
    )


def test_of_two_who_write_at_once_nothing_typed_is_lost(aoki: Hat, chiba: Hat) -> None:
    case, mine, theirs = opened(aoki), visitor(aoki), visitor(chiba)
    on_the_team(aoki, case, chiba)
    early = sent(mine, at("profile", case), likes="ゲーム")
    assert (
        theirs.post(at("profile", case), sent(theirs, at("profile", case), likes="料理")).status_code == 302
    )
    answer = mine.post(at("profile", case), early)
    assert answer.status_code == 422
    assert "ゲーム" in answer.content.decode()
    assert "ほかの人が変えました" in text(answer)
    with outside_the_walls():
        assert ProfileLine.objects.get(case=case, side="likes", ended_at__isnull=True).text == "料理"


def test_what_is_typed_is_kept_as_a_draft(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    given = sent(client, at("profile", case), likes="ゲーム、ラジオ")
    drawn = client.get(at("profile", case)).content.decode()
    url = re.search(r'data-draft-url="([^"]+)"', drawn)[1]  # type: ignore[index]
    assert client.post(url, given | {"draft_serial": "1"}).status_code in (200, 204)
    with outside_the_walls():
        draft = Draft.objects.get(form="participation.profile")
    assert "ゲーム、ラジオ" in client.get(f"{at('profile', case)}?draft={draft.pk}").content.decode()


def test_every_resource_has_a_verdict_with_reasons(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    profiled(aoki, case)
    host(considerations={"quiet": "yes"}, open_days=[1], times=[[1, "0", 540, 960]])
    host("夕方の会", "木曜の集い", considerations={"quiet": "yes"}, open_days=[4], times=[[4, "0", 540, 960]])
    host("にぎやか食堂", "配膳", purpose="work", considerations={"quiet": "no"})
    with outside_the_walls():
        Resource.objects.create(
            name="市のセンター", kind="activity", public_service=True, considerations={"quiet": "yes"}
        )
    page = text(client.get(at("suggestions", case)))
    for words in (
        "1 公的サービス 1件",
        "2 地域の資源 1件",
        "好きなこと「畑」があります。 +3",
        "月・水曜は休みのため（開いているのは木）。",
        "必要な「静かな場所がある」ができません。",
        "就労の場で、希望する形（体験）ではありません。",
        "曜日・時間帯 1件",
    ):
        assert words in page, words
    tried = text(client.get(at("suggestions", case) + "?without=day"))
    assert "合うものは2件から3件になります" in tried
    assert "待っている人1人のうち0人" in tried
    only = text(client.get(at("suggestions", case) + "?condition=purpose"))
    assert only.count("希望する形（体験）ではありません") == 1
    assert "あてはまるものはありません" in text(client.get(at("suggestions", case) + "?q=ない名前"))


def test_the_rest_comes_page_by_page_and_with_as_many_questions(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    profiled(aoki, case)
    host()
    few, _ = measured(client, at("suggestions", case))
    with outside_the_walls():
        Resource.objects.bulk_create(
            [
                Resource(name=f"場{number}", kind="salon", purposes=["work"], available=0, capacity=1)
                for number in range(120)
            ]
        )
    lots, page = measured(client, at("suggestions", case))
    assert few == lots
    assert page.decode().count("空きがありません（定員1人）。") == 49
    assert "121件" in page.decode()
    assert text(client.get(at("suggestions", case) + "?page=3")).count("空きがありません（定員1人）。") == 21


def test_a_near_miss_becomes_a_negotiation(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    profiled(aoki, case)
    place = host(considerations={"quiet": "yes"}, open_days=[4], times=[[4, "0", 540, 960]])
    address = f"{at('propose', case)}?resource={place.resource_id}&menu={place.pk}"
    drawn = text(client.get(address))
    assert "月・水曜は休みのため" in drawn
    assert "待っている人1人のうち1人に、新しく合うようになります" in drawn
    answer = client.post(at("propose", case), sent(client, address))
    assert answer.status_code == 422
    assert "どう相談するかを書いてください" in text(answer)
    given = sent(client, address, ask="月曜にも来られないか。")
    assert [client.post(at("propose", case), given).status_code for _ in range(2)] == [302, 302]
    page = text(client.get(at("page", case)))
    assert "月曜にも来られないか。" in page
    assert "検討中" in page
    with outside_the_walls():
        assert Proposal.objects.count() == 1


def test_where_safety_speaks_against_it_nothing_is_proposed(aoki: Hat) -> None:
    from enishi.participation import actions
    from enishi.participation.terms import Side

    case, client, place = opened(aoki), visitor(aoki), resource("駅前の店", town="駅前")
    profiled(
        aoki, case, lines={Side.AVOIDS: actions.NewLine("会ってはいけない人がいる", shunned_towns=["駅前"])}
    )
    page = text(client.get(at("suggestions", case)))
    assert "本人の安全のため、ここは候補にしません。" in page
    assert "会ってはいけない人がいる" not in page
    address = f"{at('propose', case)}?resource={place.pk}&menu="
    answer = client.post(at("propose", case), sent(client, address, ask="どうしても"))
    assert answer.status_code == 422
    with outside_the_walls():
        assert Proposal.objects.count() == 0


def test_one_resource_is_left_out_for_safety_and_can_come_back(aoki: Hat) -> None:
    case, client, place = opened(aoki), visitor(aoki), host(considerations={"quiet": "yes"})
    profiled(aoki, case)
    address = f"{at('shun', case)}?resource={place.resource_id}&menu={place.pk}"
    assert client.post(at("shun", case), sent(client, address)).status_code == 422
    given = sent(client, address, why="元の夫が働いている。")
    assert [client.post(at("shun", case), given).status_code for _ in range(2)] == [302, 302]
    page = text(client.get(at("suggestions", case)))
    assert "本人の安全のため、ここは候補にしません。" in page
    assert "元の夫" not in page
    assert "元の夫が働いている。" in text(client.get(at("page", case)))
    drawn = client.get(at("profile", case)).content.decode()
    assert f'value="{place.resource_id}"' in drawn
    back = sent(client, at("profile", case), avoids="")
    assert client.post(at("profile", case), back).status_code == 302
    assert "本人の安全のため" not in text(client.get(at("suggestions", case)))


def test_a_search_that_found_nothing_is_kept(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    profiled(aoki, case)
    host(considerations={"quiet": "no"})
    given = sent(client, at("keep", case), note="静かに一人でできる畑がない。")
    assert client.post(at("keep", case), given).status_code == 302
    page = text(client.get(at("page", case)))
    for words in ("合うものなし", "静かに一人でできる畑がない。", "30日以内なので", "あと一つで合うもの1件"):
        assert words in page, words
    with outside_the_walls():
        kept = Search.objects.get()
        assert (kept.offers, kept.near, kept.failed) == (1, 1, True)
        assert kept.against == {}  # needs are not told in class BASIC


def test_a_person_decides_and_the_placement_begins(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    proposal = proposed(aoki, case)
    answer = client.post(
        at("proposal", case, proposal), sent(client, at("proposal", case, proposal), decision="drop")
    )
    assert answer.status_code == 422
    assert "見送る理由を選んでください。" in text(answer)
    given = sent(client, at("proposal", case, proposal), decision="go")
    assert client.post(at("proposal", case, proposal), given | {"version": "x"}).status_code == 422, "tampered with: it never fits"
    given = sent(client, at("proposal", case, proposal), decision="go")
    assert [client.post(at("proposal", case, proposal), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        placement = Placement.objects.get()
    assert placement.state == PlacementState.ARRANGING
    page = text(client.get(at("placement", case, placement.pk)))
    for words in ("受入れ調整", "定着支援（本人）", "フォローアップ（受入先）", "取り決めはまだありません"):
        assert words in page, words
    assert "畑の手伝い（みどり農園）" in text(client.get(at("placements")))


def test_the_whole_way_of_a_placement(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    one = placed(aoki, case)
    today = timezone.localdate().isoformat()

    def post(name: str, *more: Any, **typed: Any) -> Any:
        address = at(name, case, one, *more)
        return client.post(address, sent(client, address, **typed))

    assert "見学までは、本人がだれかを受入先に伝えずに進めます" in text(
        client.get(at("placement", case, one))
    )
    assert "本人が合意した日を入れてください" in text(post("move", to="trial"))
    assert "合意の日を取り決めに" in text(post("move", to="regular"))
    days = {f"{side}_agreed_on": today for side in ("person", "host", "agency")}
    assert post("agree", agreement="週2回。", insurance="ボランティア保険", **days).status_code == 302
    assert post("move", to="trial").status_code == 302
    assert "ボランティア保険" in text(client.get(at("sheet", case, one)))
    assert post("move", to="regular").status_code == 302
    assert post("record", kind="attended", day=today).status_code == 302
    assert post("record", kind="person", day=today).status_code == 422  # a follow-up without words
    assert post("record", kind="person", day=today, text="楽しいと言っている。").status_code == 302
    assert post("record", kind="incident", day=today, text="帰りの車がない。").status_code == 302
    both = {"person_word": "agrees", "host_word": "agrees", "reason": "achieved"}
    assert "困りごとが1件" in text(post("end", **both))
    with outside_the_walls():
        trouble = PlacementRecord.objects.get(kind=RecordKind.INCIDENT).pk
    assert post("settle", trouble, text="家族が迎えに来る。").status_code == 302
    answer = post("end", **both | {"host_word": ""})
    assert answer.status_code == 422
    assert "受入先に、終わりについて聞いてください。" in text(answer)
    assert post("end", **both).status_code == 302
    page = text(client.get(at("placement", case, one)))
    for words in ("目標を果たした", "1回（欠席 0回）", "片づいた：家族が迎えに来る。"):
        assert words in page, words
    assert "受入れを終わる" not in page


def test_the_team_reads_and_does_not_decide(aoki: Hat, chiba: Hat, baba: Hat) -> None:
    case = opened(aoki)
    proposal, one = proposed(aoki, case), placed(aoki, case, host("別の農園"))
    on_the_team(aoki, case, chiba)
    assert "別の農園" in text(visitor(chiba).get(at("placement", case, one)))
    assert visitor(chiba).get(at("proposal", case, proposal)).status_code == 403
    assert visitor(baba).get(at("placement", case, one)).status_code == 404
    assert visitor(baba).get(at("page", case)).status_code == 404


def test_who_waits_and_a_proposal_for_all(aoki: Hat) -> None:
    client, cases = visitor(aoki), [opened(aoki) for _ in range(3)]
    assert "待っている人はいません" in text(client.get(at("waiting")))
    for case in cases:
        profiled(aoki, case)
    place = host(considerations={"quiet": "yes"}, capacity=2, available=2)
    page = text(client.get(at("waiting")))
    assert "3 人" in page
    drawn = client.get(at("batch")).content.decode()
    ticks = re.findall(r'name="take" value="([^"]+)"', drawn)
    assert len(ticks) == 2
    assert "空きが足りません" in drawn
    given = sent(client, at("batch"), take=ticks)
    assert client.post(at("take-up"), given).status_code == 302
    with outside_the_walls():
        assert Proposal.objects.filter(road="batch", state="open", menu=place).count() == 2
    assert client.post(at("take-up"), {"submission": str(uuid.uuid4())}).status_code == 302


def test_what_keeps_people_away_is_counted(aoki: Hat) -> None:
    for days in ([1], [1], [4]):
        profiled(aoki, opened(aoki), days=days, lines={})
    for name in ("木曜の会", "木曜の集い"):
        host(name, "集い", open_days=[4], times=[[4, "0", 540, 960]], capacity=1, available=1)
    page = text(visitor(aoki).get(at("batch")))
    assert "いちばん多い理由：曜日・時間帯 2人。" in page
    assert "3人のうち1人に案があります" in page


def test_placements_are_sorted_and_filtered(aoki: Hat) -> None:
    client = visitor(aoki)
    for name in ("い農園", "あ農園"):
        placed(aoki, opened(aoki), menu(resource(name), "手伝い"))
    page = text(client.get(f"{at('placements')}?sort=name"))
    assert page.index("あ農園") < page.index("い農園")
    page = text(client.get(f"{at('placements')}?sort=-name"))
    assert page.index("い農園") < page.index("あ農園")
    for asked in ("show=ended", "show=due", "state=trial"):
        assert "あてはまる受入れはありません" in text(client.get(f"{at('placements')}?{asked}"))
    assert "あ農園" in text(client.get(f"{at('placements')}?state=arranging&sort=nothing"))


def test_why_placements_ended_is_counted_by_side_and_asked_for(aoki: Hat) -> None:
    client = visitor(aoki)
    for name, reason in (("あ農園", "person"), ("い農園", "person"), ("う農園", "full")):
        case = opened(aoki)
        one = placed(aoki, case, menu(resource(name), "手伝い"))
        with wearing(aoki):
            new = actions.NewEnd("agrees", "agrees", reason)
            actions.end_placement(case, one, new, version=1, by=aoki, at=timezone.now())
    page = text(client.get(f"{at('placements')}?show=ended"))
    for words in ("本人辞退 2件", "定員 1件", "う農園"):
        assert words in page, words
    page = text(client.get(f"{at('placements')}?reason=person"))
    assert ("い農園" in page, "う農園" in page, "定員 1件" in page) == (True, False, True)
    answer = client.get(at("placements-export", "csv") + "?reason=full")
    told = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")
    assert ("う農園" in told, "定員" in told, "あ農園" in told) == (True, True, False)
    assert "1件</span>" not in client.get(at("placements")).content.decode(), "of what goes on there is no reason"


def test_lists_leave_through_the_gate(aoki: Hat) -> None:
    client, case = visitor(aoki), opened(aoki)
    profiled(aoki, case)
    placed(aoki, opened(aoki))
    for name in ("waiting-export", "placements-export"):
        answer = client.get(at(name, "csv"))
        assert answer.status_code == 200
        assert "山田 花子" in b"".join(
            answer.streaming_content if answer.streaming else [answer.content]
        ).decode("utf-8-sig")


def test_lists_ask_as_much_for_many_as_for_one(aoki: Hat) -> None:
    client = visitor(aoki)

    def one_more(name: str, number: int) -> None:
        case = opened(aoki)
        profiled(aoki, case)
        if name == "placements":
            placed(aoki, case, menu(resource(f"場{number}")))

    for name in ("waiting", "placements"):
        one_more(name, 0)
        few, short = measured(client, at(name))
        for number in range(4):
            one_more(name, number + 1)
        lots, long = measured(client, at(name))
        assert few == lots, name
        assert long.count(b"row-link") == short.count(b"row-link") + 4


def test_what_a_meeting_decides_makes_the_person_wait(aoki: Hat, chiba: Hat) -> None:
    """Through both rooms: 会議の決定「参加支援を使う」 → 参加を待つ人 (the seam ``conferences.use_participation``)."""
    conference, item = open_room(aoki, chiba)
    line = decided(aoki, item, chiba, kind=DecisionKind.PARTICIPATION)
    assert held(aoki, conference) == {}
    with outside_the_walls():
        found = Decision.objects.get(pk=line)
        assert found.state == DecisionState.DONE
        profile = Profile.objects.get(pk=found.acted_id)
    assert profile.decision_id == line
    with later(minutes=30):
        assert "会議で利用が決まりました" in text(visitor(aoki).get(at("page", profile.case_id)))
        assert "1 人" in text(visitor(aoki).get(at("waiting")))


def test_a_host_is_asked_by_a_link_that_is_shown_once(aoki: Hat, chiba: Hat, settings: Any) -> None:
    settings.EDGE_ADDRESS = "https://host.city.example/"
    case, client = opened(aoki), visitor(aoki)
    placement = placed(aoki, case)
    here = at("placement", case, placement)
    assert "紙面はまだ渡していません" in text(client.get(here))
    address = at("ask", case, placement)
    wish = "静かな場所で体を動かしたいと話しています。"
    refused = client.post(address, sent(client, address, kind="invite", lead=wish, days="14"))
    assert refused.status_code == 422
    assert "本人の同意がありません" in text(refused)
    assert wish in refused.content.decode(), "nothing typed is lost"
    with outside_the_walls():
        person = Placement.objects.select_related("case").get(pk=placement).case.resident_id
    consented(aoki, person, chiba, stage=ConsentStage.HOST, classes=3)
    made = client.post(address, sent(client, address, kind="invite", lead=wish, days="14"))
    (link,) = re.findall(r"https://host\.city\.example/c/([\w-]{43})/", made.content.decode())
    page = client.get(here).content.decode()
    assert link not in page, "shown this once"
    assert "送るところ" in page
    close = at("ask-close", case, placement)
    assert client.post(close, sent(client, close)).status_code == 302
    assert "閉じた" in text(client.get(here))
    assert visitor(chiba).get(address).status_code == 403


def test_asks_cost_the_same_however_many(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    placement = placed(aoki, case)
    with outside_the_walls():
        person = Placement.objects.select_related("case").get(pk=placement).case.resident_id
    consented(aoki, person, chiba, stage=ConsentStage.HOST, classes=3)

    def ask() -> None:
        new = actions.NewAsk(AskKind.INVITE, "見学からお願いできますか。")
        with wearing(aoki):
            actions.ask_host(case, placement, new, by=aoki, at=timezone.now())

    ask()
    few, _ = measured(client, at("placement", case, placement))
    for _ in range(8):
        ask()
    many, _ = measured(client, at("placement", case, placement))
    assert few == many


def test_the_project_is_asked_from_the_page_of_the_person(aoki: Hat, chiba: Hat) -> None:
    """What is missing is told before anything is typed; what was typed stays; the page tells what became of it."""
    case, client = opened(aoki), visitor(aoki)
    address = at("project", case)
    first = text(client.get(address))
    assert "まだ依頼できません" in first
    assert "本人の希望" not in first, "nothing is typed in vain"
    searched(aoki, case)
    decided_by_meeting(aoki, case)
    consented(aoki, person_of(case), chiba, stage=ConsentStage.HOST)
    page = text(client.get(at("page", case)))
    assert "プロジェクトに依頼する" in page
    given = sent(client, address, wishes="山田は畑が好き。", disclosure="希望まで。", forms=["work"])
    wrong = client.post(address, given)
    assert wrong.status_code == 422
    assert "氏名が入っています" in text(wrong)
    assert "山田は畑が好き。" in wrong.content.decode(), "nothing typed is lost"
    given["wishes"], given["purposes"] = "畑で働きたい。", ["work"]
    assert [client.post(address, given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        (one,) = Commission.objects.all()
    page = text(client.get(at("page", case)))
    assert one.reference in page
    assert "プロジェクトに依頼する" not in page, "asked once for a search"
    assert visitor(chiba).get(address).status_code == 403


def test_commissions_cost_the_same_however_many(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    decided_by_meeting(aoki, case)
    consented(aoki, person_of(case), chiba, stage=ConsentStage.HOST)
    new = actions.NewCommission(("work",), "畑で働きたい。", "希望まで。")

    def one_more() -> None:
        searched(aoki, case)
        with wearing(aoki):
            one = actions.ask_project(case, new, file=case, by=aoki, at=timezone.now())
            end_commission(one, taken_back=True, reason="別の場が決まった。", version=1, by=aoki, at=timezone.now())

    one_more()
    few, _ = measured(client, at("page", case))
    for _ in range(5):
        one_more()
    many, long = measured(client, at("page", case))
    assert few == many
    assert long.count(b"/network/commissions/") == 6


def test_a_full_place_can_be_waited_for_and_the_page_tells_the_turn(aoki: Hat) -> None:
    one, client = host(capacity=2, available=0), visitor(aoki)
    cases = [opened(aoki) for _ in range(2)]
    for case in cases:
        address = at("proposal", case, proposed(aoki, case, one))
        drawn = text(client.get(address))
        assert "空きを待つ（順番に入る）" in drawn
        go = sent(client, address, decision="go")
        refused = client.post(address, go)
        assert refused.status_code == 422
        assert "空きがなくなりました" in text(refused)
        wait = sent(client, address, decision="wait")
        assert [client.post(address, wait).status_code for _ in range(2)] == [302, 302]
        assert "空きを待つ（順番に入る）" not in text(client.get(address))
    assert "2番目（2人が待っています）" in text(client.get(at("page", cases[1])))
    assert "待ち2" in text(client.get(reverse("community:resource", args=[one.resource_id])))
