"""参加支援 in the mother's case and in her son's file (``story.py``): every text a canary of the class of its side."""

from datetime import timedelta

from enishi.agencies.tests.cast import outside_the_walls
from enishi.community.models import Resource
from enishi.participation import actions
from enishi.participation.actions.proposing import Counts
from enishi.participation.models.profile import CLASS_OF
from enishi.participation.terms import RecordKind, Side
from tests.noninterference.canaries import Binder
from tests.noninterference.town import Town


def tell(town: Town, case: str, by: str, *, file: str = "") -> None:
    """A profile twice, a search, a proposal that is decided, a placement with trouble: written by who leads."""
    binder, hat, of = town.binders[file or case], town.hats[by], town.id(case)
    with outside_the_walls():
        place = Resource.objects.create(name=f"みのり農園（{file or case}）", kind="business")
    before = None
    for number in (1, 2):
        with town.acting(by):
            before = actions.write_profile(
                of, _profile(town, binder, by, number), file=binder.id, instead_of=before, by=hat, at=town.at
            )
    ink = _inked(town, binder, by)
    with town.acting(by):
        counts = Counts(1, 0, 0, 1, {"day": 1})
        actions.keep_search(of, counts, ink("what is missing"), file=binder.id, by=hat, at=town.at)
        new = actions.NewProposal(
            place.pk, None, f"みのり農園{ink('name of a proposal')}", [ink("reason")], ask=ink("ask")
        )
        proposal = actions.propose(of, new, file=binder.id, by=hat, at=town.at)
        actions.choose_proposal(of, proposal, version=1, by=hat, at=town.at)
        placement = actions.arrange_placement(of, proposal, by=hat, at=town.at)
    agreement = actions.NewAgreement(
        *(ink(word) for word in ("agreement", "insurance", "transport", "reward"))
    )
    trouble = actions.NewRecord(
        RecordKind.INCIDENT, town.at.date(), ink("trouble"), town.at.date() + timedelta(days=5)
    )
    with town.acting(by):
        actions.agree_placement(of, placement, agreement, version=1, by=hat, at=town.at)
        record = actions.record_day(of, placement, trouble, by=hat, at=town.at)
    town.ledger.tells(binder, hat.membership_id)
    town.things.setdefault("proposals", []).append((case, binder, 1, proposal))
    town.things.setdefault("placements", []).append((case, binder, 1, placement))
    town.things.setdefault("troubles", []).append((case, binder, placement, record))


def _inked(town: Town, binder: Binder, by: str):
    def word(says: str) -> str:
        return town.ink.word(binder, 1, town.hats[by].agency_id, f"{says} of {by} in {binder}")

    return word


def _profile(town: Town, binder: Binder, by: str, number: int) -> actions.NewProfile:
    """Every side in words of its own class."""
    lines = {
        side: actions.NewLine(
            town.ink.word(
                binder, CLASS_OF[side].value, town.hats[by].agency_id, f"{side} {number} of {by} in {binder}"
            ),
            needed=["quiet"] if side == Side.NEEDS else [],
        )
        for side in Side
    }
    return actions.NewProfile(days=[number], waits=True, lines=lines)
