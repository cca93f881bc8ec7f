"""A list of N rows in a plain table, padded to the bytes of the page it is compared with."""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import path

LOG = "INSERT INTO access_log (user_id, page, rows, at) VALUES (%s, %s, %s, now())"
ROWS = (
    "SELECT t.id, t.number, to_char(t.at, 'YYYY-MM-DD') AS day, t.title, p.name, p.kana, o.name AS office, t.state"
    " FROM bare_task t JOIN bare_person p ON p.id = t.person_id JOIN bare_office o ON o.id = t.office_id"
    " WHERE t.user_id = %s ORDER BY t.at DESC LIMIT %s"
)


@login_required
def rows(request: HttpRequest, count: int, size: int) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOG, [request.user.pk, "rows", count])
        cursor.execute(ROWS, [request.user.pk, count])
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    page = loader.render_to_string("rows.html", {"rows": found, "user": request.user}, request)
    missing = size - len(page.encode())
    return HttpResponse(page + "<!--" + "x" * (missing - 7) + "-->" if missing > 7 else page)


urlpatterns = [path("rows/<int:count>/<int:size>/", rows)]
