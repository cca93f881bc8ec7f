"""How to call every address of the house, read from the resolver: an address that nobody here can call fails the sweep.

A new address with an id needs a line in ``BY_PARAMETERS`` (or, for rows of a thing, in ``ENTRIES``); a new form that searches
or names other people needs one in ``searches.py``. Lists are followed: what they link to on the same address is called, too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.models import Attachment, Statement
from enishi.intake.views.moves import LINK_MOVES, MOVES
from enishi.office.models import Task
from enishi.residents.models import Address, Consideration, Contact, Kinship, LeftOpen, PersonName
from enishi.sharing.models import DisclosureLine, EmergencyReview
from enishi.website.door_checks import addresses
from tests.architecture import community_things, network_things, things
from tests.architecture.doors import ROWS
from tests.noninterference.canaries import IDS, Binder
from tests.noninterference.expectation import BASIC, LOCATION, Visitor
from tests.noninterference.story_of_plans import ITEMS
from tests.noninterference.town import Town

PARAMETERS = re.compile(r"<(?:(\w+):)?(\w+)>")
ROW = {row.name: row for row in ROWS}
NOBODY = UUID(int=1)
CHOSEN = {"name", "form", "kind", "sheet_kind", "language", "month", "figure"}
"""Arguments that are no id: which move, form, file, language, month or figure."""
Needs = tuple[tuple[Binder, int], ...]
Maker = Callable[[Town, str], Iterator["Thing"]]


@dataclass(frozen=True)
class Thing:
    """Arguments of one address. ``needs``: the binders and classes that must be open for it to be there; ``only``: for
    whom alone it is; ``known``: what a coordinator must oversee; ``under``: where what never was is looked for.
    """

    arguments: dict[str, Any]
    needs: Needs = ()
    only: frozenset[UUID] = frozenset()
    known: Binder | None = None
    under: str = ""

    def hidden_from(self, town: Town, visitor: Visitor) -> bool:
        if self.only and not self.only & visitor.grantees:
            return True
        if self.known and not town.ledger.overseen(visitor, self.known):
            return True
        if any((one, visitor.staff) in town.ledger.blocks for one, _ in self.needs):
            return True
        return any(cls and not town.ledger._open(visitor, one, cls, None) for one, cls in self.needs)


@dataclass(frozen=True)
class Call:
    """One request. ``sent`` is the text that the asker itself wrote into it."""

    name: str
    path: str
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    fragment: bool = False
    thing: Thing | None = None

    @property
    def sent(self) -> str:
        return "\n".join([self.path, *(str(value) for value in self.data.values())])

    @property
    def searches(self) -> bool:
        """Whether it looks for a person by what was typed."""
        typed = self.data.get("text" if self.name == "residents:search" else "find", "")
        return self.name in {"residents:search", "intake:people", "cases:member", "cases:visit-note"} and len(str(typed)) > 1

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.name} {self.path} {self.data or ''}{' (fragment)' if self.fragment else ''}"


def every_address() -> dict[str, str]:
    """Name → pattern, as the resolver has them."""
    return {name: pattern for name, pattern, _ in addresses()}


def _binders(kind: str, parameter: str, cls: int = BASIC) -> Callable[[Town, str], Iterator[Thing]]:
    def found(town: Town, _name: str) -> Iterator[Thing]:
        for one in town.of_kind(kind):
            yield Thing({parameter: one.id}, ((one, cls),))

    return found


ENTRIES: dict[str, Any] = {
    "residents:address": Address,
    "residents:contact": Contact,
    "residents:end-name": PersonName,
    "residents:end-address": Address,
    "residents:end-contact": Contact,
    "residents:end-consideration": Consideration,
    "residents:end-kinship": Kinship,
    "residents:end-left-open": LeftOpen,
}


def _entries(town: Town, name: str) -> Iterator[Thing]:
    by_id = {one.id: one for one in town.binders.values()}
    with outside_the_walls():
        rows = list(ENTRIES[name].objects.filter(ended_at__isnull=True).order_by("recorded_at", "id"))
    for row in rows:
        binder = by_id.get(row.resident_id)
        if binder is None:
            continue
        needs: Needs = ((binder, BASIC), (binder, getattr(row, "information_class", 8)))
        if isinstance(row, Kinship):
            needs += ((by_id[row.other_id], BASIC),)
        yield Thing({"resident": row.resident_id, "entry": row.pk}, needs)


def _housemates(town: Town, _name: str) -> Iterator[Thing]:
    """Who lives with her who fled, whom her office knows; and who did before, whom it does not."""
    wife, elderly = town.binders["wife"], frozenset({town.agency("elderly")})
    for one in (town.binders["gardener"], town.binders["young man"]):
        yield Thing({"resident": wife.id, "housemate": one.id}, ((wife, LOCATION), (one, BASIC)), elderly)
    yield Thing({"resident": wife.id, "housemate": town.id("husband")}, only=frozenset({NOBODY}))


def _holders_of_keys(town: Town, _name: str) -> Iterator[Thing]:
    for one in (town.binders["wife"], town.binders["debtor"]):
        yield Thing({"resident": one.id, "holder": town.agency("children")}, ((one, BASIC), (one, LOCATION)))


def _attachments(town: Town, _name: str) -> Iterator[Thing]:
    by_id = {one.id: one for one in town.binders.values()}
    with outside_the_walls():
        rows = list(Attachment.objects.order_by("at", "id"))
    for row in rows:
        binder = by_id[row.binder_id]
        needs = ((binder, BASIC), (binder, row.information_class))
        yield Thing({"consultation_id": binder.id, "attachment_id": row.pk}, needs)


def _statements(town: Town, _name: str) -> Iterator[Thing]:
    by_id = {one.id: one for one in town.binders.values()}
    with outside_the_walls():
        rows = list(Statement.objects.order_by("at", "id")[:12])
    for row in rows:
        binder = by_id[row.consultation_id]
        yield Thing({"consultation_id": binder.id, "statement_id": row.pk}, ((binder, BASIC), (binder, row.information_class)))


def _pairs(town: Town, _name: str) -> Iterator[Thing]:
    for label in ("open pair", "joined pair"):
        both = tuple((town.binders[f"{label} of {one}"], BASIC) for one in ("counter", "children"))
        yield Thing({"candidate": town.things[f"candidate of {label}"]}, both, frozenset({town.agency("welfare")}))


def _joinings(town: Town, _name: str) -> Iterator[Thing]:
    both = tuple((town.binders[f"joined pair of {one}"], BASIC) for one in ("counter", "children"))
    yield Thing({"joining": town.things["joining"]}, both, frozenset({town.agency("welfare")}))


def _tasks(town: Town, _name: str) -> Iterator[Thing]:
    by_id = {one.id: one for one in town.binders.values()}
    with outside_the_walls():
        rows = list(Task.objects.order_by("made_at", "id"))
    for row in rows:
        needs: Needs = ((by_id[row.binder_id], 0),) if row.binder_id else ()
        yield Thing({"task_id": row.pk}, needs, frozenset({row.holder_id}))


def _grounds(town: Town, _name: str) -> Iterator[Thing]:
    with outside_the_walls():
        for ground in EmergencyReview.objects.order_by("ground_id").values_list("ground_id", flat=True):
            yield Thing({"ground": ground})


def _drafts(town: Town, _name: str) -> Iterator[Thing]:
    yield Thing({"draft_id": town.things["draft"]}, (), frozenset({town.hats["counter"].membership_id}))


def _overseen(kind: str, parameter: str) -> Callable[[Town, str], Iterator[Thing]]:
    def found(town: Town, _name: str) -> Iterator[Thing]:
        for one in town.of_kind(kind):
            if kind != "referral" or one.label == "unanswered":
                yield Thing({parameter: one.id}, known=one)

    return found


def _moves(town: Town, _name: str) -> Iterator[Thing]:
    for place, one in enumerate(town.of_kind("referral")):
        yield Thing({"referral_id": one.id, "name": list(MOVES)[place % len(MOVES)]}, ((one, BASIC),))


def _tokens(town: Town, _name: str) -> Iterator[Thing]:
    """The page behind a link is the same for a good one, an ended one and none: nobody may tell them apart."""
    yield Thing({"token": town.things["link"].token}, only=frozenset({NOBODY}))
    yield Thing({"token": town.things["ended link"].token}, only=frozenset({NOBODY}))


def _of_a_case(parameter: str, kept: str) -> Callable[[Town, str], Iterator[Thing]]:
    """Things of the mother's case, kept by the story."""

    def found(town: Town, _name: str) -> Iterator[Thing]:
        case, known = town.binders["mother's case"], town.things[kept]
        for one in known:
            yield Thing({"case_id": case.id, parameter: one}, ((case, BASIC),))

    return found


def _in_a_file(parameter: str, kept: str) -> Callable[[Town, str], Iterator[Thing]]:
    """What lies in one file of a case, in one class, kept by the story."""

    def found(town: Town, _name: str) -> Iterator[Thing]:
        for case, file, cls, one in town.things[kept]:
            needs = ((town.binders[case], BASIC), (file, BASIC), (file, cls))
            yield Thing({"case_id": town.id(case), parameter: one}, needs)

    return found


def _troubles(town: Town, _name: str) -> Iterator[Thing]:
    """What went wrong at a placement, in the file that it lies in."""
    for case, file, placement, record in town.things["troubles"]:
        arguments = {"case_id": town.id(case), "placement_id": placement, "record_id": record}
        yield Thing(arguments, ((town.binders[case], BASIC), (file, BASIC)))


def _notes(town: Town, _name: str) -> Iterator[Thing]:
    """Notes of visits: for who wrote them, and for nobody beside."""
    for who, note in town.things["visit notes"]:
        yield Thing({"note_id": note}, only=frozenset({town.hats[who].membership_id}))


def _notes_and_cases(town: Town, _name: str) -> Iterator[Thing]:
    for who, note in town.things["visit notes"]:
        for case in town.of_kind("case"):
            arguments = {"note_id": note, "case_id": case.id}
            yield Thing(arguments, ((case, BASIC),), frozenset({town.hats[who].membership_id}))


def _concerns(town: Town, _name: str) -> Iterator[Thing]:
    """Of the agency that raised it, and of who prepares the meeting."""
    gathering = [one.membership_id for one in town.hats.values() if "coordinate" in one.may and one.membership_id]
    for agency, concern in town.things["concerns"]:
        yield Thing({"concern_id": concern}, only=frozenset({agency, *gathering}))


def _consents(town: Town, _name: str) -> Iterator[Thing]:
    """Whoever sees case and person may withdraw one that holds; of one withdrawn only who may read it knows."""
    case = town.binders["mother's case"]
    for person, consent in town.things["consents"]:
        needs: Needs = ((case, BASIC), (town.binders[person], BASIC))
        if person == "son":
            needs += ((town.binders["son's file"], BASIC),)
        only: frozenset[UUID] = frozenset()
        if consent == town.things["consent for other"]:
            only = frozenset({town.agency("elderly")})
        yield Thing({"case_id": case.id, "consent_id": consent}, needs, only)


def _readable_consents(town: Town, _name: str) -> Iterator[Thing]:
    """The text of the mother's consents: read by who recorded it and by whom it names, and so are sheets and scans."""
    case, recorded = town.binders["mother's case"], town.agency("elderly")
    needs: Needs = ((case, BASIC), (town.binders["mother"], BASIC))
    for to in ("partner", "health", "other"):
        arguments = {"case_id": case.id, "consent_id": town.things[f"consent for {to}"]}
        yield Thing(arguments, needs, frozenset({recorded} if to == "other" else {recorded, town.agency(to)}))


def _sheets(town: Town, name: str) -> Iterator[Thing]:
    for one, language in zip(_readable_consents(town, name), ("vi", "zh", "ja-plain"), strict=True):
        yield replace(one, arguments={**one.arguments, "sheet_kind": "consent", "language": language})


def _evidences(town: Town, name: str) -> Iterator[Thing]:
    for one in _readable_consents(town, name):
        if one.arguments["consent_id"] == town.things["consent for partner"]:
            yield replace(one, arguments={**one.arguments, "evidence_id": town.things["evidence"]})


def _with(maker: Maker, **more: str) -> Maker:
    """Things of another address with the rest that this one asks, e.g. which form."""

    def found(town: Town, name: str) -> Iterator[Thing]:
        for one in maker(town, name):
            yield replace(one, arguments={**one.arguments, **more})

    return found


def _requests_to_lead(town: Town, _name: str) -> Iterator[Thing]:
    case = town.binders["old man's case"]
    yield Thing({"case_id": case.id, "request_id": town.things["request to lead"]}, ((case, BASIC),))


def _files(town: Town, _name: str) -> Iterator[Thing]:
    case, file = town.binders["mother's case"], town.binders["son's file"]
    yield Thing({"case_id": case.id, "member_id": file.id}, ((case, BASIC), (file, BASIC)))


def _in_a_meeting(kind: str, parameter: str, inner: str, kept: str) -> Callable[[Town, str], Iterator[Thing]]:
    """Things of meetings and of their items, kept by the story: (label of the binder, id)."""

    def found(town: Town, _name: str) -> Iterator[Thing]:
        for label, one in town.things[kept]:
            binder = town.binders[label]
            assert binder.kind == kind
            yield Thing({parameter: binder.id, inner: one}, ((binder, BASIC),))

    return found


def _table_copies(town: Town, _name: str) -> Iterator[Thing]:
    """Copies for the table are printed by who convened alone."""
    for label, one in town.things["table copies"]:
        binder = town.binders[label]
        only = frozenset({town.hats["promoter"].membership_id})
        yield Thing({"conference_id": binder.id, "copy_id": one}, ((binder, BASIC),), only)


def _assessments(town: Town, _name: str) -> Iterator[Thing]:
    case = town.binders["mother's case"]
    for binder, one in town.things["assessments"]:
        yield Thing({"assessment_id": one}, ((case, BASIC), (binder, BASIC)))


def _items(town: Town, _name: str) -> Iterator[Thing]:
    case = town.binders["mother's case"]
    for binder, one in town.things["assessments"]:
        for cls, item in ITEMS.items():
            yield Thing({"assessment_id": one, "item": item}, ((case, BASIC), (binder, BASIC), (binder, cls)))


def _plans(*more: str) -> Callable[[Town, str], Iterator[Thing]]:
    def found(town: Town, _name: str) -> Iterator[Thing]:
        case = town.binders["mother's case"]
        for one in town.things["plans"]:
            for step in more or ("",):
                yield Thing({"plan_id": one} | ({"step": step} if step else {}), ((case, BASIC),))

    return found


def _two_plans(town: Town, _name: str) -> Iterator[Thing]:
    case = town.binders["mother's case"]
    for one in town.things["plans"]:
        yield Thing({"plan_id": one, "earlier_id": one}, ((case, BASIC),))


def _papers(town: Town, _name: str) -> Iterator[Thing]:
    only, needs = frozenset({town.agency("elderly")}), ((town.binders["old man"], BASIC),)
    yield Thing({"resident": town.id("old man"), "sheet": town.things["paper"]}, needs, only)


def _blocks(town: Town, _name: str) -> Iterator[Thing]:
    """A block of which nobody may know: its own agency set it, but it is asked for under another person."""
    staff = town.hats["blocked"].staff_id
    yield Thing({"resident": town.id("debtor"), "staff": staff}, ((town.binders["debtor"], BASIC),), frozenset({NOBODY}))


def _ledger_sheets(town: Town, _name: str) -> Iterator[Thing]:
    for one in town.of_kind("resident"):
        yield Thing({"resident": one.id, "form": "csv"}, ((one, BASIC),))


def _requests(town: Town, _name: str) -> Iterator[Thing]:
    for one, request in town.things["requests"]:
        needs: Needs = ((town.binders[one], BASIC),)
        yield Thing({"resident": town.id(one), "request_id": request}, needs, frozenset({town.agency("elderly")}))


def _unknown_requests(town: Town, _name: str) -> Iterator[Thing]:
    yield Thing({"request_id": town.things["unknown request"]}, (), frozenset({town.agency("elderly")}))


def _request_lines(town: Town, _name: str) -> Iterator[Thing]:
    by_id = {one.id: one for one in town.binders.values()}
    for one, request in town.things["requests"]:
        with outside_the_walls():
            rows = list(DisclosureLine.objects.filter(request=request).order_by("source", "id"))
        for row in rows:
            its = by_id[row.binder_id]
            needs: Needs = ((town.binders[one], BASIC), (its, BASIC), (its, row.information_class))
            arguments = {"resident": town.id(one), "request_id": request, "line": row.pk}
            yield Thing(arguments, needs, frozenset({town.agency("elderly")}))


def _between_two(kept: str, parameter: str) -> Maker:
    """What the promoters' office wrote, and who coordinates may read."""

    def found(town: Town, _name: str) -> Iterator[Thing]:
        coordinating = [one.membership_id for one in town.hats.values() if "coordinate" in one.may and one.membership_id]
        yield Thing({parameter: town.things[kept]}, only=frozenset({town.agency("elderly"), *coordinating}))

    return found


def _months(town: Town, _name: str) -> Iterator[Thing]:
    yield Thing({"month": town.things["month"]})


BY_NAME: dict[str, Any] = {
    "cases:rescue": _overseen("case", "case_id"),
    "intake:nudge": _overseen("consultation", "consultation_id"),
    "intake:rescue": _overseen("consultation", "consultation_id"),
    "intake:referral-end": _overseen("referral", "referral_id"),
    "reporting:consent": _readable_consents,
}
BY_PARAMETERS: dict[frozenset[str], Maker] = {
    frozenset({"resident"}): _binders("resident", "resident"),
    frozenset({"resident", "entry"}): _entries,
    frozenset({"consultation_id"}): _binders("consultation", "consultation_id"),
    frozenset({"consultation_id", "statement_id"}): _statements,
    frozenset({"consultation_id", "attachment_id"}): _attachments,
    frozenset({"referral_id"}): _binders("referral", "referral_id"),
    frozenset({"resident", "holder"}): _holders_of_keys,
    frozenset({"resident", "housemate"}): _housemates,
    frozenset({"candidate"}): _pairs,
    frozenset({"joining"}): _joinings,
    frozenset({"ground"}): _grounds,
    frozenset({"draft_id"}): _drafts,
    frozenset({"task_id"}): _tasks,
    frozenset({"referral_id", "name"}): _moves,
    frozenset({"name"}): lambda _town, _name: iter([Thing({"name": one}) for one in LINK_MOVES]),
    frozenset({"token"}): _tokens,
    frozenset({"case_id"}): _binders("case", "case_id"),
    frozenset({"case_id", "entry_id"}): _in_a_file("entry_id", "entries"),
    frozenset({"case_id", "tie_id"}): _in_a_file("tie_id", "ties"),
    frozenset({"case_id", "attempt_id"}): _in_a_file("attempt_id", "attempts"),
    frozenset({"case_id", "support_id"}): _in_a_file("support_id", "supports"),
    frozenset({"case_id", "proposal_id"}): _in_a_file("proposal_id", "proposals"),
    frozenset({"case_id", "placement_id"}): _in_a_file("placement_id", "placements"),
    frozenset({"case_id", "placement_id", "record_id"}): _troubles,
    frozenset({"note_id"}): _notes,
    frozenset({"note_id", "case_id"}): _notes_and_cases,
    frozenset({"concern_id"}): _concerns,
    frozenset({"theme_id"}): lambda town, _name: iter([Thing({"theme_id": one}) for one in town.things["themes"]]),
    frozenset({"case_id", "consent_id"}): _consents,
    frozenset({"consultation_id", "form"}): _with(_binders("consultation", "consultation_id"), form="reception_agreed"),
    frozenset({"consultation_id", "form", "kind"}): _with(
        _binders("consultation", "consultation_id"), form="reception_not_agreed", kind="pdf"
    ),
    frozenset({"referral_id", "kind"}): _with(_binders("referral", "referral_id"), kind="pdf"),
    frozenset({"case_id", "form"}): _with(_binders("case", "case_id"), form="journal"),
    frozenset({"case_id", "form", "kind"}): _with(_binders("case", "case_id"), form="journal", kind="pdf"),
    frozenset({"case_id", "consent_id", "sheet_kind", "language"}): _sheets,
    frozenset({"case_id", "consent_id", "evidence_id"}): _evidences,
    frozenset({"sheet_kind", "language"}): lambda _town, _name: iter([Thing({"sheet_kind": "notice", "language": "es"})]),
    frozenset({"case_id", "role_id"}): _of_a_case("role_id", "roles"),
    frozenset({"case_id", "request_id"}): _requests_to_lead,
    frozenset({"case_id", "member_id"}): _files,
    frozenset({"conference_id"}): _binders("conference", "conference_id"),
    frozenset({"conference_id", "member_id"}): _in_a_meeting("conference", "conference_id", "member_id", "members"),
    frozenset({"conference_id", "copy_id"}): _table_copies,
    frozenset({"item_id", "kind"}): _with(_binders("agenda", "item_id"), kind="pdf"),
    frozenset({"item_id"}): _binders("agenda", "item_id"),
    frozenset({"item_id", "line_id"}): _in_a_meeting("agenda", "item_id", "line_id", "decision lines"),
    frozenset({"item_id", "request_id"}): _in_a_meeting("agenda", "item_id", "request_id", "information requests"),
    frozenset({"item_id", "rebasing_id"}): lambda _town, _name: iter([]),
    frozenset({"assessment_id"}): _assessments,
    frozenset({"assessment_id", "item"}): _items,
    frozenset({"plan_id"}): _plans(),
    frozenset({"plan_id", "step"}): _plans("propose", "adopt", "end"),
    frozenset({"plan_id", "earlier_id"}): _two_plans,
    frozenset({"resident", "sheet"}): _papers,
    frozenset({"resident", "staff"}): _blocks,
    frozenset({"resident", "form"}): _ledger_sheets,
    frozenset({"resident", "request_id"}): _requests,
    frozenset({"resident", "request_id", "line"}): _request_lines,
    frozenset({"request_id"}): _unknown_requests,
    frozenset({"advice_id"}): _between_two("advice", "advice_id"),
    frozenset({"report_id"}): _between_two("report", "report_id"),
    frozenset({"month"}): _months,
    frozenset({"month", "figure"}): _with(_months, figure="led"),
}


def things_of(town: Town, name: str, pattern: str) -> list[Thing]:
    """Everything that could stand behind an address; one empty thing where it has no id.

    :raises LookupError: nobody here knows how to call it
    """
    wanted = frozenset(parameter for _, parameter in PARAMETERS.findall(pattern))
    if not wanted:
        return [Thing({})]
    row = ROW.get(name)
    if row and row.thing in things.ADMINISTERED:
        return [Thing(things.MAKERS[row.thing](town.hats["administrator"]))]
    if row and row.thing in community_things.MAKERS:
        # Of the community: the same for every hat that comes in, and nothing of a person.
        return [Thing(community_things.MAKERS[row.thing](town.hats["coordinator"]))]
    if row and row.thing in network_things.MAKERS:
        return [Thing(things.MAKERS[row.thing](town.hats["promoter"]))]
    if name in BY_NAME:
        return list(BY_NAME[name](town, name))
    if wanted not in BY_PARAMETERS:
        raise LookupError(f"{name} ({pattern}): say in {__name__}.BY_PARAMETERS what stands behind it")
    return list(BY_PARAMETERS[wanted](town, name))


def nothing_like(pattern: str, thing: Thing, town: Town, visitor: Visitor) -> Thing:
    """What never was, in the right form; under the same register or consultation, if the visitor may open that."""
    made: dict[str, Any] = {"uuid": uuid4, "int": lambda: 987654321}
    parameters, under = PARAMETERS.findall(pattern), ""
    arguments = {name: made.get(form, lambda: "nothing")() for form, name in parameters}
    if len(parameters) > 1 and thing.needs and town.ledger.classes(visitor, thing.needs[0][0]) & BASIC:
        arguments[parameters[0][1]] = thing.arguments[parameters[0][1]]
        under = str(thing.arguments[parameters[0][1]])
    for word in {"item", "step"} & set(thing.arguments):
        if not under:
            arguments[word] = thing.arguments[word]
    for one in sorted(CHOSEN & set(thing.arguments)):
        arguments[one] = thing.arguments[one]
        under += thing.arguments[one]
    arguments |= {"form": thing.arguments["form"]} if "form" in thing.arguments else {}
    if "name" in thing.arguments:
        arguments["name"] = thing.arguments["name"]
        under += thing.arguments["name"]
    return Thing(arguments, under=under)


def call(name: str, thing: Thing, **more: Any) -> Call:
    return Call(name, reverse(name, kwargs=thing.arguments), thing=thing, **more)


def malformed(path: str) -> str:
    """The same address with something that is no id."""
    return IDS.sub("x", path)
