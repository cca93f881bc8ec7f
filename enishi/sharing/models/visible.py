"""The one predicate. Every list, detail, search, count and export of the application filters by it."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, UUIDField, Value
from django.db.models.expressions import RawSQL

from enishi.agencies.hats import Hat
from enishi.sharing.models.grant import Grant
from enishi.sharing.terms import InformationClass


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
    column = OuterRef(information_class) if isinstance(information_class, str) else Value(int(information_class))
    wanted: Any = ExpressionWrapper(column, output_field=IntegerField())
    covers = Q(given__gt=0)
    if origin and hat.own_agency_id:
        covers |= Q(written_by=hat.own_agency_id)
    grants = (
        Grant.objects.alias(
            given=F("classes").bitand(wanted),
            closed=F("sealed_classes").bitand(wanted),
            written_by=ExpressionWrapper(OuterRef(origin) if origin else Value(None), output_field=UUIDField()),
        )
        .filter(covers, binder_id=OuterRef(binder), grantee_id__in=hat.grantees, closed=0)
        .filter(starts_at__lte=at, revoked_at__isnull=True)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    )
    return Q(Exists(grants)) & ~Q(**{f"{binder}__in": RawSQL("SELECT unnest(enishi_blocks())", ())})
