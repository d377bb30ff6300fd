"""The origin of the scenarios: an app for our engines, and for browsers what `test_transcripts.py` serves.

A scenario is a list of steps, each in a document of its own. `driver.js` asks which step is next, plays it, and tells
what it wrote. Paths under `/control/` are that line; no worker of a scenario answers them, and they are never offline.
A second site, of another origin, is served by `test_transcripts.py` for all of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from oro_framework.hookspecs import hookimpl
from oro_framework.types import ASGIApp, Host, Mount, Receive, Scope, Send

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.stem for path in (HERE / "scenarios").glob("*.js") if path.stem != "kit")
"""All scenarios."""
LIBRARIES = HERE.parents[3] / "build" / "worker-libraries"
"""Where `test_transcripts.py` installs what `libraries/package.json` names."""
PAGE = b'<!doctype html><meta charset=utf-8><title>%s</title><script type=module src="/control/driver.js"></script>'
KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".html": "text/html",
    ".txt": "text/plain",
    ".json": "application/json",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the origin answers; a status of 0 is no answer at all."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """The files of the scenarios, and what pages set, send and tell. Sans-IO.

    Args:
        done: called once with what every scenario wrote.
        other: URL of the other site.
        names: the scenarios that are played.
    """

    def __init__(self, done: Callable[[dict[str, list[str]]], None], other: str, names: Sequence[str]) -> None:
        self.transcripts: dict[str, list[str]] = {}
        self._done = done
        self._other = other
        self._names = names
        self._state: dict[str, str] = {}
        self._orders: list[str] = []
        self._count = 0
        self._scripts: list[list[str]] = []

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request; names of headers are in lower case."""
        parts = urlsplit(target)
        if parts.path.startswith("/control/"):
            return self._control(parts.path.removeprefix("/control/"), body)
        if self._state.get("offline"):
            return Answer(status=0)
        return self._resource(method, parts.path, dict(parse_qsl(parts.query)), headers, body)

    def _control(self, what: str, body: bytes) -> Answer:
        if what == "set":
            self._state |= json.loads(body)
        elif what == "tell":
            told = json.loads(body)
            self.transcripts.setdefault(told["scenario"], []).extend(told["lines"])
            if told["last"]:
                self._state, self._orders, self._count, self._scripts = {}, [], 0, []
        elif what == "other":
            return Answer(body=json.dumps(self._other).encode(), kind="application/json")
        elif what == "scenarios":
            return Answer(body=json.dumps(self._names).encode(), kind="application/json")
        elif what == "done":
            self._done(self.transcripts)
        else:
            return _file(HERE / what)
        return Answer()

    def _resource(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        if (path.endswith("/") and not path.startswith("/dist/")) or path == "/index.html":
            return Answer(body=PAGE % path.encode(), kind="text/html")
        if path.endswith("/count"):
            self._count += 1
            return Answer(body=b"%d" % self._count)
        if path.endswith("/orders"):
            if method == "POST":
                self._orders.append(body.decode())
            return Answer(body=json.dumps(self._orders).encode(), kind="application/json")
        if path.endswith("/echo"):
            told = {"method": method, "body": body.decode(), "headers": {n: headers.get(n) for n in sorted(query)}}
            return Answer(body=json.dumps(told).encode(), kind="application/json")
        if path.endswith("/answer"):
            return Answer(int(query.get("status", "200")), query.get("body", "").encode(), headers=_headers(query))
        if path.endswith("/bytes"):
            count = int(query.get("count", "0"))
            return Answer(body=(bytes(range(251)) * (count // 251 + 1))[:count], kind="application/octet-stream")
        if path.endswith("/asked"):
            asked, self._scripts = self._scripts, []
            return Answer(body=json.dumps(sorted(asked)).encode(), kind="application/json")
        if path.endswith(".js"):
            self._scripts.append([path.rpartition("/")[2], headers.get("cache-control", "")])
        if path.endswith("/mockServiceWorker.js"):
            return _file(LIBRARIES / "node_modules/msw/lib/mockServiceWorker.js")
        if path.startswith("/dist/") and not path.endswith(("/count", "/answer")):
            return _file(LIBRARIES / path.lstrip("/"), self._state)
        if "/lib/" in path:
            return _file(LIBRARIES / "node_modules" / path.partition("/lib/")[2])
        return _file(HERE / "site" / path.lstrip("/"), self._state)


class Other:
    """The other site: answers as it is asked to, and remembers how it was. Sans-IO."""

    def __init__(self) -> None:
        self._asked: list[Mapping[str, str]] = []
        self._offline = False

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request; names of headers are in lower case."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        consent = {"access-control-allow-origin": "*"}
        if parts.path == "/asked":
            asked, self._asked = self._asked, []
            return Answer(body=json.dumps(asked).encode(), kind="application/json", headers=consent)
        if parts.path in ("/offline", "/online"):
            self._offline = parts.path == "/offline"
            return Answer(headers=consent)
        if self._offline:
            return Answer(status=0)
        self._asked.append({"method": method, "path": parts.path, **headers})
        given = _headers(query)
        if parts.path == "/bytes":
            return Answer(body=bytes(range(250)) * 4000, kind="image/x-made", headers=given)
        kind = {"content-type": KINDS.get(Path(parts.path).suffix, "text/plain"), **given}
        return Answer(int(query.get("status", "200")), query.get("body", "").encode(), headers=kind)


def _headers(query: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in query.items() if name not in ("status", "body")}


def _file(path: Path, state: Mapping[str, str] | None = None) -> Answer:
    if not path.is_file():
        return Answer(404, b"not found")
    body = path.read_bytes()
    for name, value in (state or {}).items():
        body = body.replace(f"%{name}%".encode(), value.encode())
    return Answer(body=body, kind=KINDS.get(path.suffix, "application/octet-stream"))


def asgi(site: Site) -> ASGIApp:
    """Return the site as an app that is mounted; what is offline is a network error."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        query = scope["query_string"].decode("latin-1")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer = site.answer(scope["method"], f"{scope['path']}?{query}", headers, body)
        if answer.status == 0:
            answer = Answer(502, headers={"runtime-response-error": "network"})
        pairs = {"content-type": answer.kind, "cache-control": "no-cache", **answer.headers}
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
        await send({"type": "http.response.body", "body": answer.body})

    return app


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Serve the scenarios as the app's own origin."""

    def done(transcripts: dict[str, Any]) -> None:
        print("transcripts " + json.dumps(transcripts), flush=True)
        host.quit()

    site = Site(done, os.environ["ORO_TEST_OTHER"], os.environ["ORO_TEST_SCENARIOS"].split())
    return [Mount(path="/", app=asgi(site))]
