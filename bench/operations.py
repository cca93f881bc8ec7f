"""The operations that are timed, by name. What has no page yet is said to be missing."""

from collections.abc import Callable
from dataclasses import dataclass

from bench import commands
from bench.commands import Command
from bench.desk import Desk
from bench.doing import (
    address,
    draft,
    export,
    form,
    kit_page,
    known_consultation,
    new_consultation,
    note,
    outreach_page,
    page,
    placement_page,
    refer_and_accept,
    search,
    search_notes,
    sign_in,
    statement,
    who_looked,
)
from bench.measuring import Contender


@dataclass(frozen=True)
class Operation:
    """``rows``: what the bare page beside it lists at least (0: no bare page; more for a heavy page, ``peers.rows_of``).
    ``writes``: also the log that a write costs.

    Beside saving stands the bare page of fifty rows: it writes one line of a log, too, and says how busy the machine is.
    """

    name: str
    label: str
    address: str
    make: Callable[[Desk], Contender] | None = None
    rows: int = 0
    writes: bool = False
    listed: bool = False
    """Whether django-helpdesk's list of one's own tickets stands beside it."""

    share: float = 1.0
    """Of the usual number of requests, for what takes long or uses something up (then without the crowd)."""

    command: Command | None = None
    """Instead of a page: a whole command, measured from its start to its end."""

    most_sql: int = 0
    """How many statements it may take at most (0: nobody has said)."""

    def is_there(self) -> bool:
        return self.command is not None or bool(address(self.address))


OPERATIONS = [
    Operation("sign-in", "sign in: password and one-time code", "website:sign-in-code", sign_in, writes=True),
    Operation("home", "今日 (home)", "website:home", page("website:home"), rows=20),
    Operation(
        "mine",
        "my consultations, 50 rows with names",
        "intake:consultations",
        page("intake:consultations"),
        rows=50,
        listed=True,
    ),
    Operation(
        "agency",
        "my agency's consultations, overdue",
        "intake:consultations",
        page("intake:consultations", query="?whose=agency&show=overdue"),
        rows=50,
    ),
    Operation(
        "overview",
        "coordinator's overview of what stands still",
        "intake:stagnation",
        page("intake:stagnation", who="coordinator"),
        rows=50,
    ),
    Operation(
        "search-kana",
        "person search by the beginning of kana",
        "residents:search",
        search(lambda desk: desk.family_kana),
    ),
    Operation(
        "search-kanji",
        "person search by the beginning of kanji",
        "residents:search",
        search(lambda desk: desk.family),
    ),
    Operation(
        "search-birth", "person search by birth date", "residents:search", search(lambda desk: desk.birth)
    ),
    Operation(
        "page",
        "consultation page",
        "intake:consultation",
        page("intake:consultation", of=lambda desk: desk.ordinary),
        rows=10,
    ),
    Operation(
        "page-long",
        "consultation page with 200 statements",
        "intake:consultation",
        page("intake:consultation", of=lambda desk: [desk.long]),
        rows=200,
    ),
    Operation(
        "receive-known",
        "save a new consultation about somebody known",
        "intake:receive",
        form("intake:receive", known_consultation),
        rows=50,
        writes=True,
    ),
    Operation(
        "receive",
        "save a new consultation about somebody new",
        "intake:receive",
        form("intake:receive", new_consultation),
        rows=50,
        writes=True,
    ),
    Operation(
        "state",
        "add a statement",
        "intake:statement",
        form("intake:statement", statement, of=lambda desk: desk.ordinary),
        rows=50,
        writes=True,
    ),
    Operation(
        "add-note",
        "write into the journal of a case",
        "cases:case",
        form("cases:case", note, of=lambda desk: desk.cases),
        rows=50,
        writes=True,
    ),
    Operation(
        "case", "page of a case with 20 entries", "cases:case", page("cases:case", of=lambda desk: desk.cases), rows=20
    ),
    Operation(
        "case-long",
        "page of a case with 1,000 entries, 30 agencies, 12 members of the household",
        "cases:case",
        page("cases:case", of=lambda desk: [desk.monster]),
        rows=30,
    ),
    Operation("outreach", "page of アウトリーチ with 20 tries", "cases:outreach", outreach_page, rows=23),
    Operation("before-consent", "list of everybody before consent", "cases:before-consent", page("cases:before-consent")),
    Operation("note-search", "the journal searched by words", "cases:find", search_notes),
    Operation("kit-page", "one A4 of a meeting's kit as PDF", "conferences:kit-copy", kit_page, rows=20),
    Operation("referrals", "list of referrals", "intake:referrals", page("intake:referrals"), rows=50),
    Operation(
        "refer",
        "send a referral; open, read and accept it",
        "intake:refer",
        refer_and_accept,
        writes=True,
        share=0.2,
    ),
    Operation("draft", "keep a draft while typing", "office:draft", draft, rows=50, writes=True),
    Operation("who-looked", "auditor: who looked at this person", "office:trail", who_looked),
    Operation(
        "trail", "auditor: the trail of the last month, 100 lines", "office:trail", page("office:trail", who="auditor"), rows=100
    ),
    Operation(
        "first-desk",
        "consultations of the agency that may see a third of the city",
        "intake:consultations",
        page("intake:consultations", who="coordinator", query="?whose=agency"),
        rows=50,
    ),
    Operation(
        "ledger",
        "what was given about a person",
        "residents:ledger",
        page("residents:ledger", of=lambda desk: desk.residents),
    ),
    Operation("export", "my consultations as CSV", "intake:consultations-export", export, share=0.5),
    Operation(
        "directory",
        "directory of the places, filtered and sorted",
        "community:resources",
        page("community:resources", who="promoter", query="?purpose=experience&day=3&free=yes&sort=name"),
        rows=50,
        most_sql=8,
    ),
    Operation(
        "matching",
        "suggestions for one person, every place with reasons",
        "participation:suggestions",
        page("participation:suggestions", who="promoter", of=lambda desk: desk.waiting),
        rows=50,
    ),
    Operation(
        "waiting", "list of who waits", "participation:waiting", page("participation:waiting", who="promoter"), rows=50
    ),
    Operation(
        "placements",
        "list of placements",
        "participation:placements",
        page("participation:placements", who="promoter"),
        rows=50,
    ),
    Operation("placement", "page of a placement with 20 records", "participation:placement", placement_page, rows=20),
    Operation(
        "board", "board of requests to the project", "network:commissions", page("network:commissions", who="promoter"), rows=20
    ),
    Operation(
        "commission",
        "page of a request with three hands",
        "network:commission",
        page("network:commission", who="promoter", of=lambda desk: desk.commissions),
        rows=20,
    ),
    Operation("judging", "every place judged for one person, alone", "", command=Command(commands.judging)),
    Operation(
        "batch",
        "a proposal for 10,000 people, 5,000 places, 20 candidates each",
        "",
        command=Command(commands.batch, "placed: 10,000 / 10,000"),
    ),
    *(
        Operation(
            f"{name}",
            f"published assignment problem at its optimum {optimum}",
            "",
            command=Command(commands.instance(number), f"objective: {optimum}\n下界 bound: {optimum}"),
        )
        for number, (name, optimum) in enumerate(commands.INSTANCES.items())
    ),
    Operation(
        "import",
        "1,611 rows of a national list taken in",
        "",
        command=Command(commands.import_resources, rounds=1),
    ),
    Operation(
        "import-again",
        "the same 1,611 rows once more: nothing changes",
        "",
        command=Command(commands.import_resources),
    ),
]
