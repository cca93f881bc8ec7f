"""Files and folders that somebody names on the command line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

ENDS = (".json", ".csv", ".csv.gz")


def town_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file, and of each folder (愛知県/) its files of towns."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.name.lower().endswith(ENDS))
        else:
            yield path
