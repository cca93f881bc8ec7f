"""Seeded bugs in what the pages of meetings show (see ``http_mutants.py``)."""

from tests.noninterference.http_mutants import GRANT_TO_CLASS, LOOKED, Code, HttpMutant, Markup, Wall

ROOM = frozenset({"conferences:item"})
KIT, COPY = frozenset({"conferences:kit"}), frozenset({"conferences:kit-copy"})

MUTANTS = [
    HttpMutant(
        "what is said in a room is shown whatever its class",
        (Wall("conferences_shareditem", GRANT_TO_CLASS),),
        ROOM,
        ("partner",),
    ),
    HttpMutant(
        "every part of a request is shown to who is seated",
        (Wall("conferences_requestpart", GRANT_TO_CLASS),),
        frozenset({"conferences:request"}),
        ("health",),
    ),
    HttpMutant(
        "an invitation opens the room before the pledge",
        (
            Wall("conferences_agendaitem"),
            Code(
                "enishi.conferences.access:open_item",
                "if item not in opened or row.conference_id not in opened:",
                "if row.conference_id not in opened:",
            ),
        ),
        ROOM,
        ("coordinator",),
    ),
    HttpMutant(
        "a former member still finds the meeting",
        (
            Wall("conferences_conference"),
            Code(
                "enishi.conferences.access:open_conference",
                "if conference not in",
                "if conference in",
            ),
        ),
        frozenset({"conferences:conference"}),
        ("children",),
    ),
    HttpMutant(
        "a look at a room is recorded without the classes that the page shows",
        (
            Code("enishi.conferences.access:open_item", "word=word)", "word=word, classes=1)"),
            Wall("conferences_shareditem", LOOKED, ""),
        ),
        ROOM,
        ("promoter",),
    ),
    HttpMutant(
        "a copy of the kit holds what is said whatever its class",
        (Wall("conferences_shareditem", GRANT_TO_CLASS),),
        COPY,
        ("partner",),
    ),
    HttpMutant(
        "a copy of the kit is filled as it was for who took one before",
        (
            Code(
                "enishi.conferences.queries.kit:_read",
                "prepared.models(SharedItem, wanted, [prepared.array(said), SharedKind.TOLD.value])",
                "_read.__dict__.setdefault(str(found.id), prepared.models(SharedItem, wanted, [prepared.array(said), '']))",
            ),
        ),
        COPY,
        ("promoter", "partner"),
    ),
    HttpMutant(
        "the names on copies for the table are told to every member",
        (
            Wall("conferences_kitcopy", policy="conferences_kitcopy_own"),
            Code("enishi.conferences.queries.kit:kit_page", "copies if found.convenes else []", "copies"),
            Markup("conferences/kit.html", "{% if page.found.convenes %}", "{% if page %}"),
        ),
        KIT,
        ("partner",),
    ),
    HttpMutant(
        "the names on copies for the table are told to colleagues of who convened",
        (
            Wall("conferences_kitcopy", policy="conferences_kitcopy_own"),
            Code("enishi.conferences.queries.kit:kit_page", "if found.convenes else", "if found.is_of_its_office else"),
            Markup("conferences/kit.html", "{% if page.found.convenes %}", "{% if page.found.is_of_its_office %}"),
        ),
        KIT,
        ("outreach",),
    ),
    HttpMutant(
        "the page tells colleagues of who convened how many items there are",
        (
            Code(
                "enishi.conferences.queries.conference_page:conference_page",
                "state=STATES[found.row.state]",
                "state=f'{STATES[found.row.state]} {found.row.items.count()}'",
            ),
            Wall("conferences_agendaitem"),
        ),
        frozenset({"conferences:conference"}),
        ("outreach",),
        runs=True,
    ),
    HttpMutant(
        "the page counts the items at which others sit",
        (
            Code(
                "enishi.conferences.queries.conference_page:_item",
                "purpose=one.get_purpose_display()",
                "purpose=f'{one.get_purpose_display()} {one.conference.items.count()}'",
            ),
            Wall("conferences_agendaitem"),
        ),
        frozenset({"conferences:conference"}),
        ("partner",),
        runs=True,
    ),
]
