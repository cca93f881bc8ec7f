"""Cases of the town (``story.py``): one with two agencies by consent, a son with a file of his own, and an informant; one that
nobody else knows of. Beside each verb, by hand, who may see what from then on."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.models import TeamRole
from enishi.cases.terms import AttemptResult, LeadRequestKind
from enishi.cases.tests import visiting
from enishi.residents import actions as residents
from enishi.sharing import actions as sharing
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import EvidenceKind, Purpose
from tests.noninterference import story_of_advice, story_of_participation, story_of_plans
from tests.noninterference.canaries import Binder
from tests.noninterference.expectation import (
    BASIC,
    FAMILY,
    HEALTH,
    INFORMANT,
    JUSTICE,
    LIVING,
    LOCATION,
    RIGHTS,
)
from tests.noninterference.town import Town

CLASSES = (BASIC, LIVING, HEALTH, FAMILY, RIGHTS, LOCATION, JUSTICE)


def tell(town: Town) -> None:
    a_mother_and_her_son(town)
    story_of_advice.tell(town)
    known_to_nobody_else(town)
    led_by_who_was_shut_out(town)
    written_outside(town)


def begun(town: Town, label: str, person: str, consultation: str, by: str) -> Binder:
    """A case before consent, with words beside its beginning."""
    binder, hat = town.binder(label, "case"), town.hats[by]
    text = town.ink.word(binder, BASIC, hat.agency_id, "why a case")
    with town.acting(by):
        new = cases.NewCase(town.id(consultation), "outreach", town.at.date() + timedelta(days=12), "visit", text)
        made = cases.open_new_case(new, by=hat, at=town.at)
    binder = town.known(label, made)
    town.ledger.about[binder] = [town.binders[person]]
    town.ledger.gives(binder, hat.agency_id)
    town.ledger.tells(binder, hat.membership_id, hat.agency_id)
    return binder


def agreed(town: Town, person: str, by: str, stage: str, to: str, classes: int) -> UUID:
    """A consent; its text is read by who recorded it and whom it names."""
    binder, hat = town.binders[person], town.hats[by]
    evidence = town.ink.word(binder, BASIC, hat.agency_id, f"evidence of {stage} for {to}")
    named = (town.agency(to),) if to else ()
    town.ledger.private[town.ink.canaries[evidence]] = {hat.agency_id, *named}
    new = NewConsent(
        stage=stage, classes=classes, recipients=named, purpose="多機関協働", starts_at=town.at,
        ends_at=town.at + timedelta(days=200), given_by="self", means="spoken", evidence=evidence,
    )  # fmt: skip
    with town.acting(by):
        return sharing.record_consent(binder.id, new, by=hat, at=town.at)


def joined(town: Town, case: str, person: str, by: str, member: str, to: str, classes: int, duty: str) -> UUID:
    """An agency asked on a consent that names it, which takes the role."""
    binder, hat = town.binders[case], town.hats[by]
    consent = agreed(town, person, by, "sharing", to, classes)
    text = town.ink.word(binder, BASIC, hat.agency_id, f"what {to} is asked")
    with town.acting(by):
        new = cases.NewRole(town.agency(to), duty, text, classes, consent=consent)
        role = cases.ask_to_join(binder.id, new, by=hat, at=town.at)
    for shared in (binder, town.binders[person]):
        town.ledger.gives(shared, town.agency(to), classes)
    town.ledger.tells(binder, town.agency(to), town.hats[member].membership_id)
    with town.acting(member) as theirs:
        cases.accept_role(role, version=1, by=theirs, at=town.at)
    town.things[f"consent for {to}"] = consent
    return role


def wrote(town: Town, case: str, by: str, cls: int, *, file: str = "", **more: Any) -> UUID:
    """An entry, its next step, and with ``source="heard"`` a confidential informant."""
    binder, hat = town.binders[file or case], town.hats[by]
    ink = town.ink
    given: dict[str, Any] = {
        "text": f"経過：{ink.word(binder, cls, hat.agency_id, f'entry {cls} of {by}')}。",
        "next_step": ink.word(binder, cls, hat.agency_id, f"next step {cls} of {by}"),
        "information_class": cls,
        "file": binder.id,
    }
    if more.get("source") == "heard":
        given["informant"] = ink.word(binder, INFORMANT, hat.agency_id, "informant of an entry")
    with town.acting(by):
        entry = cases.write_entry(town.id(case), cases.NewEntry(**(given | more)), by=hat, at=town.at)
    town.things.setdefault("entries", []).append((case, binder, cls, entry))
    return entry


def drew(town: Town, case: str, by: str, cls: int, *, file: str = "") -> None:
    """A line of the drawings, to somebody who has a name only."""
    binder, hat = town.binders[file or case], town.hats[by]
    label = town.ink.word(binder, cls, hat.agency_id, f"tie {cls} of {by}")
    with town.acting(by):
        new = cases.NewTie(binder.id, label=label, information_class=cls)
        tie = cases.draw_tie(town.id(case), new, by=hat, at=town.at)
    town.things.setdefault("ties", []).append((case, binder, cls, tie))


def reached(town: Town, case: str, by: str, cls: int, *, file: str = "") -> None:
    """A try to reach somebody, with what the next one who goes there should know."""
    binder, hat = town.binders[file or case], town.hats[by]
    said = {
        name: town.ink.word(binder, cls, hat.agency_id, f"{name} {cls} of {by} in {file}")
        for name in ("text", "reaction", "worked", "caution")
    }
    with town.acting(by):
        entry = cases.NewEntry(said.pop("text"), information_class=cls, file=binder.id)
        outcome = cases.Outcome(AttemptResult.UNMET, place="home", **said)
        attempt = cases.record_attempt(town.id(case), entry, outcome, by=hat, at=town.at)
    town.things.setdefault("attempts", []).append((case, binder, cls, attempt))


def made_ready(town: Town, case: str, by: str, *, file: str = "") -> None:
    """How somebody is approached, before and now, and what lies ready: of class BASIC."""
    binder, hat, ink = town.binders[file or case], town.hats[by], town.ink
    day = town.at.date() + timedelta(days=20)
    before = None
    for number in (1, 2):
        words = {
            name: ink.word(binder, BASIC, hat.agency_id, f"{name} {number} of {by} in {file}")
            for name in ("aim", "way_in", "avoid", "rhythm", "safety", "emergency", "outlook")
        }
        with town.acting(by):
            new = cases.NewApproach(file=binder.id, review_on=day, **words)
            before = cases.plan_approach(town.id(case), new, instead_of=before, by=hat, at=town.at)
    words = {
        name: ink.word(binder, BASIC, hat.agency_id, f"{name} of {by} in {file}")
        for name in ("what", "first_step", "remark")
    }
    with town.acting(by):
        new_support = cases.NewSupport(file=binder.id, ready_until=day, **words)
        support = cases.prepare_support(town.id(case), new_support, by=hat, at=town.at)
    town.things.setdefault("supports", []).append((case, binder, BASIC, support))


def a_mother_and_her_son(town: Town) -> None:
    """Led by 高齢福祉課; ひだまり and 保健センター are on the team, a third agency was until the consent was withdrawn."""
    from tests.noninterference.story import received, registered

    registered(town, "mother", "promoter")
    received(town, "mother's call", "promoter", "mother")
    son = registered(town, "son", "promoter", sex="male")
    hat = town.hats["promoter"]
    with town.acting("promoter"):
        residents.join_household(son.id, lives_with=town.id("mother"), by=hat, at=town.at)
    case = begun(town, "mother's case", "mother", "mother's call", "promoter")
    town.things["consents"] = [("mother", agreed(town, "mother", "promoter", "support", "", BASIC))]
    for member, to, classes, duty in (
        ("partner", "partner", BASIC | LIVING, "support"),
        ("health", "health", BASIC | HEALTH, "watch"),
        ("stranger", "other", BASIC | LIVING, "advice"),
    ):
        role = joined(town, "mother's case", "mother", "promoter", member, to, classes, duty)
        town.things.setdefault("roles", []).append(role)
        town.things["consents"].append(("mother", town.things[f"consent for {to}"]))
    scanned(town, "mother", "promoter", "partner")
    for cls in CLASSES:
        wrote(town, "mother's case", "promoter", cls)
    wrote(town, "mother's case", "promoter", BASIC, source="heard")
    for member, cls in (("partner", LIVING), ("health", HEALTH), ("stranger", BASIC)):
        wrote(town, "mother's case", member, cls)
    for by, cls in (("promoter", BASIC), ("promoter", FAMILY), ("partner", LIVING)):
        drew(town, "mother's case", by, cls)
    the_son_has_a_file(town)
    drew(town, "mother's case", "promoter", FAMILY, file="son's file")
    for by, cls in (("promoter", BASIC), ("promoter", JUSTICE), ("partner", LIVING)):
        reached(town, "mother's case", by, cls)
    reached(town, "mother's case", "promoter", BASIC, file="son's file")
    made_ready(town, "mother's case", "promoter")
    made_ready(town, "mother's case", "promoter", file="son's file")
    story_of_participation.tell(town, "mother's case", "promoter")
    story_of_participation.tell(town, "mother's case", "promoter", file="son's file")
    corrected_and_thanked(town, case)
    story_of_plans.tell(town)
    withdrawn(town)


def scanned(town: Town, person: str, by: str, to: str) -> None:
    """What was signed, beside a consent: read by who reads the consent."""
    binder, hat = town.binders[person], town.hats[by]
    word = town.ink.word(binder, BASIC, hat.agency_id, f"scan of the consent for {to}")
    town.ledger.private[town.ink.canaries[word]] = {hat.agency_id, town.agency(to)}
    scan = SimpleUploadedFile("scan.pdf", f"%PDF-1.4\n% {word}\n%%EOF\n".encode())
    with town.acting(by):
        open_case(hat, town.id("mother's case"), to=Purpose.SUPPORT, word="test")
        consent = town.things[f"consent for {to}"]
        town.things["evidence"] = sharing.attach_evidence(consent, scan, kind=EvidenceKind.FORM, by=hat, at=town.at)


def the_son_has_a_file(town: Town) -> None:
    """Read by who leads; by 保健センター as far as he himself agreed; by ひだまり not at all."""
    hat, binder = town.hats["promoter"], town.binder("son's file", "case_member")
    with town.acting("promoter"):
        made = cases.add_member(town.id("mother's case"), town.id("son"), by=hat, at=town.at)
    binder = town.known("son's file", made)
    town.ledger.about[binder] = [town.binders["son"]]
    town.ledger.gives(binder, hat.agency_id)
    for cls in (BASIC, FAMILY, RIGHTS):
        wrote(town, "mother's case", "promoter", cls, file="son's file")
    consent = agreed(town, "son", "promoter", "sharing", "health", BASIC)
    town.things["consents"].append(("son", consent))
    role = town.things["roles"][1]
    with town.acting("promoter"):
        version = TeamRole.objects.get(pk=role).version
        ground = cases.NewGround(BASIC, consent)
        cases.share_file(role, made, ground, version=version, by=hat, at=town.at)
    for shared in (binder, town.binders["son"]):
        town.ledger.gives(shared, town.agency("health"), BASIC)


def corrected_and_thanked(town: Town, case: Binder) -> None:
    hat = town.hats["promoter"]
    first = town.things["entries"][0][3]
    text = town.ink.word(case, BASIC, hat.agency_id, "corrected entry")
    with town.acting("promoter"):
        again = cases.correct_entry(case.id, first, cases.NewEntry(text), by=hat, at=town.at)
    town.things["entries"].append(("mother's case", case, BASIC, again))
    with town.acting("partner") as theirs:
        cases.mark_entry(case.id, again, "thanks", by=theirs, at=town.at)  # type: ignore[arg-type]


def withdrawn(town: Town) -> None:
    """The mother says no to the third agency: what it saw, and its own entry, are gone for it."""
    note = town.ink.word(town.binders["mother"], BASIC, town.hats["promoter"].agency_id, "note on withdrawal")
    town.ledger.private[town.ink.canaries[note]] = {town.hats["promoter"].agency_id}
    with town.acting("promoter") as hat:
        sharing.withdraw_consent(
            town.things["consent for other"], resident=town.id("mother"), means="phone", note=note, by=hat, at=town.at
        )
    for shared in ("mother's case", "mother"):
        town.ledger.ends(town.binders[shared], town.agency("other"))


def known_to_nobody_else(town: Town) -> None:
    """A second case, closed to two colleagues; the coordinator's office is asked to lead it, and sees the basics."""
    case = begun(town, "old man's case", "old man", "old man's call", "promoter")
    with town.acting("promoter") as hat:
        for shut in ("blocked", "outreach"):
            sharing.block_staff(case.id, staff=town.hats[shut].staff_id, kind="declared", by=hat, at=town.at)
            town.ledger.blocks.add((case, town.hats[shut].staff_id))
    for cls in CLASSES:
        wrote(town, "old man's case", "promoter", cls)
    text = town.ink.word(case, BASIC, town.hats["promoter"].agency_id, "why another leads")
    with town.acting("promoter") as hat:
        town.things["request to lead"] = cases.ask_to_lead(
            case.id, town.agency("welfare"), kind=LeadRequestKind.TRANSFER, text=text, by=hat, at=town.at
        )
    for shared in (case, town.binders["old man"]):
        town.ledger.gives(shared, town.agency("welfare"), BASIC)
    town.ledger.tells(case, town.agency("welfare"))


def led_by_who_was_shut_out(town: Town) -> None:
    """Who leads a case is shut out of it; 子ども家庭課 is asked for a part in another, and one who works there may not see it."""
    led = begun(town, "debtor's case", "debtor", "debtor's call", "outreach")
    asked, classes = town.binders["old man's case"], BASIC
    consent = agreed(town, "old man", "promoter", "sharing", "children", classes)
    with town.acting("promoter") as hat:
        for case, shut in ((led, "outreach"), (asked, "husband_himself")):
            sharing.block_staff(case.id, staff=town.hats[shut].staff_id, kind="declared", by=hat, at=town.at)
            town.ledger.blocks.add((case, town.hats[shut].staff_id))
        text = town.ink.word(asked, BASIC, hat.agency_id, "what children is asked")
        new = cases.NewRole(town.agency("children"), "watch", text, classes, consent=consent)
        cases.ask_to_join(asked.id, new, by=hat, at=town.at)
    for shared in (asked, town.binders["old man"]):
        town.ledger.gives(shared, town.agency("children"), classes)
    town.ledger.tells(asked, town.agency("children"))


def written_outside(town: Town) -> None:
    """Notes of visits are read by the membership that wrote them: no colleague, no coordinator, no other hat of the same person."""
    town.things["visit notes"] = []
    for who, person in (("promoter", "mother"), ("first_hat", "old man"), ("coordinator", "wife")):
        binder = town.binders[person]
        words = [town.ink.word(binder, BASIC, None, f"{part} of a note of {who}") for part in ("text", "whom", "next step")]
        with town.acting(who) as hat:
            text, whom, next_step = words
            note = visiting.sealed(hat, note=uuid4(), text=text, whom=whom, next_step=next_step)
            town.things["visit notes"].append((who, cases.receive_note(note, by=hat, at=town.at)))
        for word in words:
            town.ledger.private[town.ink.canaries[word]] = {hat.membership_id}
