"""Who holds something and may not see it any more: shut out of the person, they are named as holder all the same (``story.py``)."""

from enishi.intake import actions as intake
from enishi.intake.models import Consultation
from tests.noninterference.expectation import BASIC
from tests.noninterference.town import Town

OF_THE_WIFE = ("wife's call", "letter to children", "wife's second call", "question to children")
OF_THE_OLD_MAN = ("old man's visit", "old man's letter")


def held_by_who_will_be_shut_out(town: Town) -> None:
    """A consultation that a colleague took, and one that nobody of the agency has taken yet; the days make both due."""
    from tests.noninterference.story import received

    received(town, "old man's visit", "blocked", "old man")
    left = received(town, "old man's letter", "counter", "old man")
    with town.acting("counter") as hat:
        version = Consultation.objects.values_list("version", flat=True).get(pk=left.id)
        intake.change_holder(
            left.id, holder=None, next_on=town.at.date(), next_action="first_contact", version=version, by=hat, at=town.at
        )


def asked_of_the_husbands_office(town: Town) -> None:
    """A letter about the wife's second call that her husband's colleagues have not answered."""
    from tests.noninterference.story import received, sent

    received(town, "wife's second call", "counter", "wife")
    sent(town, "question to children", "wife's second call", "counter", "children", BASIC, person="wife")
