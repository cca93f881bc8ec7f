"""The whole matrix of roles on one screen (役割表).

A role says what somebody may *do*. Whom somebody may *see* is never a matter of role: that comes from a
ground alone (``enishi.sharing``). ``sees_persons`` only says whether grants of the agency reach the role at all:
an administrator or auditor of an agency sees no person through it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    code: str
    label: str
    description: str
    sees_persons: bool
    may: frozenset[str]


PERMISSIONS: dict[str, str] = {
    "receive": "相談を受け付ける",
    "refer": "つなぐ",
    "answer": "つなぎに回答する",
    "lead": "ケースの主担当になる",
    "emergency": "緊急閲覧を使う",
    "coordinate": "全体の滞りを見る・割り振る",
    "reconcile": "名寄せを判断する",
    "review": "緊急閲覧を点検する",
    "audit": "記録を点検する",
    "administer": "機関・職員・コード表を管理する",
    "plan": "統計と計画を見る",
    "tend": "地域の資源を整える",
}

_DESK = frozenset({"receive", "refer", "answer"})

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("counter", "窓口職員", "相談を受け、つなぐ。", True, _DESK | {"emergency"}),
        Role("promoter", "多機関調整推進員", "自分の分野のケースを主導する。", True, _DESK | {"lead", "emergency", "tend"}),
        Role(
            "coordinator",
            "多機関調整管理者",
            "全体を見渡し、滞りを動かし、名寄せを判断する。",
            True,
            _DESK | {"lead", "emergency", "coordinate", "reconcile", "tend"},
        ),
        Role("outreach", "アウトリーチ支援員", "訪問して関係をつくる。", True, _DESK | {"lead", "emergency", "tend"}),
        Role("partner", "支援関係機関の職員", "つながれた相談に応じる。", True, _DESK),
        Role("planner", "企画担当", "個人を見ずに件数と計画を見る。", False, frozenset({"plan", "tend"})),
        Role(
            "privacy_officer",
            "個人情報保護の責任者",
            "緊急閲覧と記録を点検する。相談の内容は見ない。",
            False,
            frozenset({"review", "audit"}),
        ),
        Role("auditor", "監査担当", "記録を点検する。相談の内容は見ない。", False, frozenset({"audit"})),
        Role(
            "administrator",
            "システム管理者",
            "機関・職員・コード表を管理する。個人は一人も見えない。",
            False,
            frozenset({"administer"}),
        ),
    )
}

ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
SEEING_ROLES = sorted(role.code for role in ROLES.values() if role.sees_persons)


def roles_with(permission: str) -> list[str]:
    """Codes of the roles that hold a permission."""
    return sorted(code for code in ROLES if may(code, permission))


def may(role: str, permission: str) -> bool:
    """Whether ``role`` holds ``permission``; an unknown permission is a mistake, not a no."""
    if permission not in PERMISSIONS:
        raise LookupError(permission)
    return permission in ROLES[role].may
