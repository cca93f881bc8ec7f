"""Meetings of the town (``story.py``): 支援会議 about the old man, who has not agreed; 重層的支援会議 about the mother, who has.
Beside each verb, by hand, who may see what from then on."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences import actions as conferences
from enishi.conferences.models import KitCopy, RequestPart
from enishi.conferences.terms import (
    AgendaPurpose,
    ConcernSource,
    DecisionKind,
    KitLine,
    MinutesKind,
    Question,
    SharedKind,
)
from enishi.office.models import CitySetting
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose
from tests.noninterference.canaries import Binder
from tests.noninterference.expectation import BASIC, FAMILY, HEALTH, LIVING
from tests.noninterference.town import Town

PLEDGE = "106-6-5/2021"
ROOM = (BASIC, LIVING, HEALTH, FAMILY)


def tell(town: Town) -> None:
    about_the_old_man(town)
    about_the_mother(town)
    taken_over(town)
    what_is_missing(town)


def taken_over(town: Town) -> None:
    """The outreach worker had convened, put the mother on the agenda, and is away; the promoter took all of it over."""
    binder, hat = town.binder("taken meeting", "conference"), town.hats["outreach"]
    begins, ink = town.at + timedelta(days=5), town.ink
    place = ink.word(binder, 0, hat.agency_id, "place of a meeting")
    new = conferences.NewConference("confidential", f"会議室{place}", begins, begins + timedelta(hours=1))
    room = town.binder("taken item", "agenda")
    who = ink.word(room, BASIC, hat.agency_id, "of whom an item is")
    with town.acting("outreach"):
        meeting = conferences.call_conference(new, by=hat, at=town.at)
        case = town.id("mother's case")
        item = conferences.put_item(meeting, conferences.NewItem(AgendaPurpose.SUPPORT, f"{who}の世帯", case), by=hat, at=town.at)
    town.known("taken meeting", meeting)
    town.known("taken item", item)
    town.ledger.about[room] = [town.binders["mother"]]
    town.ledger.blocks |= {(room, staff) for one, staff in town.ledger.blocks if one is town.binders["mother"]}
    town.ledger.gives(binder, hat.agency_id)
    reason = ink.word(binder, 0, hat.agency_id, "why a meeting was taken over")
    town.ledger.private[ink.canaries[reason]] = {hat.agency_id, town.hats["privacy_officer"].membership_id}
    with town.acting("promoter") as theirs:
        conferences.hand_over(meeting, theirs.membership_id, reason=f"休み：{reason}。", by=theirs, at=town.at)
    town.ledger.gives(room, theirs.membership_id)
    town.ledger.tells(binder, hat.membership_id, town.hats["privacy_officer"].agency_id)  # where somebody reviews


def what_is_missing(town: Town) -> None:
    """Raised from the mother's case by who leads it, and by a desk that knows nothing of it; gathered to one theme."""
    for by, origin in (("promoter", town.id("mother's case")), ("counter", None)):
        hat = town.hats[by]
        new = conferences.NewConcern(ConcernSource.REMARK, f"{by}が足りないと思ったこと", origin=origin)
        with town.acting(by):
            concern = conferences.raise_concern(new, by=hat, at=town.at)
        town.things.setdefault("concerns", []).append((hat.agency_id, concern))
    with town.acting("coordinator") as hat:
        theme = conferences.open_theme("日中の居場所", "", concerns=[concern], by=hat, at=town.at)
    town.things["themes"] = [theme]


def called(town: Town, label: str, kind: str) -> Binder:
    """Known to who convened it; its place is no content, but tells that it is."""
    hat, binder = town.hats["promoter"], town.binder(label, "conference")
    place = town.ink.word(binder, 0, hat.agency_id, "place of a meeting")
    begins = town.at + timedelta(days=4)
    new = conferences.NewConference(kind, f"会議室{place}", begins, begins + timedelta(hours=1))
    with town.acting("promoter"):
        made = conferences.call_conference(new, by=hat, at=town.at)
    binder = town.known(label, made)
    town.ledger.gives(binder, hat.agency_id)
    return binder


def invited(town: Town, conference: str, who: str) -> UUID:
    """One person, not their colleagues."""
    binder, membership = town.binders[conference], town.hats[who].membership_id
    with town.acting("promoter") as hat:
        made = conferences.invite(binder.id, membership, by=hat, at=town.at)
    town.ledger.gives(binder, membership, BASIC)
    town.ledger.tells(binder, membership)
    town.things.setdefault("members", []).append((conference, made))
    return made


def put(town: Town, label: str, conference: str, case: str, person: str) -> Binder:
    hat, binder = town.hats["promoter"], town.binder(label, "agenda")
    who = town.ink.word(binder, BASIC, hat.agency_id, "of whom an item is")
    new = conferences.NewItem(AgendaPurpose.SUPPORT, f"{who}の世帯", town.id(case))
    with town.acting("promoter"):
        made = conferences.put_item(town.id(conference), new, by=hat, at=town.at)
    binder = town.known(label, made)
    town.ledger.about[binder] = [town.binders[person]]
    town.ledger.gives(binder, hat.membership_id)  # who convened, not the office
    shut_out = {staff for one, staff in town.ledger.blocks if one is town.binders[person]}
    town.ledger.blocks |= {(binder, staff) for staff in shut_out}  # of the person, of every room about the person
    return binder


def seated(town: Town, item: str, member: UUID, who: str, classes: int, *, pledges: str = "") -> None:
    """The room opens with the pledge, where one is asked for."""
    binder = town.binders[item]
    with town.acting("promoter") as hat:
        conferences.seat_member(binder.id, member, classes=classes, by=hat, at=town.at)
    if pledges:
        with town.acting(who) as theirs:
            conferences.acknowledge(town.id(pledges), version=PLEDGE, by=theirs, at=town.at)
    town.ledger.gives(binder, town.hats[who].membership_id, classes)


def told(town: Town, item: str, by: str, cls: int, **more: Any) -> UUID:
    binder, hat = town.binders[item], town.hats[by]
    text = town.ink.word(binder, cls, hat.agency_id, f"told {cls} by {by}")
    new = conferences.NewShared(f"話：{text}。", information_class=cls, **more)
    with town.acting(by):
        return conferences.share(binder.id, new, by=hat, at=town.at)


def decided(town: Town, item: str, to: str) -> None:
    binder, hat = town.binders[item], town.hats["promoter"]
    ink = town.ink
    new = conferences.NewDecision(
        DecisionKind.ROLE,
        town.agency(to),
        ink.word(binder, BASIC, hat.agency_id, "what was decided"),
        town.at.date() + timedelta(days=30),
        ink.word(binder, BASIC, hat.agency_id, "what can be contributed"),
        duty="support",
    )
    with town.acting("promoter"):
        line = conferences.decide(binder.id, new, by=hat, at=town.at)
    town.things.setdefault("decision lines", []).append((item, line))


def about_the_old_man(town: Town) -> None:
    """ひだまり and 保健センター sit in the room with different classes; a third agency's worker has not pledged; one has left."""
    called(town, "support meeting", "confidential")
    put(town, "old man's item", "support meeting", "old man's case", "old man")
    partner = invited(town, "support meeting", "partner")
    health = invited(town, "support meeting", "health")
    third = invited(town, "support meeting", "stranger_partner")
    former = invited(town, "support meeting", "children")
    seated(town, "old man's item", partner, "partner", BASIC | LIVING, pledges="support meeting")
    seated(town, "old man's item", health, "health", BASIC | HEALTH, pledges="support meeting")
    with town.acting("promoter") as hat:
        conferences.seat_member(town.id("old man's item"), third, classes=BASIC | LIVING, by=hat, at=town.at)
    seated(town, "old man's item", former, "children", BASIC | FAMILY, pledges="support meeting")
    for cls in ROOM:
        told(town, "old man's item", "promoter", cls)
    told(town, "old man's item", "promoter", BASIC, kind=SharedKind.YEAR, year=2019)
    for line, cls in zip(KitLine, ROOM, strict=False):
        told(town, "old man's item", "promoter", cls, kind=SharedKind.BRIEF, question=line)
    for who, cls in (("partner", LIVING), ("health", HEALTH), ("children", FAMILY)):
        told(town, "old man's item", who, cls, kind=SharedKind.PREPARED, question=Question.HOUSEHOLD)
    left(town, "support meeting", former, "children")
    times(town)
    decided(town, "old man's item", "partner")
    asked(town)
    minutes = town.ink.word(town.binders["old man's item"], BASIC, town.hats["promoter"].agency_id, "minutes")
    with town.acting("promoter") as hat:
        conferences.write_minutes(
            town.id("old man's item"), f"案：{minutes}", kind=MinutesKind.DRAFT, by=hat, at=town.at
        )
    withdrawn(town, partner)
    papers(town, "support meeting", "partner")


def papers(town: Town, conference: str, agency: str) -> None:
    """The kit with its numbers, as long open as its room; and a copy for the table: whose it is, who convened knows alone."""
    with outside_the_walls():
        CitySetting.objects.create(
            name="conferences.kit_days_after", value=14, starts_on=town.at.date(), set_at=town.at
        )
    name = town.ink.word(town.binders[conference], LIVING, town.hats["promoter"].agency_id, "whose a copy for the table is")
    town.ledger.private[town.ink.canaries[name]] = {town.hats["promoter"].membership_id}
    new = conferences.NewTableCopy(name, town.agency(agency), town.at.date())
    with town.acting("promoter") as hat:
        conferences.make_kit(town.id(conference), by=hat, at=town.at)
        conferences.copy_for_the_table(town.id(conference), new, by=hat, at=town.at)
        copy = KitCopy.objects.get(conference=town.id(conference), membership=None).pk
    town.things["table copies"] = [(conference, copy)]


def left(town: Town, conference: str, member: UUID, who: str) -> None:
    """A former member loses the papers, with what their own agency wrote."""
    with town.acting("promoter") as hat:
        conferences.remove_member(member, by=hat, at=town.at)
    for label in (conference, "old man's item"):
        town.ledger.ends(town.binders[label], town.hats[who].membership_id)


def times(town: Town) -> None:
    begins = town.at + timedelta(days=6)
    with town.acting("promoter") as hat:
        (option,) = conferences.propose_times(
            town.id("support meeting"), [(begins, begins + timedelta(hours=1))], by=hat, at=town.at
        )
    with town.acting("partner") as theirs:
        conferences.answer_time(option, "yes", by=theirs, at=town.at)  # type: ignore[arg-type]


def asked(town: Town) -> None:
    """One agency is asked for two things; who sees a class reads that part and its answer."""
    binder, hat = town.binders["old man's item"], town.hats["promoter"]
    ink = town.ink
    new = conferences.NewRequest(
        town.agency("partner"),
        tuple((cls, ink.word(binder, cls, hat.agency_id, f"part {cls} of a request")) for cls in (BASIC, LIVING)),
        ink.word(binder, BASIC, hat.agency_id, "why information is needed"),
        ink.word(binder, BASIC, hat.agency_id, "why not from the person"),
        town.at.date() + timedelta(days=14),
        town.at.date() + timedelta(days=300),
    )
    with town.acting("promoter"):
        request = conferences.request_information(binder.id, new, by=hat, at=town.at)
    town.ledger.tells(binder, town.hats["partner"].membership_id)
    town.things["information requests"] = [("old man's item", request)]
    with town.acting("partner") as theirs:
        open_binders(theirs, [binder.id], to=Purpose.CONFERRING, word="conference.item")
        part = RequestPart.objects.get(request=request, information_class=LIVING).pk
        text = ink.word(binder, LIVING, theirs.agency_id, "answer to a part")
        conferences.answer_part(binder.id, part, "given", text, by=theirs, at=town.at)  # type: ignore[arg-type]


def withdrawn(town: Town, member: UUID) -> None:
    """A second item, at which ひだまり sat for a moment."""
    put(town, "withdrawn item", "support meeting", "old man's case", "old man")
    seated(town, "withdrawn item", member, "partner", BASIC)
    with town.acting("promoter") as hat:
        conferences.withdraw_item(town.id("withdrawn item"), by=hat, at=town.at)
    town.ledger.ends(town.binders["withdrawn item"], town.hats["partner"].membership_id)


def about_the_mother(town: Town) -> None:
    """With consent: who sits is named by it, with its classes. The one whose consent was withdrawn could not."""
    called(town, "consented meeting", "coordination")
    with town.acting("promoter") as hat:
        conferences.decide_support(
            town.id("mother's case"), decided_on=town.at.date(), document_number="7福第1号", by=hat, at=town.at
        )
    put(town, "mother's item", "consented meeting", "mother's case", "mother")
    partner = invited(town, "consented meeting", "partner")
    invited(town, "consented meeting", "coordinator")
    seated(town, "mother's item", partner, "partner", BASIC | LIVING)
    for cls in (BASIC, LIVING, HEALTH):
        told(town, "mother's item", "promoter", cls)
    decided(town, "mother's item", "partner")
