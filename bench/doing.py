"""What workers do all day, each through the real address with a real sign-in: makers of what is timed."""

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bench.client import Answer, Client
from bench.desk import Desk
from bench.forms import form_for
from bench.measuring import Contender
from enishi.residents.rules.reference import reference

Values = dict[str, str | list[str]]


def address(name: str, *ids: UUID) -> str:
    """The path of a page, or '' when it does not exist (yet)."""
    for arguments in (ids, [UUID(int=0)], [UUID(int=0)] * 2, ["csv"]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            if ids:
                return ""
    return ""


def page(
    name: str, *, who: str = "counter", query: str = "", of: Callable[[Desk], Iterable[UUID]] | None = None
) -> Callable[[Desk], Contender]:
    """GET a page; with ``of``, one thing after the other."""

    def make(desk: Desk) -> Contender:
        client = desk.client(who).again()
        paths = [address(name, one) for one in of(desk)] if of else [address(name)]
        return Contender(
            "Enishi", lambda turn: client.get(paths[turn % len(paths)] + query), desk.server, (200,)
        )

    return make


def placement_page(desk: Desk) -> Contender:
    """GET placements, one after the other."""
    client = desk.client("promoter").again()
    paths = [address("participation:placement", case, one) for one, case in desk.placements]
    return Contender("Enishi", lambda turn: client.get(paths[turn % len(paths)]), desk.server, (200,))


@dataclass
class Stock:
    """Forms that were opened and not yet sent, as people have them on their screens."""

    client: Client
    where: Callable[[int], tuple[str, str]]
    """turn → the page with the form, and the address to which it is sent"""
    values: Callable[[int], Values]
    opened: deque[tuple[str, list[tuple[str, str]]]] = field(default_factory=deque)
    turns: "count[int]" = field(default_factory=count)

    def open_more(self, number: int) -> None:
        for _ in range(number):
            turn = next(self.turns)
            shown, action = self.where(turn)
            answer = self.client.get(shown)
            if answer.status != 200:
                raise RuntimeError(f"{shown} answered {answer.status}")
            self.opened.append((action, form_for(answer.body, action).filled(self.values(turn))))

    def send(self, _: int) -> Answer:
        if not self.opened:
            self.open_more(1)
        action, pairs = self.opened.popleft()
        self.client.cookies.pop("told", None)  # the page that a browser opens after sending tells it, and takes it away
        return self.client.post(action, pairs)


def form(
    name: str,
    values: Callable[[Desk], Callable[[int], Values]],
    *,
    of: Callable[[Desk], list[UUID]] | None = None,
) -> Callable[[Desk], Contender]:
    """POST a form that was opened before; only the sending is measured. It must lead on (302)."""

    def make(desk: Desk) -> Contender:
        things = of(desk) if of else []

        def where(turn: int) -> tuple[str, str]:
            path = address(name, things[turn % len(things)]) if things else address(name)
            return path, path

        stock = Stock(desk.client("writer").again(), where, values(desk))
        return Contender("Enishi", stock.send, desk.server, (302,), stock.open_more)

    return make


def search(text: Callable[[Desk], str]) -> Callable[[Desk], Contender]:
    """The person search, sent as the script sends it: the answer is the fragment with the found."""

    def make(desk: Desk) -> Contender:
        client, path = desk.client("counter").again(), address("residents:search")
        pairs = form_for(client.get(path).body, path).filled({"text": text(desk)})

        def once(_: int) -> Answer:
            return client.post(path, pairs, {"HX-Request": "true"})

        if "residents/" not in once(0).body.decode():
            raise RuntimeError(f"nobody was found for {text(desk)}")
        return Contender("Enishi", once, desk.server, (200,))

    return make


def search_notes(desk: Desk) -> Contender:
    """The journal searched by words: common, two of them, rare, one letter, none, a name, common in what is old (``--notes``)."""
    client, path = desk.client("counter").again(), address("cases:find")
    sent = form_for(client.get(path).body, path)
    words = ("冷蔵庫", "玄関先 明るい", "（12-3）", "薬", "どこにもない語", "石井さん", "配食サービス")

    def once(turn: int) -> Answer:
        return client.post(path, sent.filled({"text": words[turn % len(words)]}), {"HX-Request": "true"})

    if "<mark>" not in once(0).body.decode():
        raise RuntimeError("no entry was found")
    return Contender("Enishi", once, desk.server, (200,))


def sign_in(desk: Desk) -> Contender:
    """Two pages and two forms: password, one-time code. Somebody else every time."""

    def once(_: int) -> Answer:
        number = desk.everybody[next(desk.turns) % (len(desk.everybody) - 3)]
        return desk.sign_in(Client(desk.server.port), number)

    return Contender("Enishi", once, desk.server, (302,))


WORDS = "離婚後、子ども2人と暮らす。夜間の仕事が終わり、生活費の見通しが立たない。来週までに連絡がほしい。"


def new_consultation(desk: Desk) -> Callable[[int], Values]:
    """About somebody new, every time with another name."""
    kana = ["アカギ", "イケダ", "ウノ", "エンドウ", "オガワ", "カジ", "キムラ", "クドウ", "ケヅカ", "コジマ"]
    start = int(desk.connection.execute("SELECT count(*) FROM residents_resident").fetchone()[0])  # type: ignore[index]

    def values(turn: int) -> Values:
        number = start + turn
        name = kana[number % 10] + " " + "".join(kana[int(digit)][:2] for digit in str(number))
        return {
            "about": "known",
            "new-kana": name,
            "complaint": f"{WORDS}（{number}）",
            "issues": ["money.income", "family.single_parent"],
            "worst_issue": "money.income",
            "different": "on",
            "step": "receive",
        }

    return values


def known_consultation(desk: Desk) -> Callable[[int], Values]:
    """About somebody whom the desk knows already."""

    def values(turn: int) -> Values:
        return {
            "about": "known",
            "resident": str(desk.residents[turn % len(desk.residents)]),
            "complaint": f"{WORDS}（{turn}）",
            "issues": ["money.income"],
            "worst_issue": "money.income",
            "step": "receive",
        }

    return values


def draft(desk: Desk) -> Contender:
    """What the script sends while somebody types: the whole form, with a rising number."""
    client = desk.client("writer").again()
    form = form_for(client.get(address("intake:receive")).body, address("intake:receive"))
    path = form.attributes["data-draft-url"]

    def once(turn: int) -> Answer:
        number = next(desk.turns) + 1
        return client.post(path, form.filled({"complaint": f"{WORDS}{turn}", "draft_sequence": str(number)}))

    return Contender("Enishi", once, desk.server, (200,))


def refer_and_accept(desk: Desk) -> Contender:
    """Send a referral; at the other desk open it, read it, accept it: seven requests of two people."""
    sender, receiver = desk.client("writer").again(), desk.client(desk.receiving_staff).again()
    waiting = iter(desk.to_refer)
    letter: Values = {
        "reason": WORDS,
        "kind": "join",
        "classes": ["1", "2"],
        "person_agrees": "yes",
        "step": "send",
    }

    def once(_: int) -> Answer:
        consultation = next(waiting, None)
        if consultation is None:
            raise RuntimeError("every consultation of the desk has been referred; seed the city again")
        path = address("intake:refer", consultation)
        shown = sender.get(f"{path}?receiver={desk.receiver}")
        sent = sender.post(path, form_for(shown.body, path).filled(letter))
        found = re.search(r"/referrals/([0-9a-f-]{36})/", sent.location)
        if not found:
            return Answer(409, sent.body, 0)
        referral = UUID(found[1])
        opened = receiver.submit(address("intake:referral-open", referral), {})
        read = receiver.get(address("intake:referral", referral))
        accepted = receiver.submit(reverse("intake:referral-move", args=[referral, "accept"]), {})
        return shown + sent + opened + read + accepted

    return Contender("Enishi", once, desk.server, (302,))


def who_looked(desk: Desk) -> Contender:
    """The auditor asks who looked at one person in three years, by the person's reference."""
    client = desk.client("auditor").again()
    references = [reference(one) for one in desk.residents]
    path = address("office:trail")

    def once(turn: int) -> Answer:
        return client.get(f"{path}?reference={references[turn % len(references)]}&from=2023-01-01")

    return Contender("Enishi", once, desk.server, (200,))


def export(desk: Desk) -> Contender:
    """All of one's consultations as CSV."""
    client, path = desk.client("counter").again(), reverse("intake:consultations-export", args=["csv"])
    return Contender("Enishi", lambda _: client.get(path), desk.server, (200,))


def kit_page(desk: Desk) -> Contender:
    """One A4 of a meeting's kit: called, put together, numbered by who convenes, and with the sheets of three agencies."""
    client, when = desk.client("coordinator"), timezone.localtime() + timedelta(days=3)
    called = client.submit(
        address("conferences:call"),
        {
            "kind": "confidential",
            "place": "市役所第2会議室",
            "starts_at": f"{when:%Y-%m-%dT%H:%M}",
            "ends_at": f"{when + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        },
    )
    meeting = UUID(called.location.split("/conferences/")[1].split("/")[0])
    case, what = desk.coordinated[0], {"purpose": "support", "who": "アカギ ハナさんの世帯。電気が止まりかけている。"}
    put = client.submit(address("conferences:put", meeting), {"case": "", "reference": reference(case), **what})
    item = UUID(put.location.split("/items/")[1].split("/")[0])
    invited: Values = {"persons": [str(one) for _, one in desk.partners], "step": "invite"}
    client.submit(address("conferences:invite", meeting), invited)
    seats = client.get(address("conferences:seats", item)).body.decode()
    members: Values = {"members": re.findall(r'name="members" value="([0-9a-f-]{36})"', seats), "classes": ["1", "2"]}
    client.submit(address("conferences:seats", item), members)
    for number, _ in desk.partners:
        theirs = desk.client(number)
        theirs.submit(address("conferences:pledge", meeting), {"read": "yes"})
        said = {f"text-{one}": f"{WORDS}（{number}）" for one in ("household", "work", "wanted", "request")}
        theirs.submit(address("conferences:sheet", item), said)
    brief = {f"text-{one}-0": WORDS for one in ("question", "issues", "team", "contacts", "goals", "wish")}
    client.submit(address("conferences:brief", item), brief)
    client.submit(address("conferences:kit", meeting), {"do": "make"})
    reader = desk.client(desk.partners[0][0]).again()
    path = address("conferences:kit-copy", meeting)
    if b"%PDF" not in reader.get(path).body[:8]:
        raise RuntimeError("no copy came out")
    return Contender("Enishi", lambda _: reader.get(path), desk.server, (200,))


def outreach_page(desk: Desk) -> Contender:
    """The page of アウトリーチ of one case: how the person is approached, three supports that lie ready, twenty tries."""
    client, case = desk.client("counter"), desk.cases[0]
    client.submit(address("cases:approach", case), {"aim": WORDS, "avoid": WORDS, "safety": WORDS})
    for number in range(3):
        client.submit(address("cases:prepare", case), {"what": f"{WORDS}（{number}）", "state": "ready"})
    for number in range(20):
        tried: Values = {"result": "unmet", "text": f"{WORDS}（{number}）", "place": "home", "caution": WORDS}
        client.submit(address("cases:attempt", case), tried)
    reader, path = client.again(), address("cases:outreach", case)
    if reader.get(path).body.decode().count("会えなかった</span>") < 20:
        raise RuntimeError("the tries were not recorded")
    return Contender("Enishi", lambda _: reader.get(path), desk.server, (200,))


def statement(desk: Desk) -> Callable[[int], Values]:
    return lambda turn: {"text": f"{WORDS}（{turn}）", "information_class": "1"}


def note(desk: Desk) -> Callable[[int], Values]:
    """An entry of a case's journal (支援経過)."""
    return lambda turn: {"text": f"{WORDS}（{turn}）", "information_class": "2"}
