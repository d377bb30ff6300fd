"""The ASGI app of a session: the panel, what it asks for, and a built site. A window and a browser have the same.

    /                       a site's own pages, which load again when its files change; else the panel
    /_wasm/                 the panel, and its modules
    /_wasm/state            all that the panel shows, as JSON
    /_wasm/events           what happens from now on, as server-sent events
    /_wasm/module.wasm      the module; what asks for it before the first build has ended waits for that
    /_wasm/carried.wasm     the module with its memory and globals exported (see `layout`)
    /_wasm/files/N/…        files beside the module; N is the version, so that engines load modules anew
    /_wasm/engine/…         the modules that run WASI programs in a page
    POST /_wasm/build       build again
    POST /_wasm/shown       a page shows version `?version=N`
    /_wasm/input/ID/…       `take` and `sleep`, which a worker waits for: see `inputs`
    POST /_wasm/input/ID/…  `give` and `end`

Pages of other origins cannot read the answers, for no CORS header allows it, nor ask for changes: those want a header
that needs such permission; what a worker takes of its input has an ID that is not guessed, for an engine may leave
headers out of requests that are waited for. A browser is answered only under names of loopback, so that no foreign name
can be made to lead here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import trio

from oro_framework.asgi import Message, Receive, Scope, Send
from oro_framework.errors import Busy
from oro_wasm.server.answers import Sender, content_type
from oro_wasm.server.errors import NotReadable, NotServed
from oro_wasm.server.inputs import LARGEST, Inputs
from oro_wasm.server.layout import with_state_exported
from oro_wasm.server.served import ServedFolder
from oro_wasm.server.session import Session
from oro_wasm.server.target import INDEX

__all__ = ("PANEL", "DevelopmentApp")

PANEL = "/_wasm/"
PAGE = Path(__file__).parent / "page"
ENGINE = Path(__file__).parent.parent / "js"
ASKED_BY_US = b"x-oro-wasm"
BEAT = 15.0
"""Seconds after which a silent stream of events sends a comment, so that a client that is gone is noticed."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_RELOADER = b'<script type="module" src="/_wasm/page/reload.js"></script>'


class DevelopmentApp:
    """See the module.

    Args:
        session: what is shown.
        channel: how pages hear of events: `window` by events of the framework, `http` by server-sent events.
    """

    def __init__(self, session: Session, channel: str) -> None:
        self._session = session
        self._channel = channel
        self._inputs = Inputs()
        self._page = ServedFolder(PAGE)
        self._engine = ServedFolder(ENGINE)
        self._answers: dict[str, Callable[[Sender], Awaitable[None]]] = {
            "": lambda sender: self._file(self._page, INDEX, sender),
            "state": lambda sender: sender.json({**session.state(), "channel": channel}),
            "events": self._events,
            "module.wasm": self._module,
            "carried.wasm": self._carried,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange."""
        if scope["type"] == "lifespan":
            if self._channel == "window":
                raise NotImplementedError("its session is a service of the app")
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            sender = Sender(scope, send)
            try:
                await self._answer(scope, receive, sender)
            except Busy as error:
                await sender.error(error.status, error.message)
            except NotServed as error:
                self._session.log.add("debug", "server", error.message)
                await sender.error(error.status, error.message)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, sender: Sender) -> None:
        path = str(scope["path"])
        if self._channel == "http" and not _is_of_loopback(scope):
            await sender.error(403, "This server answers only by a name of this machine: use http://localhost")
        elif scope["method"] == "POST":
            await self._asked(path, scope, receive, sender)
        elif scope["method"] not in ("GET", "HEAD"):
            await sender.error(405, "Only GET, HEAD and POST are answered", ("allow", "GET, HEAD, POST"))
        elif path == PANEL.rstrip("/"):
            await sender.redirect(PANEL)
        elif path.startswith(PANEL):
            await self._of_panel(path[len(PANEL) :], scope, sender)
        else:
            await self._of_site(path, sender)

    async def _asked(self, path: str, scope: Scope, receive: Receive, sender: Sender) -> None:
        if not any(name == ASKED_BY_US for name, _ in scope["headers"]):
            await sender.error(403, "Only the panel may ask for this")
        elif path == f"{PANEL}build":
            self._session.rebuild()
            await sender.json({})
        elif path == f"{PANEL}shown":
            self._session.shown(_number(scope, "version"))
            await sender.json({})
        elif path.startswith(f"{PANEL}input/"):
            await self._type(path[len(f"{PANEL}input/") :], await _body(receive), sender)
        else:
            raise NotServed(path, "it takes no POST")

    async def _type(self, name: str, body: bytes, sender: Sender) -> None:
        """Pass on what was typed for a worker."""
        id, _, what = name.partition("/")
        if what == "give":
            self._inputs.give(id, body.decode(errors="replace"))
        elif what == "end":
            self._inputs.end(id)
        else:
            raise NotServed(name, "it takes no POST")
        await sender.json({})

    async def _wait(self, name: str, scope: Scope, sender: Sender) -> None:
        """Answer a worker once there is input for it, or its time is up."""
        id, _, what = name.partition("/")
        seconds = _number(scope, "ms") / 1000
        if what == "take":
            await sender.json(await self._inputs.take(id, seconds))
        elif what == "sleep":
            await self._inputs.sleep(seconds)
            await sender.json({})
        else:
            raise NotServed(name, "the panel has no such file")

    async def _of_panel(self, name: str, scope: Scope, sender: Sender) -> None:
        first, _, rest = name.partition("/")
        if name in self._answers:
            await self._answers[name](sender)
        elif first == "page":
            await self._file(self._page, rest, sender)
        elif first == "engine":
            await self._file(self._engine, rest, sender)
        elif first == "input":
            await self._wait(rest, scope, sender)
        elif first == "files":
            await self._beside(rest.partition("/")[2], sender)
        else:
            raise NotServed(f"{PANEL}{name}", "the panel has no such file")

    async def _of_site(self, path: str, sender: Sender) -> None:
        if not path.startswith("/"):
            raise NotServed(path, "it is no path")
        if self._session.target.kind != "site":
            if path != "/":
                raise NotServed(path, "there is only the panel, at /_wasm/")
            await sender.redirect(PANEL)
            return
        name = path[1:]
        if name and not name.endswith("/") and self._site.is_folder(name):
            await sender.redirect(f"{path}/")
            return
        await self._file(self._site, f"{name}{INDEX}" if name.endswith("/") or not name else name, sender, reloads=True)

    @cached_property
    def _site(self) -> ServedFolder:
        return ServedFolder(self._session.target.path)

    async def _file(self, folder: ServedFolder, name: str, sender: Sender, *, reloads: bool = False) -> None:
        with folder.open(name) as file:
            type = content_type(name)
            if reloads and type.startswith("text/html"):
                await sender.whole(200, type, _with_reloader(file.read()))
            else:
                await sender.file(file, type)

    async def _beside(self, name: str, sender: Sender) -> None:
        """Send a file from the folder of the module."""
        await self._file(ServedFolder((await self._module_path()).parent), name, sender)

    async def _module(self, sender: Sender) -> None:
        path = await self._module_path()
        await self._file(ServedFolder(path.parent), path.name, sender)

    async def _carried(self, sender: Sender) -> None:
        code = await trio.Path(await self._module_path()).read_bytes()
        try:
            code = with_state_exported(code)
        except NotReadable as error:
            await sender.error(409, error.message)
            return
        await sender.whole(200, "application/wasm", code)

    async def _module_path(self) -> Path:
        version = await self._session.newest()
        if version is None:
            raise NotServed(f"{PANEL}module.wasm", "nothing has been built yet")
        return version.path

    async def _events(self, sender: Sender) -> None:
        """Send the state, then each event; a page that lost the stream asks again and has the state again."""
        await sender.begin("text/event-stream")
        async with self._session.following() as events:
            # Nothing happens between the two: an event that the state has already is not sent as well.
            await sender.piece(_event({**self._session.state(), "channel": self._channel}))
            while True:
                try:
                    with trio.fail_after(BEAT):
                        await sender.piece(_event(await events.receive()))
                except trio.TooSlowError:
                    await sender.piece(b":\n\n")
                except trio.EndOfChannel:
                    break
            await sender.end()


def _event(event: object) -> bytes:
    return b"data: " + msgspec.json.encode(event) + b"\n\n"


def _with_reloader(html: bytes) -> bytes:
    """Put the script that reloads a page at the end of its body."""
    at = html.lower().rfind(b"</body>")
    return html + _RELOADER if at < 0 else html[:at] + _RELOADER + html[at:]


def _is_of_loopback(scope: Scope) -> bool:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).lower() in LOOPBACK


def _number(scope: Scope, name: str) -> int:
    """Return a number of the query; 0 where it has none of that name."""
    text = parse_qs(scope["query_string"].decode("latin-1")).get(name, [""])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


async def _body(receive: Receive) -> bytes:
    """Return the body of a request.

    Raises:
        Busy: it is longer than what may wait.
    """
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST:
            raise Busy(f"Cannot take the request: it is longer than {LARGEST} bytes")
    return body


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message: Message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
