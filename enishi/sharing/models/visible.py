"""The one predicate. Every list, detail, search, count and export of the application filters by it."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.sharing.models.grant import Grant
from enishi.sharing.terms import BinderKind, InformationClass

# Written out and not put together by the ORM: putting it together took longer than PostgreSQL takes to answer (bench).
# OFFSET 0: it is asked of the rows that a list finds otherwise. A plan made for an agency that sees little begins with all that it
# sees, and at the city's first desk that is a good part of the city. A list that has nothing else to go by begins `within`.
REACHED = """(EXISTS (
    SELECT 1 FROM sharing_grant g
     WHERE g.binder_id = {binder} AND g.grantee_id = ANY ({grantees})
       AND ((g.classes & {cls}) <> 0 OR {origin} = {own})
       AND (g.sealed_classes & {cls}) = 0
       AND g.starts_at <= {at} AND (g.ends_at IS NULL OR g.ends_at > {at})
       AND g.revoked_at IS NULL OFFSET 0)
  AND NOT ({binder} = ANY ((SELECT enishi_blocks())::uuid[])))"""


class Reached(Func):
    """:data:`REACHED` for the columns of a query: the binder, the row's class, the agency that wrote the row."""

    output_field = BooleanField()  # type: ignore[assignment]

    def __init__(self, *columns: Any, hat: Hat, at: datetime) -> None:
        super().__init__(*columns)
        self.hat, self.at = hat, at

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        texts, given = [], []
        for column in self.source_expressions:
            text, values = compiler.compile(column)
            texts.append(text)
            given += values
        if given:
            raise ValueError("the predicate takes columns and numbers")
        sql, values = self.written(*texts)
        return sql, tuple(values)

    def written(self, binder: str, cls: str = "1", origin: str = "NULL::uuid") -> tuple[str, list[Any]]:
        """The predicate and its values, for a statement that is written out."""
        values = [self.hat.grantees, self.hat.own_agency_id, self.at, self.at]
        text = REACHED.format(binder=binder, cls=cls, origin=origin, grantees="%s", own="%s", at="%s")
        return text, values

    def by_name(self, binder: str, cls: str = "1", origin: str = "NULL::uuid") -> str:
        """The predicate for a statement whose values have names; its own are :attr:`named`."""
        names = {"grantees": "%(grantees)s::uuid[]", "own": "%(own)s", "at": "%(at)s"}
        return REACHED.format(binder=binder, cls=cls, origin=origin, **names)

    @property
    def named(self) -> dict[str, Any]:
        return {"grantees": prepared.array(self.hat.grantees), "own": self.hat.own_agency_id, "at": self.at}


class Written(Value):
    """A constant that stands in the statement itself."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return str(self.value), ()


def visible(
    hat: Hat,
    at: datetime,
    *,
    binder: str = "pk",
    information_class: int | str = InformationClass.BASIC,
    origin: str | None = None,
) -> Q:
    """Rows that ``hat`` has a ground to see at ``at``.

    A row is visible when a live grant to the hat's agency or membership covers its class, or the row was written
    by the hat's own agency, which keeps its own entries while it holds any grant on the binder; never when
    a seal without a key covers the class, and never when the member of staff is blocked.

    :param binder: the column that holds the binder's id
    :param information_class: a class, or the name of the column that holds the row's class
    :param origin: the column of the agency that wrote the row
    """
    cls = F(information_class) if isinstance(information_class, str) else Written(int(information_class))
    author = F(origin) if origin else Written("NULL::uuid")
    return Q(Reached(F(binder), cls, author, hat=hat, at=at))


def within(hat: Hat, at: datetime, kind: BinderKind, *, binder: str = "pk") -> Q:
    """Rows of binders of one kind that have a live grant to ``hat``: where a list begins that only :func:`visible` narrows."""
    kept = Written(f"'{kind.value}'")  # in the statement itself: only so does an index of one kind serve it
    live = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    grants = Grant.objects.filter(live, grantee_id__in=hat.grantees, binder_kind=kept, revoked_at__isnull=True)
    return Q(**{f"{binder}__in": grants.order_by().values("binder")})
