"""What happens in the town (``town.py``). Beside each verb, by hand, who may see what from then on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict

from enishi.intake import actions as intake
from enishi.intake.actions import chasing
from enishi.intake.actions.answering import Words
from enishi.intake.models import Referral
from enishi.intake.rules.receiving import NewCaller, NewConsultation, NewReferral, NewStatement
from enishi.office import drafts
from enishi.residents import actions as residents
from enishi.residents.access import open_resident, search_token
from enishi.residents.actions.asking_about_households import ask_about_households
from enishi.residents.actions.proposing import propose_matches, renew_open_candidates
from enishi.residents.models import MatchCandidate
from enishi.residents.rules.measures import NewMeasure, WhyOpen
from enishi.residents.rules.registration import (
    NewAddress,
    NewConsideration,
    NewContact,
    NewName,
    Registration,
)
from enishi.sharing import actions as sharing
from enishi.sharing.queries import releases
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import Purpose
from tests.architecture.accounting_things import asked_by
from tests.noninterference import story_of_cases, story_of_conferences, story_of_holders
from tests.noninterference.canaries import Binder
from tests.noninterference.expectation import (
    BASIC,
    EVERYTHING,
    FAMILY,
    HEALTH,
    INFORMANT,
    JUSTICE,
    LIVING,
    LOCATION,
    RIGHTS,
)
from tests.noninterference.town import Town

DESK = BASIC | LIVING | HEALTH | FAMILY


def tell(town: Town) -> None:
    an_old_man(town)
    a_wife_who_fled(town)
    people_of_others(town)
    sheltered(town)
    one_person_in_two_registers(town)
    things_that_worry(town)
    handed_on(town)
    by_link(town)
    who_live_with_her(town)
    story_of_cases.tell(town)
    story_of_conferences.tell(town)
    days_go_by(town)
    in_an_emergency(town)
    half_written(town)
    accounted_for(town)
    the_clerk_at_night(town)


# Making people and consultations of canaries


def registration(town: Town, label: str, by: str, **more: Any) -> Registration:
    """A person in whom every value is a canary."""
    binder, origin, ink = town.binder(label, "resident"), town.hats[by].agency_id, town.ink
    given: dict[str, Any] = {
        "name": f"{ink.word(binder, BASIC, origin, 'family name')} {ink.word(binder, BASIC, origin, 'given name')}",
        "kana": f"{ink.kana(binder, BASIC, origin, 'family kana')} {ink.kana(binder, BASIC, origin, 'given kana')}",
        "birth": ink.birth(binder, BASIC, origin, "birth"),
        "sex": "female",
        "known_as": ink.word(binder, BASIC, origin, "known as"),
        "former_name": ink.word(binder, BASIC, origin, "former name"),
        "contacts": (
            NewContact(
                ink.mobile(binder, BASIC, origin, "mobile"),
                whose=ink.word(binder, BASIC, origin, "whose mobile"),
                note=ink.word(binder, BASIC, origin, "note on mobile"),
            ),
            NewContact(ink.landline(binder, LOCATION, origin, "landline"), kind="landline"),
            NewContact(ink.email(binder, BASIC, origin, "e-mail"), kind="email"),
        ),
        "addresses": (
            NewAddress(
                f"愛知県みのり市{ink.word(binder, LOCATION, origin, 'address')}町1-2",
                protection="none",
                note=ink.word(binder, LOCATION, origin, "note on address"),
            ),
        ),
        "considerations": (
            NewConsideration(ink.word(binder, BASIC, origin, "language"), "language"),
            NewConsideration(ink.word(binder, HEALTH, origin, "care of health"), "health", HEALTH),
        ),
    }
    return Registration(**(given | more))


def registered(town: Town, label: str, by: str, **more: Any) -> Binder:
    person = town.things[label] = registration(town, label, by, **more)
    with town.acting(by) as hat:
        made = residents.register_resident(person, search_token=search_token(hat), by=hat, at=town.at)
    town.ledger.gives(town.known(label, made), town.hats[by].agency_id)
    return town.binders[label]


SAID = {
    BASIC: "complaint",
    LIVING: "situation",
    HEALTH: "situation",
    FAMILY: "situation",
    RIGHTS: "wish",
    LOCATION: "progress",
    JUSTICE: "progress",
}


def received(town: Town, label: str, by: str, about: str = "", *, confidential: bool = False, **more: Any) -> Binder:
    """A consultation with a statement of every class and a caller."""
    binder, origin, ink = town.binder(label, "consultation"), town.hats[by].agency_id, town.ink
    caller_class = INFORMANT if confidential else BASIC
    nameless = "place" if "place" in more else "anonymous"
    given: dict[str, Any] = {
        "about": "known" if about else nameless,
        "resident": town.id(about) if about else None,
        "caller": NewCaller(
            ink.word(binder, caller_class, origin, "caller"),
            "family",
            ink.mobile(binder, caller_class, origin, "caller's mobile"),
            ink.word(binder, caller_class, origin, "note on caller"),
            confidential=confidential,
        ),
        "issues": ("money.income",),
        "worst": "money.income",
        "statements": tuple(
            NewStatement(f"話：{ink.word(binder, cls, origin, f'statement {cls}')}。", kind=kind, information_class=cls)
            for cls, kind in SAID.items()
        ),
        "next_on": town.at.date() + timedelta(days=9),
    }
    with town.acting(by) as hat:
        made = intake.receive_consultation(NewConsultation(**(given | more)), by=hat, at=town.at)
    binder = town.known(label, made)
    town.ledger.about[binder] = [town.binders[about]] if about else []
    town.ledger.gives(binder, origin)
    town.ledger.tells(binder, town.hats[by].membership_id, origin)
    return binder


def stated(town: Town, consultation: str, by: str, cls: int) -> None:
    binder = town.binders[consultation]
    text = town.ink.word(binder, cls, town.hats[by].agency_id, f"statement {cls} of {by}")
    with town.acting(by) as hat:
        intake.add_statement(binder.id, NewStatement(text, information_class=cls), by=hat, at=town.at)


def attached(town: Town, consultation: str, by: str, cls: int) -> None:
    """A file whose name and whose content are canaries."""
    binder, origin = town.binders[consultation], town.hats[by].agency_id
    name, inside = (town.ink.word(binder, cls, origin, what) for what in ("name of file", "inside of file"))
    with town.acting(by) as hat:
        file = SimpleUploadedFile("memo.txt", f"{inside}のこと".encode())
        intake.attach_file(binder.id, file, name=f"{name}.txt", information_class=cls, by=hat, at=town.at)


def sent(
    town: Town, label: str, consultation: str, by: str, to: str, classes: int, *, person: str = "", kind: str = "join"
) -> Any:
    binder, origin = town.binder(label, "referral"), town.hats[by].agency_id
    words = {
        what: f"{town.ink.word(binder, BASIC, origin, what)}をお願いします。" for what in ("reason", "request", "care")
    }
    with town.acting(by) as hat:
        new = NewReferral(receiver=town.agency(to), kind=kind, classes=classes, **words)
        made = intake.send_referral(town.id(consultation), new, by=hat, at=town.at)
    binder = town.known(label, made.id)
    town.ledger.about[binder] = [town.binders[consultation], *town.ledger.about[town.binders[consultation]]]
    town.ledger.gives(binder, origin)
    town.ledger.tells(binder, town.agency(to), town.hats[by].membership_id, origin)
    grantee = made.link.id if made.link else town.agency(to)
    for shared in (binder, town.binders[consultation], *([town.binders[person]] if person else [])):
        town.ledger.gives(shared, grantee, classes)
    return made


def came_back(town: Town, label: str, consultation: str, to: str, person: str = "") -> None:
    """The grants of a referral are over; what was told stays told."""
    for shared in (label, consultation, *([person] if person else [])):
        town.ledger.ends(town.binders[shared], town.agency(to))


def version(model: Any, of: UUID) -> int:
    return int(model.objects.filter(pk=of).values_list("version", flat=True).get())


def answered(town: Town, label: str, by: str, verb: Any, **more: Any) -> None:
    """A step of the receiver, with a remark."""
    binder, origin = town.binders[label], town.hats[by].agency_id
    remark = town.ink.word(binder, BASIC, origin, f"remark on {label}")
    with town.acting(by) as hat:
        intake.receive_referral(binder.id, by=hat, at=town.at)
    with town.acting(by) as hat:
        verb(binder.id, version=version(Referral, binder.id), words=Words(remark), by=hat, at=town.at, **more)


# What happens


def an_old_man(town: Town) -> None:
    """The ordinary case: he is referred for BASIC and LIVING; one colleague is shut out, one agency has an ended consent."""
    registered(town, "old man", "counter", sex="male")
    received(town, "old man's call", "counter", "old man")
    sent(town, "letter to partner", "old man's call", "counter", "partner", BASIC | LIVING, person="old man")
    answered(town, "letter to partner", "partner", intake.accept)
    stated(town, "old man's call", "partner", LIVING)
    stated(town, "old man's call", "outreach", HEALTH)
    attached(town, "old man's call", "counter", BASIC)
    attached(town, "old man's call", "counter", HEALTH)
    story_of_holders.held_by_who_will_be_shut_out(town)
    with town.acting("counter") as hat:
        for shut in ("old man", "old man's call", "letter to partner", *story_of_holders.OF_THE_OLD_MAN):
            sharing.block_staff(
                town.id(shut), staff=town.hats["blocked"].staff_id, kind="declared", by=hat, at=town.at
            )
            town.ledger.blocks.add((town.binders[shut], town.hats["blocked"].staff_id))
        for receiver, classes, days in (("other", DESK, 3), ("health", BASIC | HEALTH, 300)):
            consent = sharing.record_consent(
                town.id("old man"), _agreement(town, receiver, classes, days), by=hat, at=town.at
            )
            sharing.give_by_consent(
                consent, binder=town.id("old man"), to=[town.agency(receiver)], classes=classes, by=hat, at=town.at
            )
            town.ledger.gives(town.binders["old man"], town.agency(receiver), classes)
    changed_his_name(town)


def _agreement(town: Town, receiver: str, classes: int, days: int) -> NewConsent:
    return NewConsent(
        stage="sharing", classes=classes, recipients=(town.agency(receiver),), purpose="同意", starts_at=town.at,
        ends_at=town.at + timedelta(days=days), given_by="self", means="spoken",
        evidence=town.ink.word(town.binders["old man"], BASIC, town.hats["counter"].agency_id, "evidence"),
    )  # fmt: skip


def changed_his_name(town: Town) -> None:
    """A correction leaves the former value in the history."""
    binder, origin = town.binders["old man"], town.hats["counter"].agency_id
    with town.acting("counter") as hat:
        name = NewName(town.ink.word(binder, BASIC, origin, "nickname"), "", "known_as")
        residents.add_name(binder.id, name, by=hat, at=town.at)
    with town.acting("counter") as hat:
        sort = NewContact(town.ink.mobile(binder, BASIC, origin, "second mobile"))
        residents.add_contact(binder.id, sort, by=hat, at=town.at)


def a_wife_who_fled(town: Town) -> None:
    """Known to 子ども家庭課 together with her husband; then she flees, and 高齢福祉課 alone learns where to."""
    ledger, ink = town.ledger, town.ink
    wife = registered(town, "wife", "counter")
    received(town, "wife's call", "counter", "wife", confidential=True)
    sent(town, "letter to children", "wife's call", "counter", "children", DESK | LOCATION, person="wife")
    answered(town, "letter to children", "children", intake.accept)
    husband = registered(town, "husband", "children", sex="male")
    child = registered(town, "child", "children")
    origin = town.hats["children"].agency_id
    with town.acting("children") as hat:
        residents.join_household(husband.id, lives_with=wife.id, role="head", by=hat, at=town.at)
        residents.join_household(child.id, lives_with=husband.id, by=hat, at=town.at)
    for one, other in ((husband, wife), (child, husband)):
        note = ink.word(one, FAMILY, origin, f"kinship with {other}", also=[other])
        with town.acting("children") as hat:
            residents.add_kinship(one.id, other=other.id, relation="spouse" if other is wife else "father",
                                  note=note, by=hat, at=town.at)  # fmt: skip
    received(town, "husband's call", "children", "husband")
    attached(town, "wife's call", "counter", RIGHTS)
    attached(town, "husband's call", "children", LIVING)
    story_of_holders.asked_of_the_husbands_office(town)
    measure(town, wife)
    for closed in ("wife", *story_of_holders.OF_THE_WIFE):  # what tells of her, too
        ledger.blocks.add((town.binders[closed], town.hats["husband_himself"].staff_id))
    ledger.seals_for(wife, LOCATION, town.agency("elderly"))
    hide = town.hats["counter"].agency_id
    with town.acting("counter") as hat:
        refuge = NewAddress(ink.word(wife, LOCATION, hide, "refuge"), kind="lodging", protection="in_force",
                            note=ink.word(wife, LOCATION, hide, "note on refuge"))  # fmt: skip
        residents.add_address(wife.id, refuge, by=hat, at=town.at)


def measure(town: Town, wife: Binder) -> None:
    origin, ink = town.hats["counter"].agency_id, town.ink
    new = NewMeasure(
        state="in_force",
        applicant=ink.word(wife, RIGHTS, origin, "applicant"),
        acts=["violence"],
        other_party=ink.word(wife, RIGHTS, origin, "other party"),
        other_party_staff=town.hats["husband_himself"].staff_id,
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 10, 31),
        note=ink.word(wife, RIGHTS, origin, "note on measure"),
    )
    with town.acting("counter") as hat:
        residents.record_measure(wife.id, new, by=hat, at=town.at)


def people_of_others(town: Town) -> None:
    """Nobody outside 保健センター may know of her: even 基本 is sealed."""
    hidden = registered(town, "hidden woman", "health")
    received(town, "hidden call", "health", "hidden woman")
    with town.acting("health") as hat:
        for one in (hidden, town.binders["hidden call"]):
            sharing.seal(one.id, kind="other", classes=EVERYTHING, by=hat, at=town.at)
            town.ledger.seals_for(one, EVERYTHING, town.agency("health"))


def sheltered(town: Town) -> None:
    """Referred before it became dangerous: the consultation stays visible in part, the person does not any more."""
    person = registered(town, "sheltered", "counter")
    received(town, "sheltered's call", "counter", "sheltered")
    sent(town, "letter about sheltered", "sheltered's call", "counter", "other", BASIC | LIVING, person="sheltered")
    answered(town, "letter about sheltered", "stranger", intake.accept)
    with town.acting("counter") as hat:
        sharing.seal(person.id, kind="exit_support", classes=EVERYTHING, by=hat, at=town.at)
    town.ledger.seals_for(person, EVERYTHING, town.agency("elderly"))


def one_person_in_two_registers(town: Town) -> None:
    """Two agencies know one man; the clerk proposes the pair. Another pair has been joined already."""
    for label, first, second in (("open pair", "counter", "children"), ("joined pair", "counter", "children")):
        same = town.things[f"{label} of {first}"] = registration(town, f"{label} of {first}", first)
        with town.acting(first) as hat:
            one = residents.register_resident(same, search_token=search_token(hat), by=hat, at=town.at)
        town.ledger.gives(town.known(f"{label} of {first}", one), town.hats[first].agency_id)
        again = registration(town, f"{label} of {second}", second, name=same.name, kana=same.kana, birth=same.birth)
        with town.acting(second) as hat:
            two = residents.register_resident(again, search_token=search_token(hat), by=hat, at=town.at)
        town.ledger.gives(town.known(f"{label} of {second}", two), town.hats[second].agency_id)
        by_the_clerk(two, town)
        for binder in (f"{label} of {first}", f"{label} of {second}"):
            town.ledger.gives(town.binders[binder], town.agency("welfare"), BASIC)
        town.ledger.alike[town.binders[f"{label} of {first}"]] = town.binders[f"{label} of {second}"]
        with town.acting("coordinator") as hat:
            candidate = MatchCandidate.objects.filter(decision="open").latest("proposed_at").pk
            town.things[f"candidate of {label}"] = candidate
            if label == "joined pair":
                town.things["joining"] = residents.decide_same(candidate, winner=two, by=hat, at=town.at)


@contextmanager
def as_the_clerk() -> Iterator[None]:
    """The role of the jobs, with nobody at the desk."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        yield
        cursor.execute("SET ROLE enishi_app")


def by_the_clerk(resident: UUID, town: Town) -> None:
    with as_the_clerk():
        propose_matches(resident, at=town.at)


def the_clerk_at_night(town: Town) -> None:
    """Reminders and escalations; whoever is reminded is told a number."""
    with as_the_clerk():
        renew_open_candidates(at=town.at)
        ask_about_households(at=town.at)
        chasing.chase_referrals(at=town.at)
        chasing.chase_needs(at=town.at)


def accounted_for(town: Town) -> None:
    """A paper for the old man, requests for disclosure about him, about her who fled and about somebody unknown."""
    hat = town.hats["counter"]
    town.later(minutes=1)
    with town.acting("counter"):
        person = open_resident(hat, town.id("old man"), to=Purpose.ACCOUNTING, word="story")
        more: dict[str, Any] = {"recipient": "self", "named": False, "since": date(2026, 11, 1)}
        lines = releases.weighed(person.registers, **more)
        chosen = [sharing.NewDecision(one.line.key, "withhold", "withhold") for one in lines]
        sharing.decide_releases(person.id, chosen, by=hat, at=town.at)
        lines = releases.weighed(person.registers, **more)
        town.things["paper"] = sharing.make_sheet(person.id, lines, [], **more, by=hat, at=town.at)
    town.things["requests"] = [(one, asked_by(hat, town.id(one), f"開-{one}")) for one in ("old man", "wife")]
    town.things["unknown request"] = asked_by(hat, None, "開-だれか")


def things_that_worry(town: Town) -> None:
    binder, origin = town.binder("house", "consultation"), town.hats["outreach"].agency_id
    place = town.ink.word(binder, LOCATION, origin, "place")
    landmark = town.ink.word(binder, LOCATION, origin, "landmark")
    received(town, "house", "outreach", place=place, landmark=landmark)
    received(town, "anonymous call", "stranger")


def handed_on(town: Town) -> None:
    """Referrals in several states: handed over, declined, recalled, asked and not answered."""
    registered(town, "young man", "counter", sex="male")
    received(town, "young man's call", "counter", "young man")
    sent(town, "handover", "young man's call", "counter", "health", DESK, person="young man", kind="handover")
    answered(town, "handover", "health", intake.accept)
    call, elderly = town.binders["young man's call"], town.agency("elderly")
    town.ledger.ends(call, elderly)
    town.ledger.gives(call, elderly, BASIC)
    stated(town, "young man's call", "health", HEALTH)
    registered(town, "debtor", "counter")
    received(town, "debtor's call", "counter", "debtor")
    sent(town, "declined", "debtor's call", "counter", "partner", DESK, person="debtor")
    answered(town, "declined", "partner", intake.decline, reason="full")
    came_back(town, "declined", "debtor's call", "partner", "debtor")
    sent(town, "recalled", "debtor's call", "counter", "children", DESK, person="debtor")
    town.later(days=1)
    with town.acting("counter") as hat:
        intake.recall(town.id("recalled"), reason="wrong_agency", version=1, by=hat, at=town.at)
    came_back(town, "recalled", "debtor's call", "children", "debtor")
    sent(town, "unanswered", "debtor's call", "counter", "other", BASIC | LIVING, person="debtor")


def by_link(town: Town) -> None:
    """A farm without accounts gets BASIC by link; the first link was lost and is replaced."""
    registered(town, "gardener", "counter")
    received(town, "gardener's call", "counter", "gardener")
    lost = sent(town, "letter to farm", "gardener's call", "counter", "farm", BASIC, person="gardener").link
    town.things["ended link"] = lost
    with town.acting("counter") as hat:
        town.things["link"] = intake.renew_link(town.id("letter to farm"), by=hat, at=town.at)
    for shared in ("letter to farm", "gardener's call", "gardener"):
        town.ledger.gives(town.binders[shared], town.things["link"].id, BASIC)


def who_live_with_her(town: Town) -> None:
    """Two of whom the same office knows: one is left open on purpose, about the other nothing was decided yet."""
    wife, origin = town.binders["wife"], town.hats["counter"].agency_id
    for one in ("gardener", "young man"):
        with town.acting("counter") as hat:
            residents.join_household(town.id(one), lives_with=wife.id, by=hat, at=town.at)
    why = WhyOpen("other", town.ink.word(wife, LOCATION, origin, "why the gardener is left open"))
    with town.acting("counter") as hat:
        residents.leave_open(wife.id, town.id("gardener"), why, instead_of=None, by=hat, at=town.at)
    town.ledger.tells(wife, *(one.membership for one in town.visitors.values() if one.agency == origin and one.sees))


def half_written(town: Town) -> None:
    """A draft is read by the membership that typed it, and by nobody beside it."""
    binder = town.binders["old man"]
    text, draft = town.ink.word(binder, BASIC, None, "draft"), uuid4()
    with town.acting("counter") as hat:
        sent = QueryDict(mutable=True)
        sent.update({"draft_form": "intake.receive", "draft_page": str(uuid4()), "_serial": "1", "complaint": text})
        town.things["draft"] = drafts.save(draft, sent, membership_id=hat.membership_id, at=town.at).draft_id
    town.ledger.private[town.ink.canaries[text]] = {town.hats["counter"].membership_id}


def days_go_by(town: Town) -> None:
    """The consent to the other agency ends by itself, the membership of who left as well."""
    town.later(days=12)
    town.ledger.ends(town.binders["old man"], town.agency("other"))


def in_an_emergency(town: Town) -> None:
    """A worker without any ground looks at one person for an hour; the reason is read by the reviewers alone."""
    binder, reviewer = town.binders["young man"], town.hats["privacy_officer"]
    reason = town.ink.word(binder, BASIC, None, "reason of the emergency")
    with town.acting("stranger") as hat:
        found = residents.look_in_emergency(
            kana=town.things["young man"].kana, birth=town.things["young man"].birth, phone="", category="life",
            reason=f"{reason}と電話があり、ただちに家を訪ねる必要があるため。", by=hat, at=town.at, today=town.at.date(),
        )  # fmt: skip
    assert found == binder.id
    town.ledger.gives(binder, town.hats["stranger"].membership_id, EVERYTHING & ~(JUSTICE | INFORMANT))
    town.ledger.private[town.ink.canaries[reason]] = {reviewer.membership_id, town.hats["stranger"].membership_id}
