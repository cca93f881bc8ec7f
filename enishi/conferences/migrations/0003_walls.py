"""Walls: a meeting is known to who is convened, an item to who is seated at it; nothing that was said is ever changed."""

from django.db import migrations

from enishi.sharing import walls

OF_A_CONFERENCE = ("timeoption", "member", "availability")
OF_AN_ITEM = ("seat", "decision", "rebasing", "rebaseditem")
CONTENT = ("shareditem", "decisionwords", "minutes", "informationrequest", "requestpart", "partanswer")
CHANGED = {"member": "INSERT, UPDATE", "seat": "INSERT, UPDATE", "decision": "INSERT, UPDATE"}

TABLES = [
    "GRANT SELECT ON conferences_conferencekind TO enishi_app, enishi_kernel, enishi_clerk",
    *walls.index_wall("conferences_supportdecision", binder="case_id", write="INSERT"),
    *walls.index_wall("conferences_conference"),
    *walls.index_wall("conferences_agendaitem", write="INSERT"),
    *(
        statement
        for name in OF_A_CONFERENCE
        for statement in walls.index_wall(
            f"conferences_{name}", binder="conference_id", write=CHANGED.get(name, "INSERT")
        )
    ),
    *(
        statement
        for name in OF_AN_ITEM
        for statement in walls.index_wall(
            f"conferences_{name}", binder="item_id", write=CHANGED.get(name, "INSERT")
        )
    ),
    *(
        statement
        for name in CONTENT
        for statement in walls.content_wall(
            f"conferences_{name}", binder="item_id", information_class="information_class", write="INSERT"
        )
    ),
    *(
        statement
        for name in ("conference", *CHANGED)
        for statement in walls.not_by_link(f"conferences_{name}")
    ),
    *walls.no_statistics(*(f"conferences_{name}" for name in CONTENT)),
]
READ = ("supportdecision", "conference", "agendaitem", *OF_A_CONFERENCE, *OF_AN_ITEM)
KERNEL = [
    *walls.kernel_reads(*(f"conferences_{name}" for name in (*READ, *CONTENT))),
    "GRANT UPDATE ON conferences_member, conferences_seat TO enishi_kernel",
    "CREATE POLICY conferences_member_ended ON conferences_member FOR UPDATE TO enishi_kernel USING (true)",
    "CREATE POLICY conferences_seat_ended ON conferences_seat FOR UPDATE TO enishi_kernel USING (true)",
    "GRANT SELECT ON agencies_pledge TO enishi_kernel",
    "CREATE POLICY agencies_pledge_kernel ON agencies_pledge FOR SELECT TO enishi_kernel USING (true)",
]


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0002_kinds"),
        ("sharing", "0009_conference_rooms"),
        ("agencies", "0004_particulars_rights"),
    ]

    operations = [migrations.RunSQL(TABLES), migrations.RunSQL(KERNEL)]
