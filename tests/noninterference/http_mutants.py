"""Seeded bugs in what the web shows: views, queries, templates, and walls taken down beside them.

Often two walls stand before a leak: then the bug takes both down, because a bug that one wall alone still stops tells nobody
anything. Each is looked for with the sweep's own checks, at the addresses and by the visitors where it would show.
"""

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from django.db import connection
from django.template import Template
from django.template.loader import get_template

from enishi.agencies.tests.cast import outside_the_walls

GRANT_TO_CLASS = "((g.classes & ({table}.information_class)::integer) <> 0)"
# Two hold it: where a name is looked for, and the predicate that is asked of whom was found there.
HELD = "h.grantee_id = who.grantee AND h.kind = wanted"
FOUND = """AND k.kind = wanted AND k.key = h.key
                              AND EXISTS (SELECT 1 FROM sharing_grant g
                        WHERE g.binder_id = k.resident_id AND g.grantee_id = ANY (mine)"""
ANYBODY = (
    ("residents_find", HELD, "h.kind = wanted"),
    ("residents_find", FOUND, FOUND.replace(" AND g.grantee_id = ANY (mine)", "")),
)
NOT_SEALED = "((g.sealed_classes & ({table}.information_class)::integer) = 0)"


class Change(Protocol):
    def at_work(self) -> Any:
        """The bug, as a context manager; what it does to the database ends with the caller's savepoint."""
        ...


def _changed(where: str, text: str, old: str, new: str) -> str:
    if old not in text:
        raise LookupError(f"{where} does not hold {old!r}: the mutant is stale")
    return text.replace(old, new, 1)


@dataclass(frozen=True)
class Wall:
    """A policy of a table for the application's role: a fragment of its text changed, or all of it open."""

    table: str
    old: str = ""
    new: str = "true"
    policy: str = ""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with outside_the_walls(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT policyname, qual FROM pg_policies WHERE tablename = %s AND 'enishi_app' = ANY (roles)"
                " AND cmd IN ('SELECT', 'ALL') AND (%s = '' OR policyname = %s)",
                [self.table, self.policy, self.policy],
            )
            ((name, text),) = cursor.fetchall()
            old = self.old.format(table=self.table)
            text = _changed(self.table, text, old, self.new) if old else "true"
            cursor.execute(f"ALTER POLICY {name} ON {self.table} USING ({text})".replace("%", "%%"))
        yield


@dataclass(frozen=True)
class Definer:
    """A function of the database."""

    name: str
    old: str
    new: str

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with outside_the_walls(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [self.name])
            ((text,),) = cursor.fetchall()
            cursor.execute(_changed(self.name, text, self.old, self.new).replace("%", "%%"))
        yield


@dataclass(frozen=True)
class Code:
    """A function of the application (``package.module:function`` or ``…:Class.method``), wherever it was imported to."""

    where: str
    old: str
    new: str

    @contextmanager
    def at_work(self) -> Iterator[None]:
        module, _, name = self.where.partition(":")
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        function = inspect.unwrap(found)
        source = textwrap.dedent(inspect.getsource(function))
        source = source[source.index("def ") :]
        made: dict[str, Any] = {}
        exec(compile(_changed(self.where, source, self.old, self.new), self.where, "exec"), function.__globals__, made)
        before = function.__code__
        function.__code__ = made[function.__name__].__code__
        try:
            yield
        finally:
            function.__code__ = before


@dataclass(frozen=True)
class Markup:
    """A template, wherever it is included."""

    name: str
    old: str
    new: str

    @contextmanager
    def at_work(self) -> Iterator[None]:
        template: Any = get_template(self.name).template  # type: ignore[attr-defined]
        before = template.nodelist
        changed: Any = Template(_changed(self.name, template.source, self.old, self.new), template.origin, template.name)
        template.nodelist = changed.nodelist
        try:
            yield
        finally:
            template.nodelist = before


@dataclass(frozen=True)
class HttpMutant:
    """``at``: the addresses where it would show; ``by``: who would notice; ``search``: they search there;
    ``runs``: only the two runs can tell, in answers to ``by``.
    """

    name: str
    changes: tuple[Change, ...]
    at: frozenset[str]
    by: tuple[str, ...]
    search: bool = False
    runs: bool = False
    among_colleagues: bool = False

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with ExitStack() as stack:
            for one in self.changes:
                stack.enter_context(one.at_work())
            yield


LOOKED = " AND ((g.looked & ({table}.information_class)::integer) <> 0)"
PERSON = frozenset({"residents:resident"})
FIND = frozenset({"residents:search"})
NAMES_OPEN = (Wall("residents_personname"), Wall("residents_particulars"))


def _unlooked(table: str) -> tuple[Wall, Wall]:
    return Wall(table, LOOKED, ""), Wall(table, "sharing_opened", "sharing_mine")


MUTANTS = [
    HttpMutant(
        "a seal over whereabouts does not cover the addresses",
        (Wall("residents_address", NOT_SEALED),),
        PERSON,
        ("children",),
    ),
    HttpMutant(
        "a seal does not cover telephones that tell where somebody lives",
        (Wall("residents_contact", NOT_SEALED),),
        PERSON,
        ("children",),
    ),
    HttpMutant(
        "statements are shown whatever their class",
        (Wall("intake_statement", GRANT_TO_CLASS),),
        frozenset({"intake:consultation"}),
        ("partner",),
    ),
    HttpMutant(
        "who asked not to be named is shown to those who were referred to",
        (Wall("intake_informant", GRANT_TO_CLASS),),
        frozenset({"intake:consultation"}),
        ("children",),
    ),
    HttpMutant(
        "the list of referrals forgets who may see",
        (
            Code("enishi.intake.queries.referrals:boxed", "visible(hat, at), ", ""),
            Code("enishi.intake.queries.referrals:referral_list", "if one.pk not in opened:", "if False:"),
            Wall("intake_referral"),
            Wall("intake_consultation"),
        ),
        frozenset({"intake:referrals"}),
        ("blocked",),
    ),
    HttpMutant(
        "the list of consultations forgets who may see",
        (
            Code("enishi.intake.queries.held:held", 'reached.written("h.consultation_id")', '("true", [])'),
            Wall("intake_holding"),
            Wall("intake_consultation"),
        ),
        frozenset({"intake:consultations"}),
        ("blocked",),
    ),
    HttpMutant(
        "the list of consultations is counted before it is filtered",
        (
            Code("enishi.intake.queries.held:held", 'reached.written("h.consultation_id")', '("true", [])'),
            Wall("intake_holding"),
            Wall("intake_consultation"),
        ),
        frozenset({"intake:consultations"}),
        ("husband_himself",),
        runs=True,
        among_colleagues=True,
    ),
    HttpMutant(
        "a search counts those whom the searcher may not see",
        tuple(Definer(*one) for one in ANYBODY),
        FIND,
        ("stranger",),
        search=True,
        runs=True,
    ),
    HttpMutant(
        "a duplicate warning shows whom the asker may not see",
        (
            Definer("residents_find_same", "AND g.grantee_id = ANY (mine)", ""),
            Code("enishi.residents.queries.likeness:possible_same", "identities(one for one in near if one in opened)",
                 "identities(near)"),
            *NAMES_OPEN,
        ),
        frozenset({"residents:register", "intake:receive"}),
        ("stranger",),
        search=True,
    ),
    HttpMutant(
        "a search is not recorded",
        (
            Definer("residents_find", "OR NOT enishi_searched()", ""),
            Code("enishi.residents.queries.finding:find_residents", "record_search(hat, to=to, word=word)", "pass"),
        ),
        FIND,
        ("counter",),
        search=True,
    ),
    HttpMutant(
        "those seen in a list are not recorded",
        (
            Code("enishi.sharing.access:_opened", "record_look(hat", "deliberate and record_look(hat"),
            Code("enishi.residents.queries.finding:look_at_found", "if residents:", "if False:"),
            *_unlooked("residents_personname"),
            *_unlooked("residents_particulars"),
        ),
        FIND | {"intake:consultations"},
        ("counter",),
        search=True,
    ),
    HttpMutant(
        "a look is recorded without the classes that the page shows",
        (
            Code("enishi.sharing.access:_opened", "classes=classes, deliberate", "classes=1, deliberate"),
            *_unlooked("intake_statement"),
        ),
        frozenset({"intake:consultation"}),
        ("counter",),
    ),
    HttpMutant(
        "what is hidden is answered with a reason instead of the one 404",
        (
            Code(
                "enishi.website.middleware:_AnsweringRefusals.process_exception",
                "return typed or answers.not_found()",
                "return typed or answers.refused(request, ['この記録は見られません。'])",
            ),
        ),
        PERSON,
        ("stranger",),
    ),
    HttpMutant(
        "a draft can be read by whoever knows its id",
        (Wall("office_draft"),),
        frozenset({"intake:receive"}),
        ("stranger",),
        search=True,
    ),
    HttpMutant(
        "a link goes on working after its end",
        (Definer("enishi_hat", "AND l.ended_at IS NULL AND l.expires_at > enishi_now()", ""),),
        frozenset({"intake:answer"}),
        ("ended_link",),
    ),
    HttpMutant(
        "the page behind a link tells whether there is one",
        (
            Code(
                "enishi.intake.actions.links:sign_in_by_link",
                "if link is None or not right:\n        return None",
                "if link is None:\n        raise Refused('このリンクはありません。')\n    if not right:\n        return None",
            ),
        ),
        frozenset({"intake:answer-door"}),
        ("nobody",),
        search=True,
    ),
    HttpMutant(
        "kin are shown whom the hat may not see",
        (
            Wall("residents_kinship"),
            Code(
                "enishi.residents.queries.person:person_page",
                "Tie(all_faces[one.other], one.relation_label, one.note, one.since, one.id, one.register)\n"
                "            for one in everybody[1]\n            if one.other in all_faces",
                "Tie(all_faces.get(one.other) or Face(one.other), one.relation_label, one.note, one.since, one.id, one.register)"
                " for one in everybody[1]",
            ),
        ),
        PERSON,
        ("husband_himself",),
    ),
    HttpMutant(
        "a household shows whose whereabouts are sealed",
        (Wall("residents_householdmember", "((g.sealed_classes & 40) = 0)"),),
        PERSON,
        ("children",),
        runs=True,
    ),
    HttpMutant(
        "the page of a joined person names the register of another agency",
        (
            Wall("residents_joining"),
            Code("enishi.residents.access:open_resident", "tuple(one for one in registers if one in opened)",
                 "tuple(registers)"),
        ),
        PERSON,
        ("counter",),
    ),
    HttpMutant(
        "a page leads to the other register of a joined person",
        (
            Wall("residents_joining"),
            Code("enishi.residents.views.person:resident", "and person.id in person.opened", ""),
        ),
        PERSON,
        ("counter",),
    ),
    HttpMutant(
        "who sees a person tells that a namesake is known",
        (Definer("sharing_shared_with", "AND g.kind <> 'identity'", ""),),
        PERSON,
        ("stranger",),
        runs=True,
    ),
    HttpMutant(
        "the coordinator's overview holds what is sealed",
        (Definer("intake_overview", "AND (s.classes & 1) <> 0", "AND false"),),
        frozenset({"intake:stagnation"}),
        ("coordinator",),
    ),
    HttpMutant(
        "an agency's inbox tells even those who are shut out",
        (Wall("office_task", policy="task_not_blocked"), Wall("office_notice", policy="notice_not_blocked")),
        frozenset({"website:home", "office:inbox"}),
        ("blocked",),
    ),
    HttpMutant(
        "the inbox shows everybody's tasks",
        (
            Wall("office_task", policy="task_own"),
            Code("enishi.office.inbox:open_tasks", "holder_id__in=list(holders), ", ""),
        ),
        frozenset({"website:home", "office:inbox"}),
        ("stranger", "planner"),
    ),
    HttpMutant(
        "a number leads to a consultation that is not theirs",
        (
            Code("enishi.intake.queries.consultations:find_by_reference", "visible(hat, at), ", ""),
            Wall("intake_consultation"),
        ),
        frozenset({"intake:consultations"}),
        ("stranger",),
        search=True,
    ),
    HttpMutant(
        "what was read of a consultation is kept for the next visitor",
        (
            Code(
                "enishi.intake.queries.content:content",
                "rows = prepared.rows(",
                "rows = (lambda *asked: content.__dict__.setdefault(str(consultation), prepared.rows(*asked)))(",
            ),
        ),
        frozenset({"intake:consultation"}),
        ("counter", "partner"),
    ),
    HttpMutant(
        "a file is handed out by its id alone",
        (Wall("intake_attachment"),),
        frozenset({"intake:attachment"}),
        ("partner",),
    ),
    HttpMutant(
        "a page with a person may be kept by the browser",
        (Code("enishi.website.middleware:closed_headers", 'response["Cache-Control"] = "no-store"', "pass"),),
        PERSON,
        ("counter",),
    ),
    HttpMutant(
        "a template links to the register of whom the consultation is about, seen or not",
        (Markup("intake/consultation.html", "{% block content %}", "{% block content %}{{ page.row.resident_id }}"),),
        frozenset({"intake:consultation"}),
        ("stranger",),
    ),
    HttpMutant(
        "a template prints the ids that a search found before they were looked at",
        (Markup("residents/_found.html", "{% if faces %}", "{{ found.residents|join:' ' }}{% if faces %}"),
         *(Definer(*one) for one in ANYBODY)),
        FIND,
        ("stranger",),
        search=True,
    ),
]
