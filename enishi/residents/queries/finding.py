from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.office.wareki import DateProblem
from enishi.residents.access import search_token
from enishi.residents.rules.search_keys import Wanted, wanted
from enishi.sharing.access import record_look, record_search
from enishi.sharing.terms import InformationClass, Purpose

MOST = 50
# Who was found, as the register that stands for them where a link is seen (its wall asks that both are reached). As one
# question: apart, the links took longer to ask for than the finding.
FIND = """
SELECT coalesce((SELECT j.winner_id FROM residents_joining j WHERE j.loser_id = f.resident AND j.undone_at IS NULL
                  ORDER BY j.joined_at DESC, j.id DESC LIMIT 1), f.resident)
  FROM residents_find(%s::text[], %s, %s, %s, %s) WITH ORDINALITY AS f(resident, place) ORDER BY f.place
"""


@dataclass(frozen=True)
class Found:
    """What a search found: registers whose basics the hat reaches, in order of kana; ``token`` proves the search."""

    residents: tuple[UUID, ...] = ()
    more: bool = False
    token: str = ""
    problem: str = ""


def find_residents(
    hat: Hat, text: str, *, birth: str = "", to: Purpose = Purpose.RECEIVING, word: str = "resident.search"
) -> Found:
    """Search by the beginning of kana or name (when that finds nobody, by its words in another order), birth date,
    telephone number or reference.

    Records the search. Finds only registers that the hat may see; at most 50. Registers known to be one
    person come once. Content is read after a look, as ever.

    :returns: with ``problem`` in Japanese, and no token, when nothing could be looked for
    """
    try:
        asked = wanted(text, birth)
    except DateProblem as problem:
        return Found(problem=str(problem))
    if asked is None:
        return Found(problem="氏名・カナ・生年月日・電話番号・整理番号のどれかを入れてください。")
    record_search(hat, to=to, word=word)
    people = list(dict.fromkeys(_find(asked) or chain.from_iterable(map(_find, asked.turned))))
    return Found(tuple(people[:MOST]), len(people) > MOST, search_token(hat))


def look_at_found(hat: Hat, residents: Sequence[UUID], *, to: Purpose, word: str) -> None:
    """Record the look at those whom :func:`find_residents` found and a list shows.

    The search has asked the predicate already, for each of them and in this request; it is not asked once more.
    """
    if residents:
        record_look(hat, residents, to=to, word=word, classes=InformationClass.BASIC, deliberate=False)


def _find(asked: Wanted) -> list[UUID]:
    kinds = "{" + ",".join(asked.kinds) + "}"
    return [one for (one,) in prepared.rows(FIND, [kinds, asked.first, asked.past, asked.birth, MOST + 1])]
