"""The `oro:` scheme: the app's files, its modules and what is mounted in its origin (contract a.8, g.3).

Rules, in order
1. `OPTIONS` is answered 204 with the CORS headers, unless it is no preflight and a mounted app has the path.
2. `oro:NAME` (no host) is a proxy of the module NAME.
3. `/oro/NAME.js` of the module table; below `/oro/internal/bundle/of/` the script that has that module.
4. The mounted app with the longest path that begins this one; its answer is final. Who lacks the permission
   of the mount is answered 403 before the app hears of it.
5. Files: what the navigator finds. GET and HEAD only; anything else is 405.
6. `/oro/NAME.js` that nothing answered is a module that says what to install. Everything else is 404.
   No engine shows what such a module says, nor names a missing document, script or style sheet: `missed` is told.

The script of a worker, which its page asks for with a mark in the query, begins with a line that runs `REALM`.
HTML files get the import map. A policy, where there is one, lets that script through by a nonce that is
new in every answer; not by its hash, because an engine may hand header values on in lower case.
"""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Callable, Sequence
from urllib.parse import quote

from oro_framework.errors import Busy, Denied, ErrnoError, NotFound, OroError, UsageError
from oro_framework.host.requests.exchange import Answer
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.host.resources.csp import allow_nonce, says_who_frames
from oro_framework.host.resources.files import OpenFile, open_file
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.html import OPT_OUT, Documents, charset_of
from oro_framework.host.resources.mime import content_type
from oro_framework.host.resources.modules import ModuleTable, Served
from oro_framework.host.resources.mounts import MountedApp, MountTable
from oro_framework.host.resources.navigator import Found, Missing, Navigator, Redirect
from oro_framework.host.schemes.specifiers import Specifiers
from oro_framework.host.schemes.static import (
    MODULE_SOURCE,
    Asked,
    StaticAnswer,
    bytes_answer,
    error_answer,
    file_answer,
    send_answer,
)
from oro_framework.types import Headers, Message, Receive, Scope, Send, Window

__all__ = ("OroApp",)

SCRIPT_OF = "/oro/internal/bundle/of/"
NEAREST = "oro-nearest-folder"
"""Header of an answer that there is no such module: the deepest folder on the way that is there."""
LARGEST_DOCUMENT = 8 << 20
"""Bytes of an HTML file that is still read and prepared; a larger one is served as it is."""
CSP = "content-security-policy"
REALM = "/oro/internal/realm.js"
INSIDE = ("/oro/internal/bundle/base.js", "/oro/internal/bundle/node.js")
_WORKER = re.compile(rb"(?:^|&)__oro_worker=(classic|module|shared)(?:&|$)")
"""What a page adds to the address of a worker's script (`internal/workers.js`)."""
_STRICT = re.compile(rb"""(?:\s|/\*.*?\*/|//[^\n]*+)*+["']use strict["']""", re.DOTALL)
_PART = re.compile(r"(?:/|\.(?:html?|m?js|css))$")
"""What ends a path that pages are made of."""
_URL_SAFE = "/%:@!$&()*+,;=~"


class OroApp:
    """The ASGI app behind `oro:`.

    Args:
        origin: the app's origin, `oro://<bundle>`.
        navigator: which file a path means.
        modules: the JavaScript modules.
        documents: what is put into HTML files.
        headers: what every answer carries.
        mounts: ASGI apps in the origin.
        csp: the policy of a window's documents, empty for none; asked per request, so it should be quick.
        framing: the policy that says which pages may show the app's in a frame, empty for all.
        guard: raises `Denied` when the caller of a scope lacks the permission of a mount.
        realm: gives the script that workers begin with.
        missed: told of what a page is made of and is not there.
        redirect_status: 302, or 200 where the engine follows only the page's own refresh (contract h.3).
    """

    def __init__(
        self,
        *,
        origin: str,
        navigator: Navigator[OpenFile],
        modules: ModuleTable,
        documents: Documents,
        headers: ResponseHeaders,
        mounts: MountTable | None = None,
        csp: Callable[[Window | None], str] = lambda window: "",
        framing: str = "",
        guard: Callable[[Scope, str], None] | None = None,
        realm: Callable[[], str] = str,
        missed: Callable[[str], object] = str,
        redirect_status: int = 302,
    ) -> None:
        self._origin = origin
        self._navigator = navigator
        self._modules = modules
        self._documents = documents
        self._headers = headers
        self._mounts = mounts or MountTable()
        self._csp = csp
        self._framing: Headers = ((CSP, framing),) if framing else ()
        self._guard = guard
        self._realm = realm
        self._missed = missed
        self._redirect_status = redirect_status
        self._specifiers = Specifiers(origin, modules, headers, missed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange.

        Raises:
            OSError: the page went away. If cancelled, part of a body may have been sent.
        """
        asked = Asked.of_scope(scope)
        mounted = self._mounted(asked)
        if mounted is not None and mounted.failure is None:
            await self._forward(mounted, asked, scope, receive, send)
        else:
            await send_answer(self.answer(asked), scope, send)

    def instant(self, request: Request) -> Answer | None:
        """Answer at once what needs no task: modules and small files; None for apps and large files."""
        asked = Asked.of_request(request)
        if self._mounted(asked) is not None:
            return None
        answer = self.answer(asked)
        if isinstance(answer.body, FileSlice):
            answer.close()
            return None
        return Answer(Head(answer.status, answer.headers), b"" if asked.method == "HEAD" else answer.body)

    def answer(self, asked: Asked) -> StaticAnswer:
        """Decide the answer of everything but mounted apps; never raises for what was asked."""
        try:
            return self._answer(asked)
        except OroError as error:
            return error_answer(error, self._headers.common(asked.origin))
        except OSError as error:
            refused = ErrnoError(error.errno or 5, f'Cannot read "{asked.path}": {error.strerror}')
            return error_answer(refused, self._headers.common(asked.origin))

    # -- what answers ----------------------------------------------------------------------------

    def _mounted(self, asked: Asked) -> MountedApp | None:
        """Rules 1 to 4: the mounted app that has this request, or None."""
        if not asked.host or (asked.method == "OPTIONS" and "access-control-request-method" in asked.headers):
            return None
        found = self._mounts.find(asked.path)
        return None if found is None or self.serves_module(asked.path) else found

    def serves_module(self, path: str) -> bool:
        """Return whether a path is that of a module, which goes before what is mounted."""
        return path == REALM or path.startswith(SCRIPT_OF) or self._modules.at(path) is not None

    def _answer(self, asked: Asked) -> StaticAnswer:
        mounted = self._mounted(asked)
        if mounted is not None:
            raise Busy(f'Cannot answer "{mounted.path or "/"}": its app did not start: {mounted.failure}')
        if asked.method == "OPTIONS":
            return StaticAnswer(204, self._headers.preflight(asked.origin))
        if asked.method not in ("GET", "HEAD"):
            refused = UsageError(f'Cannot {asked.method} "{asked.path}": files can only be read')
            return error_answer(refused, (("allow", "GET, HEAD, OPTIONS"), *self._headers.common(asked.origin)), 405)
        if not asked.host:
            return self._specifiers.answer("oro", asked)
        if asked.path == REALM:
            return self._bytes(self._realm().encode("utf-8"), REALM, asked)
        if asked.path.startswith(SCRIPT_OF):
            return self._script_of(asked)
        if (served := self._modules.at(asked.path)) is not None:
            return self._module(served, asked)
        found = self._navigator.resolve(asked.raw_path)
        if isinstance(found, Found):
            return self._file(found.file, found.location, asked)
        if isinstance(found, Redirect):
            return self._redirect(asked)
        if not isinstance(found, Missing):
            raise Denied(found.message)
        if asked.path.startswith("/oro/") and asked.path.endswith(".js"):
            return self._specifiers.missing("oro:" + asked.path[len("/oro/") : -len(".js")], asked)
        if asked.headers.get(MODULE_SOURCE, "") == "module":
            return self._no_module(found, asked)
        if asked.imports and _PART.search(asked.path):
            self._missed(found.message)
        raise NotFound(found.message)

    def _module(self, served: Served, asked: Asked) -> StaticAnswer:
        """Answer a module; one that is in no script says at its end that `require()` may have it."""
        file, location = open_file(served.module.path), quote(served.url_path)
        if asked.query or not (addition := self._modules.addition(served, self._origin)):
            return self._file(file, location, asked)
        try:
            return self._bytes(file.read(0, file.size) + addition.encode("ascii"), location, asked)
        finally:
            file.close()

    def _script_of(self, asked: Asked) -> StaticAnswer:
        """Answer what `require()` runs to have a module of a plugin at once; it may be a script that throws."""
        name = asked.path[len(SCRIPT_OF) : -len(".js")]
        if (script := self._modules.script_of(name)) is not None:
            return self._file(open_file(script.module.path), quote(script.url_path), asked)
        return self._specifiers.apart(name, asked)

    def _no_module(self, found: Missing, asked: Asked) -> StaticAnswer:
        """Say how far the path leads, which spares a module that looks for another most of its questions."""
        nearest = (NEAREST, self._navigator.nearest(asked.raw_path))
        return error_answer(NotFound(found.message), (nearest, *self._headers.common(asked.origin)))

    def _file(self, file: OpenFile, location: str, asked: Asked) -> StaticAnswer:
        kind = content_type(location)
        if kind == "text/html" and file.size <= LARGEST_DOCUMENT:
            return self._document(file, location, asked)
        if (worker := _WORKER.search(asked.query)) is not None and kind == "text/javascript":
            return self._worker(file, worker[1], location, asked)
        return file_answer(file, asked, self._file_headers(kind, location, asked, self._csp(asked.window)))

    def _worker(self, file: OpenFile, worker: bytes, location: str, asked: Asked) -> StaticAnswer:
        """Answer with a worker's own script, which begins with ours; its lines keep their numbers."""
        try:
            source = file.read(0, file.size)
        finally:
            file.close()
        own = json.dumps(f"{self._origin}{REALM}")
        if worker == b"module":
            return self._bytes(f"import {own};".encode() + source, location, asked)
        if worker == b"shared":
            return self._bytes(self._whole_realm() + source, location, asked)
        strict = '"use strict";' if _STRICT.match(source) else ""
        return self._bytes(f"{strict}importScripts({own});".encode() + source, location, asked)

    def _whole_realm(self) -> bytes:
        """Return what gives globals to a worker that can load nothing, as WebKitGTK's shared ones cannot."""
        found = [self._modules.at(path) for path in INSIDE]
        scripts = [served.module.path.read_bytes() for served in found if served is not None]
        return b";".join([self._realm().encode("utf-8"), *scripts, b""])

    def _bytes(self, body: bytes, location: str, asked: Asked) -> StaticAnswer:
        headers = self._file_headers(content_type(location), location, asked, self._csp(asked.window))
        return bytes_answer(body, asked, headers)

    def _document(self, file: OpenFile, location: str, asked: Asked) -> StaticAnswer:
        try:
            body = file.read(0, file.size)
        finally:
            file.close()
        policy = self._csp(asked.window)
        if asked.headers.get(OPT_OUT, "").strip().lower() != "disabled":
            nonce = secrets.token_hex(16) if policy else ""
            body, policy = self._documents.prepare(body, nonce), allow_nonce(policy, nonce)
        charset = charset_of(body)
        kind = f"text/html; charset={charset}" if charset else "text/html"
        return bytes_answer(body, asked, self._file_headers(kind, location, asked, policy))

    def _redirect(self, asked: Asked) -> StaticAnswer:
        target = quote(asked.raw_path, safe=_URL_SAFE) + "/"
        if asked.query:
            target += "?" + quote(asked.query, safe=_URL_SAFE + "?")
        body = f'<meta http-equiv="refresh" content="0; url=\'{html.escape(target, quote=False)}\'" />'.encode("ascii")
        headers = (("location", target), ("content-type", "text/html"), ("content-length", str(len(body))))
        return StaticAnswer(self._redirect_status, (*headers, *self._headers.common(asked.origin)), body)

    # -- headers ---------------------------------------------------------------------------------

    def _file_headers(self, kind: str, location: str, asked: Asked, policy: str) -> Headers:
        own = (("content-type", kind), ("content-location", location), *self._headers.cache_control)
        return (*own, *self._shared_headers(asked, policy))

    def _shared_headers(self, asked: Asked, policy: str) -> Headers:
        own: Headers = ((CSP, policy),) if policy else ()
        return (*own, *self._framing, *self._headers.common(asked.origin))

    # -- mounted apps ----------------------------------------------------------------------------

    async def _forward(self, mounted: MountedApp, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a mounted app answer; what it says about headers goes before what we would say."""
        gone: OSError | None = None
        ours = self._shared_headers(asked, self._csp(asked.window))
        if (denied := self._denied(mounted, scope)) is not None:
            await send_answer(error_answer(denied, self._headers.common(asked.origin)), scope, send)
            return

        async def send_complete(message: Message) -> None:
            nonlocal gone
            if message["type"] == "http.response.start":
                message = {**message, "headers": _completed(message.get("headers", ()), ours)}
            try:
                await send(message)
            except OSError as error:
                gone = error
                raise

        try:
            await mounted.app(mounted.scope(scope), receive, send_complete)
        except Exception:
            if gone is not None:
                # Frameworks wrap it in errors of their own; for the host it is still only a page that left.
                raise gone from None
            raise

    def _denied(self, mounted: MountedApp, scope: Scope) -> Denied | None:
        """Return why the caller may not use a mount; None when it may."""
        if mounted.permission is None:
            return None
        if self._guard is None:
            return Denied(f'Cannot use "{mounted.path}": nobody knows who has permission {mounted.permission}')
        try:
            self._guard(scope, mounted.permission)
        except Denied as error:
            return error
        return None


def _completed(given: Sequence[tuple[bytes, bytes]], ours: Headers) -> list[tuple[bytes, bytes]]:
    """Return a mounted app's headers, and those of ours that it left out.

    A policy of the app's own that does not say which pages may show it in a frame leaves that to ours.
    """
    headers = [(bytes(name), bytes(value)) for name, value in given]
    known = {name.lower().decode("latin-1") for name, _ in headers}
    policies = ",".join(value.decode("latin-1") for name, value in headers if name.lower() == CSP.encode())
    framed = "x-frame-options" in known or says_who_frames(policies)

    def is_left_out(name: str, value: str) -> bool:
        return not framed if name == CSP and says_who_frames(value) else name not in known

    more = [
        (name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in ours if is_left_out(name, value)
    ]
    return headers + more
