"""Asking the coordinator about a case that they may not see (``story.py``): read by the office that asked, and by them."""

from django.utils import timezone

from enishi.cases import actions as cases
from enishi.cases.actions import reporting
from enishi.cases.rules.reports import last_over
from tests.noninterference.expectation import BASIC
from tests.noninterference.town import Town


def tell(town: Town) -> None:
    """The promoter asks, is asked back, and answers; and sends the report of the month before."""
    binder, asking, asked = town.binders["mother's case"], town.hats["promoter"], town.hats["coordinator"]
    readers = {asking.agency_id, asked.membership_id}

    def word(says: str, by: str) -> str:
        text = town.ink.word(binder, BASIC, town.hats[by].agency_id, says)
        town.ledger.private[town.ink.canaries[text]] = {one for one in readers if one}
        return text

    with town.acting("promoter") as hat:
        new = cases.NewAdvice(
            town.agency("welfare"), "proceeding", word("question to the coordinator", "promoter")
        )
        one = cases.ask_for_advice(binder.id, new, by=hat, at=town.at)
    town.ledger.tells(binder, town.agency("welfare"))
    with town.acting("coordinator") as hat:
        cases.ask_back(one, text=word("what is asked back", "coordinator"), version=1, by=hat, at=town.at)
    town.ledger.tells(binder, asking.membership_id or town.agency("elderly"))
    with town.acting("promoter") as hat:
        cases.ask_on(one, text=word("what is replied", "promoter"), version=2, by=hat, at=town.at)
        month = last_over(timezone.localdate())
        text = reporting.ReportText("静かな月。", "人が足りない。")
        report = reporting.send_report(month, text, version=0, by=hat, at=town.at)
    town.things |= {"advice": one, "report": report, "month": f"{month:%Y-%m}"}
