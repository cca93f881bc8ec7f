from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.office.wareki import DateProblem
from enishi.residents.access import joined_to, search_token
from enishi.residents.rules.search_keys import Wanted, wanted
from enishi.sharing.access import record_search
from enishi.sharing.terms import Purpose

MOST = 50


@dataclass(frozen=True)
class Found:
    """What a search found: registers that the hat may see, in order of kana; ``token`` proves the search."""

    residents: tuple[UUID, ...] = ()
    more: bool = False
    token: str = ""
    problem: str = ""


def find_residents(
    hat: Hat, text: str, *, birth: str = "", to: Purpose = Purpose.RECEIVING, word: str = "resident.search"
) -> Found:
    """Search by the beginning of kana or name, birth date, telephone number or reference.

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
    hits = list(dict.fromkeys(_find(asked)))
    standing = joined_to(hits) if hits else {}
    people = list(dict.fromkeys(standing.get(one, one) for one in hits))
    return Found(tuple(people[:MOST]), len(people) > MOST, search_token(hat))


def _find(asked: Wanted) -> list[UUID]:
    found = prepared.rows(
        "SELECT resident FROM residents_find(%s::text[], %s, %s, %s, %s)",
        [list(asked.kinds), asked.first, asked.past, asked.birth, MOST + 1],
    )
    return [row[0] for row in found]
