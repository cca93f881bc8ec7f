"""One keep-alive connection that behaves like a browser and times requests."""

import http.client
import select
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.forms import form_for


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float
    location: str = ""

    def __add__(self, later: "Answer") -> "Answer":
        """Several requests that a person makes for one thing."""
        return Answer(later.status, self.body + later.body, self.seconds + later.seconds, later.location)


Pairs = list[tuple[str, str]]


@dataclass
class Client:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def again(self) -> "Client":
        """Another connection of the same signed-in browser."""
        return Client(self.port, dict(self.cookies))

    def request(
        self, method: str, path: str, fields: Pairs | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | (
            headers or {}
        )
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            sent |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        self._leave_what_has_ended()
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Answer(response.status, content, seconds, response.getheader("Location") or "")

    def _leave_what_has_ended(self) -> None:
        """A connection that stood idle while others were measured may have been closed; a browser opens another then."""
        waiting = self.connection.sock
        if waiting is not None and select.select([waiting], [], [], 0)[0]:
            self.connection.close()

    def _keep(self, set_cookie: str) -> None:
        cookie, _, _attributes = set_cookie.partition(";")
        key, _, text = cookie.partition("=")
        if text and text != '""':
            self.cookies[key.strip()] = text
        else:
            self.cookies.pop(key.strip(), None)

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post(self, path: str, fields: Pairs, headers: dict[str, str] | None = None) -> Answer:
        return self.request("POST", path, fields, headers)

    def submit(self, path: str, values: dict[str, str | list[str]], *, page: str = "") -> Answer:
        """Open ``page`` (default: ``path``), fill its form for ``path`` in, send it. The seconds are those of both."""
        shown = self.get(page or path)
        return shown + self.post(path, form_for(shown.body, path).filled(values))
