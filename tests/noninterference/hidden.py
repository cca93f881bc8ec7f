"""What others add to the town behind somebody's back, through the verbs, with the clerk's jobs run."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from enishi.agencies.access import wearing
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions as cases
from enishi.cases.terms import CaseState
from enishi.community.models import Resource
from enishi.conferences import actions as conferences
from enishi.conferences.models import Member
from enishi.conferences.terms import AgendaPurpose, DecisionKind, KitLine, MinutesKind, SharedKind
from enishi.intake import actions as intake
from enishi.intake.rules.receiving import NewCaller, NewConsultation, NewReferral, NewStatement
from enishi.office.wareki import BirthDate
from enishi.participation import actions as taking_part
from enishi.participation.actions.proposing import Counts
from enishi.participation.terms import AskKind, RecordKind, Side
from enishi.residents import actions as residents
from enishi.residents.access import search_token
from enishi.residents.actions.proposing import propose_matches
from enishi.residents.models import LeftOpen
from enishi.residents.rules.measures import WhyOpen
from enishi.residents.rules.registration import NewAddress, NewContact, Registration
from enishi.sharing import actions as sharing
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage
from tests.noninterference.expectation import BASIC, HEALTH, JUSTICE, LIVING
from tests.noninterference.story import as_the_clerk, the_clerk_at_night
from tests.noninterference.town import Town

SECRET = Registration(
    name="隠田 密子",
    kana="オンダ ミツコ",
    birth=BirthDate.read("1966-06-06"),
    sex="female",
    known_as="みっちゃん",
    contacts=(NewContact("090-6666-0001"), NewContact("0565-66-0001", kind="landline")),
    addresses=(NewAddress("愛知県みのり市隠町6-6", protection="none"),),
)


@dataclass
class Added:
    """The ids of what was added, by kind."""

    residents: list[UUID] = field(default_factory=list)
    consultations: list[UUID] = field(default_factory=list)
    referrals: list[UUID] = field(default_factory=list)


def add(town: Town) -> Added:
    """A woman nobody else knows; everybody's doubles; her family, consultation, referral, seal, block; a draft."""
    added = Added()
    secret = _register(town, added, "counter", SECRET)
    brother = replace(SECRET, name="隠田 公平", kana="オンダ コウヘイ", birth=BirthDate.read("1964-04-04"))
    kin = _register(town, added, "counter", brother)
    for label in ("debtor", "wife", "gardener", "husband", "open pair of counter", "young man"):
        _register(town, added, "health", _double(town.things[label]))
    _register(town, added, "health", SECRET)
    _family(town, secret, kin)
    _work(town, added, secret)
    _shut(town, secret)
    _unseen_in_what_is_seen(town)
    _takes_part(town, secret, added.consultations[0])
    _meetings(town)
    _jobs(town, added)
    return added


def add_a_sealed_part(town: Town) -> Added:
    """What somebody must not be sent to, in a class that the team does not see: into a case and a file that it sees in part."""
    with wearing(town.hats["promoter"]) as hat:
        for file in ("mother's case", "son's file"):
            for place in _farms():
                given = (town.id("mother's case"), place, "会ってはいけない人が働いている。")
                taking_part.shun_resource(*given, file=town.id(file), by=hat, at=town.at)
    return Added()


def add_who_is_protected_with_her(town: Town) -> Added:
    """Of those who live with her who fled, one is protected with her, and the other is said to be the offender."""
    wife = town.id("wife")
    with outside_the_walls():
        stands = LeftOpen.objects.get(resident=wife, ended_at__isnull=True).pk
    with wearing(town.hats["counter"]) as hat:
        together = [town.id("young man")]
        residents.protect_whereabouts(wife, protection="in_force", together=together, by=hat, at=town.at)
        why = WhyOpen("offender", "隠れた理由")
        residents.leave_open(wife, town.id("gardener"), why, instead_of=stands, by=hat, at=town.at)
    the_clerk_at_night(town)
    return Added()


def add_rooms_of_a_colleague(town: Town) -> Added:
    """What the office knows to have been convened holds two items more, with all that is done in a room."""
    day = town.at.date()
    with wearing(town.hats["promoter"]) as hat:
        for meeting, case in (("support meeting", "old man's case"), ("consented meeting", "mother's case")):
            new = conferences.NewItem(AgendaPurpose.SUPPORT, "隠れた議題", town.id(case))
            item = conferences.put_item(town.id(meeting), new, by=hat, at=town.at)
            [member] = Member.objects.filter(conference=town.id(meeting), membership=town.hats["partner"].membership_id)
            conferences.seat_member(item, member.pk, classes=BASIC, by=hat, at=town.at)
            conferences.share(item, conferences.NewShared("隠れた話"), by=hat, at=town.at)
            brief = conferences.NewShared("隠れた問い", SharedKind.BRIEF, question=KitLine.QUESTION.value)
            conferences.share(item, brief, by=hat, at=town.at)
            for agency in ("partner", "elderly"):
                line = conferences.NewDecision(DecisionKind.ROLE, town.agency(agency), "隠れた決定", day, duty="support")
                conferences.decide(item, line, by=hat, at=town.at)
            conferences.write_minutes(item, "隠れた会議録", kind=MinutesKind.DRAFT, by=hat, at=town.at)
            if meeting == "support meeting":
                until = day + timedelta(days=99)
                parts = ((BASIC, "隠れた問い"),)
                asked = conferences.NewRequest(town.agency("children"), parts, "隠れた理由", "会えない", day, until)
                conferences.request_information(item, asked, by=hat, at=town.at)
                table = conferences.NewTableCopy("隠れた 医師", town.agency("partner"), day)
                conferences.copy_for_the_table(town.id(meeting), table, by=hat, at=town.at)
    return Added()


def add_among_colleagues(town: Town) -> Added:
    """A colleague of the same desk takes a consultation and shuts one of them out of it."""
    added = Added()
    person = _register(town, added, "children", SECRET)
    with wearing(town.hats["children"]) as hat:
        new = NewConsultation(resident=person, statements=(NewStatement("家賃"),), next_on=town.at.date())
        made = intake.receive_consultation(new, by=hat, at=town.at)
        added.consultations.append(made)
        for one in (person, made):
            sharing.block_staff(one, staff=town.hats["husband_himself"].staff_id, kind="declared", by=hat, at=town.at)
    return added


def _register(town: Town, added: Added, by: str, person: Registration) -> UUID:
    with wearing(town.hats[by]) as hat:
        made = residents.register_resident(person, search_token=search_token(hat), by=hat, at=town.at)
    added.residents.append(made)
    return made


def _double(person: Registration) -> Registration:
    """The same person once more, as another agency would write them down."""
    return replace(person, contacts=person.contacts[:2], considerations=(), former_name="")


def _family(town: Town, secret: UUID, kin: UUID) -> None:
    with wearing(town.hats["counter"]) as hat:
        residents.join_household(secret, lives_with=kin, by=hat, at=town.at)
        residents.join_household(town.id("debtor"), lives_with=kin, by=hat, at=town.at)
        residents.add_kinship(town.id("debtor"), other=secret, relation="sibling", note="姉", by=hat, at=town.at)
        residents.add_kinship(town.id("gardener"), other=secret, relation="spouse", by=hat, at=town.at)


def _work(town: Town, added: Added, secret: UUID) -> None:
    caller = NewCaller("密 告子", "neighbour", "090-6666-0009", "名は出さない", confidential=True)
    new = NewConsultation(
        resident=secret,
        caller=caller,
        issues=("money.income",),
        worst="money.income",
        statements=(NewStatement("家賃", information_class=LIVING), NewStatement("前歴", information_class=JUSTICE)),
        next_on=town.at.date() + timedelta(days=3),
    )
    with wearing(town.hats["counter"]) as hat:
        made = intake.receive_consultation(new, by=hat, at=town.at)
        letter = NewReferral(receiver=town.agency("health"), kind="join", classes=BASIC | LIVING, reason="家計")
        added.referrals.append(intake.send_referral(made, letter, by=hat, at=town.at).id)
    added.consultations.append(made)


def _shut(town: Town, secret: UUID) -> None:
    with wearing(town.hats["counter"]) as hat:
        residents.protect_whereabouts(secret, protection="applied", by=hat, at=town.at)
        residents.leave_household(town.id("wife"), by=hat, at=town.at)
        residents.protect_whereabouts(town.id("debtor"), protection="applied", by=hat, at=town.at)
        for one in ("stranger", "children", "partner"):
            sharing.block_staff(secret, staff=town.hats[one].staff_id, kind="declared", by=hat, at=town.at)


def _unseen_in_what_is_seen(town: Town) -> None:
    """Into a consultation that another agency sees in part, what that part does not hold."""
    with wearing(town.hats["counter"]) as hat:
        for cls in (HEALTH, JUSTICE):
            said = NewStatement("見えない記載", information_class=cls)
            intake.add_statement(town.id("debtor's call"), said, by=hat, at=town.at)
            intake.add_statement(town.id("gardener's call"), said, by=hat, at=town.at)
        residents.add_contact(town.id("debtor"), NewContact("0565-66-0002", kind="landline"), by=hat, at=town.at)


def _farms() -> list[UUID]:
    with outside_the_walls():
        return list(Resource.objects.filter(name__startswith="みのり農園").order_by("name").values_list("pk", flat=True))


def _takes_part(town: Town, secret: UUID, consultation: UUID) -> None:
    """The woman whom nobody knows takes part: wishes, a search in vain, a placement with trouble, a card for its host."""
    day = town.at.date()
    with wearing(town.hats["promoter"]) as hat:
        new = cases.NewCase(
            consultation=consultation, state=CaseState.OUTREACH, next_on=day, next_action="visit", text="隠れたケース"
        )
        case = cases.open_new_case(new, by=hat, at=town.at)
        lines = {side: taking_part.NewLine(f"隠れた{side.label}") for side in Side}
        told = taking_part.NewProfile(waits=True, lines=lines)
        taking_part.write_profile(case, told, file=case, instead_of=None, by=hat, at=town.at)
        taking_part.keep_search(case, Counts(9, 0, 0, 1, {"day": 9}), "隠れた場がない。", file=case, by=hat, at=town.at)
        farm = _farms()[0]
        proposal = taking_part.propose(
            case, taking_part.NewProposal(farm, None, "隠れた農園", ["隠れた理由"]), file=case, by=hat, at=town.at
        )
        taking_part.choose_proposal(case, proposal, version=1, by=hat, at=town.at)
        placement = taking_part.arrange_placement(case, proposal, by=hat, at=town.at)
        trouble = taking_part.NewRecord(RecordKind.INCIDENT, day, "隠れた困りごと", day)
        taking_part.record_day(case, placement, trouble, by=hat, at=town.at)
        consent = NewConsent(
            stage=ConsentStage.HOST,
            classes=BASIC | HEALTH,
            recipients=(town.agency("partner"),),
            purpose="受入先への紙面",
            starts_at=town.at,
            ends_at=town.at + timedelta(days=30),
            given_by=ConsentGiver.SELF,
            means=ConsentMeans.WRITTEN,
            evidence="隠れた署名",
        )
        sharing.record_consent(secret, consent, by=hat, at=town.at)
        asked = taking_part.NewAsk(AskKind.INVITE, "見学からお願いできますか。", "隠れたできること")
        taking_part.ask_host(case, placement, asked, by=hat, at=town.at)


def _meetings(town: Town) -> None:
    """Another item of a meeting that is known, a class that is not seen in a room that is, and a meeting that nobody else knows."""
    begins = town.at + timedelta(days=9)
    hidden = conferences.NewItem(AgendaPurpose.SUPPORT, "隠れた議題", town.id("mother's case"))
    with wearing(town.hats["promoter"]) as hat:
        conferences.put_item(town.id("support meeting"), hidden, by=hat, at=town.at)
        unseen = conferences.NewShared("見えない話", information_class=JUSTICE)
        conferences.share(town.id("old man's item"), unseen, by=hat, at=town.at)
        new = conferences.NewConference("confidential", "隠れ会議室", begins, begins + timedelta(hours=1))
        made = conferences.call_conference(new, by=hat, at=town.at)
        conferences.put_item(made, hidden, by=hat, at=town.at)
        conferences.invite(made, town.hats["health"].membership_id, by=hat, at=town.at)


def _jobs(town: Town, added: Added) -> None:
    with as_the_clerk():
        for one in added.residents:
            propose_matches(one, at=town.at)
    the_clerk_at_night(town)
