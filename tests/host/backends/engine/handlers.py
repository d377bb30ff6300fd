"""What the checks ask for: `ipc://NAME` is answered by the function of that name."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import trio

from oro_framework.errors import Closed
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import FileSlice

from . import media
from .door import Asked, Handler
from .facts import Facts

HERE = Path(__file__).parent
PATTERN = bytes(range(256)) * 4096
FILE_SIZE = 24 << 20
TYPES = {".js": "text/javascript", ".html": "text/html", ".wav": "audio/wav", ".webm": "video/webm"}


Command = Callable[[str, dict[str, str]], Awaitable[Any]]


class Handlers:
    """The handlers of one run.

    Args:
        facts: where they tell what happened to them.
        command: runs a command of `Control` and returns its JSON value.
        folder: for the file that is served.
    """

    def __init__(self, facts: Facts, command: Command, folder: Path) -> None:
        self.facts = facts
        self._command = command
        self._pages = {"/tone.wav": media.tone(), "/film.webm": media.film()}
        self.finished = trio.Event()
        self.worker_preload: Callable[[], str] = str
        self._file = folder / "pattern.bin"
        self._file.write_bytes(PATTERN * (FILE_SIZE // len(PATTERN)))

    def add_page(self, path: str, text: str) -> None:
        """Serve a further document."""
        self._pages[path] = text.encode()

    def find(self, request: Request) -> Handler | None:
        if request.target.scheme == "ipc":
            return getattr(self, f"do_{request.target.host}", None)
        if request.target.host and (found := getattr(self, f"at_{Path(request.target.path).stem}", None)):
            return found  # type: ignore[no-any-return]
        return self.page

    # -- documents ------------------------------------------------------------------------------------

    async def page(self, asked: Asked) -> None:
        """Answer `oro://app/…` and module specifiers, byte ranges included."""
        path = asked.request.target.path
        self.facts.tell(f"loaded {path}", asked.request.header("user-agent"))
        body = self._pages.get(path) or self._script(path)
        if body is None:
            asked.reply.respond(asked.head(404), b"not found")
            return
        kind = TYPES.get(Path(path).suffix, "text/javascript")
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.request.header("range") or "")
        if found is None:
            asked.reply.respond(asked.head(200, kind, accept_ranges="bytes"), body)
            return
        first, last = int(found[1]), min(int(found[2] or len(body) - 1), len(body) - 1)
        if first > last:
            asked.reply.respond(asked.head(416, kind, content_range=f"bytes */{len(body)}"), b"")
            return
        content_range = f"bytes {first}-{last}/{len(body)}"
        asked.reply.respond(asked.head(206, kind, content_range=content_range), body[first : last + 1])

    def _script(self, path: str) -> bytes | None:
        file = (HERE / path.lstrip("/")).resolve()
        return file.read_bytes() if file.is_relative_to(HERE) and file.is_file() else None

    async def at_redirected(self, asked: Asked) -> None:
        """Answer `/redirected?code=&to=` with a redirect; with `&pieces=`, it has a body that comes in pieces."""
        head = asked.head(int(asked.query["code"]), location=asked.query["to"])
        if "pieces" not in asked.query:
            asked.reply.respond(head, b"")
            return
        writer = asked.reply.stream(head)
        try:
            for _ in range(int(asked.query["pieces"])):
                await writer.write(b"moved " * 1000)
            writer.close()
        except Closed:
            writer.abort()

    async def at_status(self, asked: Asked) -> None:
        asked.reply.respond(
            asked.head(int(asked.query["code"]), "text/javascript"), b"globalThis.statusScriptRan = true"
        )

    async def at_script(self, asked: Asked) -> None:
        """Answer the script in the query."""
        asked.reply.respond(asked.head(200, "text/javascript"), asked.query["text"].encode())

    async def at_begin(self, asked: Asked) -> None:
        """Answer what every worker of an app begins with."""
        asked.reply.respond(asked.head(200, "text/javascript"), self.worker_preload().encode())

    async def at_echo(self, asked: Asked) -> None:
        await self.do_echo(asked)

    # -- answers ---------------------------------------------------------------------------------------

    async def do_echo(self, asked: Asked) -> None:
        request = asked.request
        value = {
            "method": request.method,
            "url": request.target.url,
            "headers": dict(request.headers),
            "length": len(request.body),
            "crc": zlib.crc32(request.body),
            "text": request.body[:2000].decode("utf-8", "replace"),
            "origin": request.caller.origin,
            "top": request.caller.top_level,
            "client": request.caller.client,
        }
        if "id" in asked.query:
            self.facts.tell(f"asked {asked.query['id']}", value)
        asked.reply.respond(asked.head(200, "application/json"), json.dumps(value).encode())

    async def do_status(self, asked: Asked) -> None:
        asked.reply.respond(asked.head(int(asked.query["code"])), asked.query.get("body", "").encode())

    async def do_headers(self, asked: Asked) -> None:
        head = asked.head(200, "text/plain; charset=utf-8", x_mixed="Mixed CASE Value", x_second="2")
        asked.reply.respond(head, "grüße".encode())

    async def do_form(self, asked: Asked) -> None:
        body = '--AbC\r\nContent-Disposition: form-data; name="tea"\r\n\r\ngrüner\r\n--AbC--\r\n'
        asked.reply.respond(asked.head(200, "multipart/form-data; boundary=AbC"), body.encode())

    async def do_redirect(self, asked: Asked) -> None:
        asked.reply.respond(asked.head(int(asked.query["code"]), location=asked.query["to"]), b"")

    async def do_file(self, asked: Asked) -> None:
        offset = int(asked.query.get("offset", 0))
        length = int(asked.query.get("length", FILE_SIZE - offset))
        file = FileSlice(os.open(self._file, os.O_RDONLY | os.O_CLOEXEC), offset, length)
        asked.reply.respond_file(asked.head(200, "application/octet-stream"), file)

    async def do_memory(self, asked: Asked) -> None:
        """Answer the first bytes of the file from memory, whatever range was asked for."""
        asked.reply.respond(asked.head(200, "application/octet-stream"), PATTERN[: int(asked.query["length"])])

    async def do_slice(self, asked: Asked) -> None:
        """Answer a part as the range says, from memory or from the file."""
        first, last, total = (int(asked.query[name]) for name in ("first", "last", "total"))
        head = asked.head(206, "application/octet-stream", content_range=f"bytes {first}-{last}/{total}")
        if "memory" in asked.query:
            asked.reply.respond(head, PATTERN[first : last + 1])
        else:
            file = FileSlice(os.open(self._file, os.O_RDONLY | os.O_CLOEXEC), first, last - first + 1)
            asked.reply.respond_file(head, file)

    async def do_sparse(self, asked: Asked) -> None:
        """Answer two gigabytes of nothing."""
        path = self._file.with_name("sparse.bin")
        with path.open("ab") as file:
            file.truncate(2 << 30)
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        asked.reply.respond_file(asked.head(200, "application/octet-stream"), FileSlice(fd, 0, 2 << 30))

    async def at_longfilm(self, asked: Asked) -> None:
        """Answer a film of three megabytes from a file, or the range of it that is asked for."""
        self._long("film.webm", "video/webm", lambda: media.film(size=3 << 20), asked)

    async def at_longtone(self, asked: Asked) -> None:
        """Answer a tone of five megabytes, in the same way."""
        self._long("tone.wav", "audio/wav", lambda: media.tone(rate=220_000), asked)

    def _long(self, name: str, kind: str, make: Callable[[], bytes], asked: Asked) -> None:
        path = self._file.with_name(name)
        if not path.exists():
            path.write_bytes(make())
        size = path.stat().st_size
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.request.header("range") or "")
        first, last = (int(found[1]), min(int(found[2] or size - 1), size - 1)) if found else (0, size - 1)
        file = FileSlice(os.open(path, os.O_RDONLY | os.O_CLOEXEC), first, last - first + 1)
        head = asked.head(200, kind, accept_ranges="bytes", content_length=str(size))
        if found:
            content_range = f"bytes {first}-{last}/{size}"
            head = asked.head(206, kind, content_range=content_range, content_length=str(file.length))
        asked.reply.respond_file(head, file)

    async def at_strict(self, asked: Asked) -> None:
        """Answer a document whose policy allows media of its own origin and nothing else."""
        policy = "default-src 'none'; media-src 'self'; connect-src 'self'"
        head = asked.head(200, "text/html", content_security_policy=policy)
        asked.reply.respond(head, b"<!doctype html><title>strict</title>")

    async def do_range(self, asked: Asked) -> None:
        """Answer a byte range of the file, or 416."""
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", asked.request.header("range") or "")
        if found is None or int(found[1]) >= FILE_SIZE or int(found[2]) < int(found[1]):
            asked.reply.respond(asked.head(416, content_range=f"bytes */{FILE_SIZE}"), b"")
            return
        first, last = int(found[1]), min(int(found[2]), FILE_SIZE - 1)
        head = asked.head(206, content_range=f"bytes {first}-{last}/{FILE_SIZE}")
        file = FileSlice(os.open(self._file, os.O_RDONLY | os.O_CLOEXEC), first, last - first + 1)
        asked.reply.respond_file(head, file)

    # -- streams ---------------------------------------------------------------------------------------

    async def do_gate(self, asked: Asked) -> None:
        """Stream `first`, wait until `ipc://open` of the same id, stream `last`."""
        writer = asked.reply.stream(asked.head(200, asked.query.get("type", "application/octet-stream")))
        if first := asked.query.get("first"):
            await writer.write(first.encode())
        await self.facts.wait(f"open {asked.query['id']}")
        await writer.write(asked.query.get("last", "").encode())
        writer.close()

    async def do_rounds(self, asked: Asked) -> None:
        """Stream a piece, and `rounds` times three, one after another, each time when the page has opened the round."""
        writer = asked.reply.stream(asked.head(200, "application/octet-stream"))
        await writer.write(b"-")
        for index in range(int(asked.query["rounds"])):
            await self.facts.wait(f"open {asked.query['id']}-{index}")
            for piece in (b"a", b"b", b"c"):
                await writer.write(piece)
                await trio.sleep(0.001)  # so that they come as pieces of their own
        writer.close()

    async def do_pause(self, asked: Asked) -> None:
        """Stream two pieces, the second once the page has opened it; write no more, and do not end."""
        writer = asked.reply.stream(asked.head(200, "application/octet-stream"))
        try:
            await writer.write(b"first")
            await self.facts.wait(f"open {asked.query['id']}")
            await writer.write(b"second")
            await self._until_cancelled(asked)
        finally:
            writer.abort()

    async def do_open(self, asked: Asked) -> None:
        self.facts.tell(f"open {asked.query['id']}")
        asked.reply.respond(asked.head(), b"")

    async def do_chunks(self, asked: Asked) -> None:
        writer = asked.reply.stream(asked.head(200, "application/octet-stream"))
        size = int(asked.query["size"])
        for index in range(int(asked.query["count"])):
            await writer.write((PATTERN * (size // len(PATTERN) + 1))[: size - 1] + bytes([index % 256]))
        writer.close()

    async def do_broken(self, asked: Asked) -> None:
        """Begin a body and break it off once the page has seen the beginning, or while it reads when there is no id."""
        writer = asked.reply.stream(asked.head(200, "application/octet-stream"))
        if "id" not in asked.query:
            for _ in range(4):
                await writer.write(PATTERN[: 64 << 10])
            writer.abort()
            return
        await writer.write(b"begun")
        await self.facts.wait(f"open {asked.query['id']}")
        writer.abort()

    async def do_hang(self, asked: Asked) -> None:
        """Never answer; tell when cancelled."""
        await self._until_cancelled(asked)

    async def do_idle(self, asked: Asked) -> None:
        """Begin a stream, write nothing more; tell when cancelled."""
        writer = asked.reply.stream(asked.head(200, asked.query.get("type", "application/octet-stream")))
        try:
            await writer.write(b"data: first\n\n")
            await self._until_cancelled(asked)
        finally:
            writer.abort()

    async def do_flood(self, asked: Asked) -> None:
        """Write until the page stops reading; tell when it did."""
        writer = asked.reply.stream(asked.head(200, "application/octet-stream"))
        try:
            while True:
                await writer.write(PATTERN[: 64 << 10])
        finally:
            self.facts.tell(f"stopped {asked.query['id']}", asked.aborted)
            writer.abort()

    async def _until_cancelled(self, asked: Asked) -> None:
        name = asked.query["id"]
        self.facts.tell(f"started {name}")
        try:
            await trio.sleep_forever()
        finally:
            self.facts.tell(f"cancelled {name}", asked.aborted)

    # -- the suite's own ---------------------------------------------------------------------------------

    async def do_fact(self, asked: Asked) -> None:
        """Wait for a fact and answer everything told under its name."""
        await self._json(asked, await self.facts.wait(asked.query["name"]))

    async def do_known(self, asked: Asked) -> None:
        await self._json(asked, self.facts.known(asked.query["name"]))

    async def do_tell(self, asked: Asked) -> None:
        self.facts.tell(asked.query["name"], asked.query.get("value", True))
        asked.reply.respond(asked.head(), b"")

    async def do_command(self, asked: Asked) -> None:
        query = dict(asked.query)
        with trio.move_on_after(60):
            await self._json(asked, await self._command(query.pop("do"), query))
            return
        asked.reply.respond(asked.head(504), b"the command did not finish")

    async def do_report(self, asked: Asked) -> None:
        self.facts.tell("report", json.loads(asked.request.body))
        asked.reply.respond(asked.head(), b"")

    async def do_finished(self, asked: Asked) -> None:
        asked.reply.respond(asked.head(), b"")
        self.finished.set()

    async def _json(self, asked: Asked, value: Any) -> None:
        asked.reply.respond(asked.head(200, "application/json"), json.dumps(value).encode())
