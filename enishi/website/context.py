"""What every page knows. Nothing here asks the database unless the page prints it."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from enishi.agencies.hats import Hat
from enishi.agencies.roles import ROLES
from enishi.website import idle, queries

# name of the address → the label, and who is offered it (no permission: every hat)
NAVIGATION = (
    ("website:home", "今日", ()),
    ("intake:consultations", "相談", ("receive",)),
    ("intake:referrals", "つなぎ", ("refer", "answer")),
    ("cases:cases", "ケース", ("lead", "answer")),
    ("conferences:conferences", "会議", ("lead", "answer")),
    ("participation:waiting", "参加支援", ("lead",)),
    ("residents:search", "住民を探す", ("receive",)),
    ("reporting:papers", "帳票", ("receive",)),
    ("intake:stagnation", "滞り", ("coordinate",)),
    ("cases:overview", "全体のケース", ("coordinate",)),
    ("residents:candidates", "名寄せ", ("reconcile",)),
    ("office:inbox", "受信箱", ()),
    ("agencies:directory", "機関を探す", ()),
    ("community:home", "地域の資源", ()),
    ("network:members", "参加支援の会員と依頼", ("tend",)),
    ("agencies:agencies", "機関の管理", ("administer",)),
    ("agencies:staff", "職員の管理", ("administer",)),
    ("website:resets", "サインインの再登録", ("administer",)),
    ("agencies:imports", "取り込み", ("administer",)),
    ("agencies:calendar", "休庁日", ("administer",)),
    ("agencies:settings", "期日の設定", ("administer",)),
    ("agencies:vocabularies", "コード表", ("administer",)),
    ("conferences:kinds", "会議の種類", ("administer",)),
    ("reporting:wordings", "渡す紙の文面", ("administer",)),
    ("sharing:emergencies", "緊急閲覧の点検", ("review",)),
    ("conferences:handovers", "会議の事務局の引き継ぎ", ("review",)),
    ("residents:request-dates", "開示請求の期限", ("audit",)),
    ("office:trail", "記録", ("audit",)),
    ("conferences:themes", "地域の課題", ("coordinate", "plan")),
    ("intake:counts", "件数", ("plan",)),
)
ADDRESSES = {
    "home": "website:home",
    "search": "residents:search",
    "new_consultation": "intake:receive",
    "inbox": "office:inbox",
    "sign_out": "website:sign-out",
    "sign_in": "website:sign-in",
    "lock": "website:lock",
    "password": "website:password",
    "help": "website:help",
}
NEEDS = {"search": "receive", "new_consultation": "receive"}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=64)
def _menu(role: str) -> tuple[tuple[str, str], ...]:
    may = ROLES[role].may
    offered = [(label, _address(name)) for name, label, needs in NAVIGATION if not needs or may & set(needs)]
    return tuple((label, url) for label, url in offered if url)


@lru_cache(maxsize=64)
def _addresses(role: str, other_hats: bool) -> dict[str, str]:
    may = ROLES[role].may if role else frozenset()
    found = {key: _address(name) for key, name in ADDRESSES.items() if key not in NEEDS or NEEDS[key] in may}
    if other_hats:
        found["change_hat"] = _address("website:hats")
    return {key: url for key, url in found.items() if url}


def page(request: HttpRequest) -> dict[str, Any]:
    hat: Hat | None = getattr(request, "hat", None)
    signed_in = hat is not None and bool(getattr(hat, "role", ""))
    role = hat.role if signed_in and hat else ""
    others = hat.other_hats if hat and signed_in else 0
    here = _here(role, request.path) if signed_in else ""
    return {
        "hat": hat,
        "navigation": _navigation(role, here) if signed_in else (),
        "addresses": _addresses(role, bool(others)),
        "shell": f"{role} {others} {'' if hat is None else 'hat'} {here}",
        "inbox_count": _unread(hat) if signed_in and hat else 0,
        "city_name": "",
        "idle_minutes": str(idle.BLANK_AFTER_MINUTES),
    }


def _unread(hat: Hat) -> Any:
    """As it was told with who asks, else asked for when the page prints it."""
    return SimpleLazyObject(queries.unread) if hat.unread is None else hat.unread


def _here(role: str, path: str) -> str:
    """The entry of the menu in which a page stands."""
    found = (url for _, url in _menu(role) if path == url or (url != "/" and path.startswith(url)))
    return max(found, key=len, default="")


@lru_cache(maxsize=512)
def _navigation(role: str, here: str) -> tuple[dict[str, Any], ...]:
    return tuple({"label": label, "url": url, "current": url == here} for label, url in _menu(role))
