"""The paper that a person takes home: a decision for each line, the paper as it was printed, and its handing over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing.actions.kernel import call
from enishi.sharing.models import PersonSheet, Release
from enishi.sharing.queries.releases import Weighed, decisions
from enishi.sharing.rules.release import reasons_not_to_decide
from enishi.sharing.terms import ConsentGiver, ConsentMeans, Verdict

ONLY_OWN_WORK = "本人に渡す記録をつくれるのは、この人の登録を所管している機関だけです。"


@dataclass(frozen=True)
class NewDecision:
    """What somebody chose for one line. ``seen`` is the decision that the screen showed, '' for none."""

    line: str
    verdict: str
    proposed: str
    reason: str = ""
    seen: str = ""


def works_with(resident: UUID, at: datetime) -> bool:
    """Whether the hat sees the person's BASIC as its own work."""
    return bool(call("sharing_giveable", resident, at) & 1)


@transaction.atomic
def decide_releases(resident: UUID, chosen: Iterable[NewDecision], *, by: Hat, at: datetime) -> int:
    """Remember 出す or 伏せる for lines of a person (本人に出すかの判断); what stands already is not written again.

    :returns: how many were written
    :raises Refused: with every reason
    :raises Overtaken: when a colleague decided about one of the lines meanwhile; nothing is written
    """
    if not works_with(resident, at) or by.agency_id is None or by.membership_id is None:
        raise Refused(ONLY_OWN_WORK)
    wanted = list(chosen)
    reasons = [
        reason for one in wanted for reason in reasons_not_to_decide(one.verdict, one.proposed, one.reason)
    ]
    if reasons:
        raise Refused(list(dict.fromkeys(reasons)))
    standing = decisions([resident])
    rows, theirs = list[Release](), dict[str, str]()
    for one in wanted:
        now = standing.get(one.line)
        if now and (now.verdict, now.reason) == (one.verdict, one.reason.strip()):
            continue
        if (str(now.pk) if now else "") != one.seen:
            theirs[one.line] = now.get_verdict_display() if now else ""
            continue
        rows.append(
            Release(
                resident_id=resident,
                origin_id=by.agency_id,
                line=one.line,
                verdict=one.verdict,
                reason=one.reason.strip(),
                decided_by=by.membership_id,
                decided_at=at,
            )
        )
    if theirs:
        raise Overtaken(theirs)
    Release.objects.bulk_create(rows)
    if rows:
        trail.record("release.decided", binders=[resident], detail={"lines": len(rows)})
    return len(rows)


@transaction.atomic
def make_sheet(
    resident: UUID,
    lines: Sequence[Weighed],
    printed: Sequence[dict[str, Any]],
    *,
    recipient: str,
    named: bool,
    since: date,
    by: Hat,
    at: datetime,
) -> UUID:
    """Keep the paper as it will be handed over (本人に渡す記録). Only lines that somebody decided to release are on it.

    :param lines: every line as it was weighed just now
    :param printed: the words of the lines that go onto the paper, in their order
    """
    if not works_with(resident, at) or by.agency_id is None or by.membership_id is None:
        raise Refused(ONLY_OWN_WORK)
    released = any(one.verdict == Verdict.RELEASE for one in lines)
    said = {
        "渡す相手を選んでください。": recipient not in ConsentGiver.values,
        "まだ決めていない行があります。すべての行を「出す」か「伏せる」にして保存してください。": any(
            one.decision is None for one in lines
        ),
        "出す行が変わりました。画面を開き直してください。": bool(printed) != released,
    }
    if reasons := [sentence for sentence, stands in said.items() if stands]:
        raise Refused(reasons)
    row = PersonSheet(
        resident_id=resident,
        origin_id=by.agency_id,
        made_by=by.membership_id,
        made_at=at,
        recipient=recipient,
        named=named,
        since=since,
        lines=list(printed),
    )
    row.save(force_insert=True)
    trail.record("sheet.made", binders=[resident], detail={"sheet": str(row.pk), "lines": len(printed)})
    return row.pk


@transaction.atomic
def hand_over_sheet(
    resident: UUID, sheet: UUID, *, means: str, note: str, version: int, by: Hat, at: datetime
) -> None:
    """Record that the paper was handed over: how the person was known, and how (交付)."""
    said = {
        "渡し方を選んでください。": means not in ConsentMeans.values,
        "本人をどのように確かめて渡したかを書いてください。": not note.strip(),
    }
    if reasons := [sentence for sentence, stands in said.items() if stands]:
        raise Refused(reasons)
    row = PersonSheet.objects.select_for_update().filter(pk=sheet, resident=resident).first()
    if row is None:
        raise NotFound("sheet.hand_over", sheet)
    if row.handed_at or row.version != version:
        if row.handed_at and (row.handed_by, row.handed_note) == (by.membership_id, note.strip()):
            return
        raise Overtaken({"渡した記録": "もう記録されています"})
    row.handed_at, row.handed_by = at, by.membership_id
    row.handed_means, row.handed_note, row.version = means, note.strip(), version + 1
    row.save(update_fields=["handed_at", "handed_by", "handed_means", "handed_note", "version"])
    trail.record("sheet.handed", binders=[resident], detail={"sheet": str(sheet)})
