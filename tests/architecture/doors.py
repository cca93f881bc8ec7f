"""Who may come in where: every address of the house has one row here. `docs/reference/doors.md` is drawn from it.

`python -m tests.architecture.doors` writes the page anew. An address without a row fails the suite.
Roles that the row lets in get ``get``; other roles 403; somebody signed out, or with another kind of sign-in, 302.
A row with a ``thing`` has an id in its address: `tests/architecture/things.py` makes one that the hat may open and one that it
may not; the latter, one that never was, and a malformed one get the same 404.
"""

from dataclasses import dataclass
from pathlib import Path

from enishi.agencies.roles import PERMISSIONS, ROLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "doors.md"
HERE = "tests/architecture/doors.py"


@dataclass(frozen=True)
class Row:
    """``who``: open, link, signed_in, or permissions of which one is needed (``"coordinate audit"``)."""

    name: str
    who: str
    says: str
    get: int = 200
    thing: str = ""

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset(self.who.split()) & frozenset(PERMISSIONS)

    def status(self, visitor: str) -> int:
        """What a GET by ``visitor`` (a role, ``nobody`` or ``link``) is answered, when the thing is one they may open."""
        if self.who == "open":
            return self.get
        if self.who == "link":
            return self.get if visitor == "link" else 302
        if visitor in {"nobody", "link"}:
            return 302
        return self.get if self.who == "signed_in" or self.permissions & ROLES[visitor].may else 403


ROWS = (
    Row("website:home", "signed_in", "今日"),
    Row("website:sign-in", "open", "サインイン"),
    Row("website:sign-in-code", "open", "確認コード（途中でなければサインインへ）", get=302),
    Row("website:enrol", "open", "認証アプリの登録（途中でなければサインインへ）", get=302),
    Row("website:recovery-codes", "open", "回復コード（途中でなければサインインへ）", get=302),
    Row("website:sign-in-hat", "open", "所属を選ぶ（途中でなければサインインへ）", get=302),
    Row("website:sign-in-as", "open", "見本の市の一押しサインイン（送信のみ。ほかの市では404）", get=405),
    Row("website:sign-out", "open", "サインアウト（送信のみ）", get=405),
    Row("website:lock", "signed_in", "画面を閉じる（送信のみ）", get=405),
    Row("website:hats", "signed_in", "所属・役割を替える"),
    Row("website:password", "signed_in", "パスワードを替える"),
    Row("website:healthz", "open", "動いているか（中身なし）"),
    Row("website:gallery", "open", "部品の見本（市の内容なし）"),
    Row("website:gallery-question", "open", "部品の見本（確かめる画面）"),
)
VISITORS = ("nobody", "link", *ROLES)


def page() -> str:
    """The table as it stands in the documents."""
    heads = ["アドレス", "内容", "だれが", "サインイン前", "リンク", *(role.label for role in ROLES.values())]
    lines = [
        "# Doors: who may come in where",
        "",
        f"Drawn from `{HERE}` by `python -m tests.architecture.doors`; the suite compares every address with it.",
        "Status of a GET. 302 = to the sign-in page, 403 = not with this role, 405 = form target only. What the visitor then"
        " sees of a person is decided by grounds alone; a hidden thing answers 404, like one that never was.",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
    ]
    for row in sorted(ROWS, key=lambda row: row.name):
        who = {"open": "だれでも", "link": "リンク", "signed_in": "職員"}.get(row.who) or "・".join(
            PERMISSIONS[one] for one in row.who.split()
        )
        statuses = [str(row.status(visitor)) for visitor in VISITORS]
        lines.append("| " + " | ".join([f"`{row.name}`", row.says, who, *statuses]) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
