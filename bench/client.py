"""One keep-alive connection that signs in like a browser and times requests."""

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float
    location: str = ""


@dataclass
class Client:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def request(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, _attributes = value.partition(";")
                key, _, text = cookie.partition("=")
                if text and text != '""':
                    self.cookies[key.strip()] = text
                else:
                    self.cookies.pop(key.strip(), None)
        return Answer(response.status, content, seconds, response.getheader("Location") or "")

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]], *, form: str | None = None) -> Answer:
        """Send a form; ``form`` is the page that shows it, whose CSRF token is used (default: ``path``)."""
        page = self.get(form or path).body.decode()
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        found = TOKEN.search(page)
        if found:
            pairs.append(("csrfmiddlewaretoken", found.group(1)))
        return self.request("POST", path, pairs)


def token_of(page: bytes) -> str:
    found = TOKEN.search(page.decode())
    return found.group(1) if found else ""
