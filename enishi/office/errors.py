"""What a door or a verb answers when it says no."""

import errno
from collections.abc import Iterable
from typing import Any
from uuid import UUID


class NotFound(Exception):
    """The thing does not exist for this hat: absent and hidden are the same.

    The website answers 404 with one fixed page and records the refusal after the rollback, on the gate's
    connection; recording it inside the transaction that it aborts would lose it.
    """

    def __init__(self, what: str, subject: UUID | str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.subject = subject


class On(str):
    """A reason that is about one field of the form, where the form has it (``put_on``)."""

    field: str

    def __new__(cls, field: str, reason: str) -> "On":
        one = super().__new__(cls, reason)
        one.field = field
        return one


def put_on(form: Any, reasons: Iterable[str]) -> None:
    """Put reasons on a form that was cleaned: each at its field, the others above all."""
    for reason in reasons:
        field = reason.field if isinstance(reason, On) and reason.field in form.fields else None
        form.add_error(field, str(reason))


class Refused(Exception):
    """A verb may not be done now. Holds every reason at once, each a Japanese sentence saying what to do."""

    def __init__(self, reasons: str | Iterable[str]) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))


class Overtaken(Exception):
    """Somebody else changed the thing after this form was opened (版の競合).

    ``theirs`` maps field → (text now stored, who, when) so that the page can show both versions.
    ``instead`` says where to go when sending again cannot help.
    """

    def __init__(self, theirs: dict[str, str], *, instead: str = "") -> None:
        super().__init__("版が変わっています")
        self.theirs = theirs
        self.instead = instead


WHY_NOT = {
    errno.ENOENT: "ファイルがありません。名前と場所を確かめてください",
    errno.EACCES: "読み書きする権限がありません",
    errno.EPERM: "読み書きする権限がありません",
    errno.EISDIR: "ファイルではなく、フォルダーです",
    errno.ENOTDIR: "途中のフォルダーがありません",
    errno.ENOSPC: "ディスクに空きがありません",
    errno.EROFS: "書き込めないディスクです",
}


def why_not(error: OSError) -> str:
    """Why a file cannot be read or written, for the terminal; in the system's words where this table has none."""
    return WHY_NOT.get(error.errno or 0, error.strerror or str(error))
