"""What a screen shows shortened and a sheet that leaves the house holds whole: 「11/16」 is 2026-11-16 there, to be sorted."""


class Shortened(str):
    """A text as a screen shows it, with the ``whole`` that is written instead into CSV and XLSX."""

    whole: str

    def __new__(cls, text: str, whole: str) -> "Shortened":
        made = super().__new__(cls, text)
        made.whole = whole
        return made
