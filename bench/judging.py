"""``python -m bench.judging``: how long the verdict on every place of a seeded city takes for one person, with all reasons."""

import gc
import time

import django

TURNS = 30


def main() -> None:
    django.setup()
    from django.utils import timezone

    from enishi.community.queries.offers import offers
    from enishi.participation.rules.judging import suggest
    from enishi.participation.rules.wishes import Wishes

    known = offers(on=timezone.localdate())
    gc.collect()
    gc.freeze()  # as the web server has them, see `queries.offering`
    wishes = Wishes(
        purposes=frozenset({"experience", "training"}),
        days=frozenset({1, 3, 5}),
        parts=frozenset({"morning"}),
        age=34,
        latitude=35.06,
        longitude=137.14,
        town="みのり町一丁目",
        max_km=6,
        needed=frozenset({"quiet"}),
        cared_for=frozenset({"small", "pauses"}),
        likes=("畑", "歌", "本"),
        can=("箱づめ", "料理"),
        times_a_week=2,
    )
    taken, spent = [], []
    for _ in range(TURNS):
        began, working = time.perf_counter(), time.process_time()
        found = suggest(wishes, known)
        fitting = (one for tier in found.fitting.values() for one in tier)
        reasons = sum(len(one.reasons) for one in (*fitting, *found.near, *found.rest))
        taken.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - working) * 1000)
        if reasons < found.count or found.count != len(known):
            raise SystemExit("a place has no verdict or no reason")
    print(f"{len(known)} places, {found.found} fit, {reasons} reasons")
    print("processor:", *(f"{one:.1f}" for one in spent))
    print("milliseconds:", *(f"{one:.1f}" for one in taken))


if __name__ == "__main__":
    main()
