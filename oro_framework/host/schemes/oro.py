"""The `oro:` scheme: the app's files, its modules and the apps mounted in its origin.

Rules, in order
1. `OPTIONS` is answered 204 with the CORS headers, unless it is no preflight and a mounted app has the path.
2. `oro:NAME` (no host) is a proxy of the module NAME.
3. `/oro/NAME.js` of the module table, at `/socket/NAME.js` too where that is on; below `/oro/internal/bundle/of/`
   the script that has that module; `/oro/packages/NAME`, for the app's own documents and workers, is the package NAME
   (`npm/addresses.py`).
4. The mounted app with the longest path that begins this one; its answer is final. Callers without the permission
   of the mount are answered 403, and the app is not called.
5. Files that the navigator finds, for GET and HEAD; any other method is 405.
6. A missing `/oro/NAME.js` is a module that throws an error with the plugin to install. Everything else is 404.
   Engines report neither that error nor a missing document, script or style sheet, so `missed` is called.

The script of a worker, which its page asks for with a mark in the query, begins with a line that runs `REALM`.
HTML files get the import map. A policy, where there is one, lets that script through by a nonce that is
new in every answer; not by its hash, because an engine may hand header values on in lower case.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from oro_framework.errors import Busy, Denied, ErrnoError, NotFound, OroError, UsageError
from oro_framework.host.npm.app_packages import BUILD, COMPLETED, ENTRY, REAL, SCOPE, AppPackages
from oro_framework.host.requests.answer import Answer, then
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import Head
from oro_framework.host.resources.csp import allow_nonce, restricts_frames
from oro_framework.host.resources.files import OpenFile, open_file
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.html import OPT_OUT, Documents, charset_of
from oro_framework.host.resources.mime import content_type
from oro_framework.host.resources.modules import ModuleTable, Served
from oro_framework.host.resources.mounts import MountedApp, MountTable
from oro_framework.host.resources.navigator import Found, Missing, Navigator, Redirect
from oro_framework.host.schemes.specifiers import Specifiers
from oro_framework.host.schemes.static import MODULE_SOURCE, bytes_answer, error_answer, file_answer, imports
from oro_framework.types import Headers, Window
from oro_framework.worker_scripts import MARK, REALM, opening

__all__ = ("OroApp",)

SCRIPT_OF = "/oro/internal/bundle/of/"
NEAREST = "oro-nearest-folder"
"""Header of the 404 for a missing module: the deepest folder on its path that exists."""
LARGEST_DOCUMENT = 8 << 20
"""Bytes of the largest HTML file that is prepared; a larger one is served unchanged."""
CSP = "content-security-policy"
BODILESS = frozenset({204, 304})
INSIDE = ("/oro/internal/bundle/base.js", "/oro/internal/bundle/node.js")
_WORKER = re.compile(f"(?:^|&){MARK}=(classic|module|shared)(?:&|$)".encode())
_PART = re.compile(r"(?:/|\.(?:html?|m?js|css))$")
"""Endings of files whose absence is worth a warning: documents, scripts, style sheets."""
_URL_SAFE = "/%:@!$&()*+,;=~"


class OroApp:
    """The app behind `oro:`.

    Args:
        origin: the app's origin, `oro://<bundle>`.
        navigator: finds the file of a path.
        modules: the JavaScript modules.
        documents: prepares HTML files.
        headers: the headers of every answer.
        mounts: ASGI apps in the origin.
        csp: returns the policy of a window's documents, empty for none; called for every document.
        framing: the policy that restricts which pages may show the app's in a frame, empty for all.
        guard: raises `Denied` when the caller of a request lacks the permission of a mount.
        realm: returns the script that workers begin with.
        missed: called with a message about a missing document, script, style sheet or module.
        redirect_status: 302, or 200 where the engine follows only the page's own refresh.
        packages: the packages of the app; None serves files as they are.
        aliases: paths at which the modules of `/oro/` are found, too.
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
        guard: Callable[[Request, str], None] | None = None,
        realm: Callable[[], str] = str,
        missed: Callable[[str], object] = str,
        redirect_status: int = 302,
        packages: AppPackages | None = None,
        aliases: Sequence[str] = (),
    ) -> None:
        self._origin = origin
        self._navigator = navigator
        self._modules = modules
        self._documents = documents
        self._headers = headers
        self._mounts = mounts
        self._csp = csp
        self._framing: Headers = ((CSP, framing),) if framing else ()
        self._guard = guard
        self._realm = realm
        self._missed = missed
        self._redirect_status = redirect_status
        self._packages = packages
        self._aliases = aliases
        self._specifiers = Specifiers(origin, modules, headers, missed)

    def __call__(self, request: Request) -> Answer | Awaitable[Answer]:
        """Answer one request: modules and files at once, mounted apps later; never raises because of its content."""
        mounted = self._mounted(request)
        if mounted is not None and mounted.failure is None:
            return self._forward(mounted, request)
        answer = self._static(request)
        if isinstance(answer.body, bytes) and (request.method == "HEAD" or answer.head.status in BODILESS):
            answer.body = b""
        return answer

    def _static(self, request: Request) -> Answer:
        """Answer any request that is not for a mounted app."""
        origin = request.header("origin")
        try:
            return self._answer(request)
        except OroError as error:
            return error_answer(error, self._headers.common(origin))
        except OSError as error:
            refused = ErrnoError(error.errno or 5, f'Cannot read "{request.target.path}": {error.strerror}')
            return error_answer(refused, self._headers.common(origin))

    # -- answers ---------------------------------------------------------------------------------

    def _mounted(self, request: Request) -> MountedApp | None:
        """Apply rules 1 to 4: return the mounted app that has this request, or None."""
        preflight = request.method == "OPTIONS" and request.header("access-control-request-method") is not None
        if preflight or not request.target.host:
            return None
        found = None if self._mounts is None else self._mounts.find(request.target.path)
        return None if found is None or self.serves_module(request.target.path) else found

    def is_for_file(self, request: Request) -> bool:
        """Return whether rule 5 decides: the request is neither for a module or a package, nor for a mounted app."""
        path = request.target.path
        if not request.target.host or request.method == "OPTIONS" or self._mounted(request) is not None:
            return False
        return not path.startswith("/oro/") and not self.serves_module(path) and self._aliased(path) is None

    def serves_module(self, path: str) -> bool:
        """Return whether a path is that of a module, which takes precedence over mounts."""
        return path == REALM or path.startswith(SCRIPT_OF) or self._modules.at(path) is not None

    def _answer(self, request: Request) -> Answer:
        mounted = self._mounted(request)
        if mounted is not None:
            raise _not_started(mounted)
        if request.method == "OPTIONS":
            return Answer(Head(204, self._headers.preflight(request.header("origin"))))
        if request.method not in ("GET", "HEAD"):
            refused = UsageError(f'Cannot {request.method} "{request.target.path}": files can only be read')
            return error_answer(
                refused, (("allow", "GET, HEAD, OPTIONS"), *self._headers.common(request.header("origin"))), 405
            )
        if not request.target.host:
            return self._specifiers.answer("oro", request)
        if request.target.path == REALM:
            return self._bytes(self._realm().encode("utf-8"), REALM, request)
        if request.target.path.startswith(SCRIPT_OF):
            return self._script_of(request)
        if (served := self._modules.at(request.target.path)) is not None:
            return self._module(served, request)
        if request.target.path.startswith(ENTRY) and (packages := self._packages_for(request)) is not None:
            return self._package(packages, request)
        if (known := self._aliased(request.target.path)) is not None:
            return self._bytes(self._modules.proxy(known, self._origin).encode("utf-8"), quote(known.url_path), request)
        found = self._navigator.resolve(request.target.raw_path)
        if isinstance(found, Found):
            return self._file(found.file, found.location, request)
        if isinstance(found, Redirect):
            return self._redirect(request)
        if not isinstance(found, Missing):
            raise Denied(found.message)
        if request.target.path.startswith("/oro/") and request.target.path.endswith(".js"):
            return self._specifiers.missing("oro:" + request.target.path[len("/oro/") : -len(".js")], request)
        if request.header(MODULE_SOURCE) == "module":
            return self._no_module(found, request)
        if imports(request) and _PART.search(request.target.path):
            self._missed(found.message)
        raise NotFound(found.message)

    def _module(self, served: Served, request: Request) -> Answer:
        """Answer a module; one that is in no script says at its end that `require()` may have it."""
        location = quote(served.url_path)
        if request.target.path == served.url_path and (place := self._modules.place(served)):
            return self._bytes(self._modules.proxy(served, self._origin, place).encode("utf-8"), location, request)
        file = open_file(served.module.path)
        if request.target.query or not (addition := self._modules.addition(served, self._origin)):
            return self._file(file, location, request)
        try:
            return self._bytes(file.read(0, file.size) + addition.encode("ascii"), location, request)
        finally:
            file.close()

    def _aliased(self, path: str) -> Served | None:
        """Return the module that another name of `/oro/` leads to, or None."""
        name = next((path[len(alias) :] for alias in self._aliases if path.startswith(alias)), "")
        return self._modules.named("socket", name.removesuffix(".js")) if name.endswith(".js") else None

    def _script_of(self, request: Request) -> Answer:
        """Answer with the script by which `require()` loads a module of a plugin, or with a script that throws."""
        name = request.target.path[len(SCRIPT_OF) : -len(".js")]
        if (script := self._modules.script_of(name)) is not None:
            return self._file(open_file(script.module.path), quote(script.url_path), request)
        return self._specifiers.unbundled(name, request)

    def _packages_for(self, request: Request) -> AppPackages | None:
        """Return the packages, which documents of other origins are not given."""
        return None if request.caller.foreign(self._origin) else self._packages

    def _package(self, packages: AppPackages, request: Request) -> Answer:
        """Answer with the module by which pages import a package."""
        entry = packages.entry(request.target.path)
        if entry is None:
            name = request.target.path[len(ENTRY) :][:200]
            message = f'Cannot import "{name}": node_modules has no such file of a package; ask: oro npm why {name}'
            self._missed(message)
            raise NotFound(message)
        location, body = entry
        return self._bytes(body, location, request)

    def _no_module(self, found: Missing, request: Request) -> Answer:
        """Answer with the file whose extension is left out, else 404 with the deepest folder that exists.

        Either saves `require()` most of its attempts.
        """
        packages = self._packages_for(request)
        if packages is not None and (extension := packages.extension(request.target.path)) is not None:
            found_one = self._navigator.resolve(request.target.raw_path + extension.encode("ascii"))
            if isinstance(found_one, Found):
                file, location = found_one.file, found_one.location
                headers = self._file_headers(content_type(location), location, request, "")
                told = (*headers, (COMPLETED, extension), *self._package_headers(file, location, request))
                return file_answer(file, request, told)
        nearest = (NEAREST, self._navigator.nearest(request.target.raw_path))
        return error_answer(NotFound(found.message), (nearest, *self._headers.common(request.header("origin"))))

    def _file(self, file: OpenFile, location: str, request: Request) -> Answer:
        kind = content_type(location)
        if kind == "text/html" and file.size <= LARGEST_DOCUMENT:
            return self.document(_whole(file), location, request)
        script = self._script(location, request) if kind == "text/javascript" else None
        if kind == "text/javascript" and _WORKER.search(request.target.query):
            source = _whole(file)
            return self._bytes(self.worker_script(source if script is None else script, request), location, request)
        if script is not None:
            file.close()
            return self._bytes(script, location, request)
        headers = self._file_headers(kind, location, request, self._csp(request.caller.window))
        return file_answer(file, request, (*headers, *self._package_headers(file, location, request)))

    def _script(self, location: str, request: Request) -> bytes | None:
        """Return the text of a script that imports packages, which `require()` gets as it is; None for others."""
        packages = self._packages_for(request)
        if packages is None or request.header(MODULE_SOURCE) == "module":
            return None
        return packages.script(location, request.target.query)

    def _package_headers(self, file: OpenFile, location: str, request: Request) -> Headers:
        """Return the headers that tell `require()` about the package of a file."""
        packages = self._packages_for(request)
        if packages is None or request.header(MODULE_SOURCE) != "module":
            return ()
        real = None if file.linked is None else packages.real(location)
        told = ((BUILD, packages.build(location)), (SCOPE, packages.scope(location)), (REAL, real))
        return tuple((name, value) for name, value in told if value is not None)

    def worker_script(self, source: bytes, request: Request) -> bytes:
        """Return a worker's script after our own on the same line, so that line numbers stay; another as it is."""
        worker = _WORKER.search(request.target.query)
        if worker is None:
            return source
        if worker[1] == b"shared":
            return self._whole_realm() + source
        return opening(worker[1].decode("ascii"), source, self._origin) + source

    def _whole_realm(self) -> bytes:
        """Return the script of globals for a worker that cannot load any, as WebKitGTK's shared workers."""
        found = [self._modules.at(path) for path in INSIDE]
        scripts = [served.module.path.read_bytes() for served in found if served is not None]
        return b";".join([self._realm().encode("utf-8"), *scripts, b""])

    def _bytes(self, body: bytes, location: str, request: Request) -> Answer:
        headers = self._file_headers(content_type(location), location, request, self._csp(request.caller.window))
        return bytes_answer(body, request, headers)

    def document(self, body: bytes, location: str, request: Request) -> Answer:
        """Answer with an HTML text as with a file of it: with the import map, and under the app's policy."""
        policy = self._csp(request.caller.window)
        if (request.header(OPT_OUT) or "").strip().lower() != "disabled":
            nonce = secrets.token_hex(16) if policy else ""
            body, policy = self._documents.prepare(body, nonce), allow_nonce(policy, nonce)
        charset = charset_of(body)
        kind = f"text/html; charset={charset}" if charset else "text/html"
        return bytes_answer(body, request, self._file_headers(kind, location, request, policy))

    def _redirect(self, request: Request) -> Answer:
        target = quote(request.target.raw_path, safe=_URL_SAFE) + "/"
        if request.target.query:
            target += "?" + quote(request.target.query, safe=_URL_SAFE + "?")
        body = f'<meta http-equiv="refresh" content="0; url=\'{html.escape(target, quote=False)}\'" />'.encode("ascii")
        headers = (("location", target), ("content-type", "text/html"), ("content-length", str(len(body))))
        return Answer(Head(self._redirect_status, (*headers, *self._headers.common(request.header("origin")))), body)

    # -- headers ---------------------------------------------------------------------------------

    def _file_headers(self, kind: str, location: str, request: Request, policy: str) -> Headers:
        own = (("content-type", kind), ("content-location", location), *self._headers.cache_control)
        return (*own, *self._shared_headers(request, policy))

    def _shared_headers(self, request: Request, policy: str) -> Headers:
        own: Headers = ((CSP, policy),) if policy else ()
        return (*own, *self._framing, *self._headers.common(request.header("origin")))

    # -- mounted apps ----------------------------------------------------------------------------

    def _forward(self, mounted: MountedApp, request: Request) -> Answer | Awaitable[Answer]:
        """Let a mounted app answer; its headers override ours."""
        if (denied := self._denied(mounted, request)) is not None:
            return error_answer(denied, self._headers.common(request.header("origin")))

        return then(mounted.answer(request), lambda answer: self.completed(answer, request))

    def mounted_for(self, request: Request) -> MountedApp:
        """Return the mounted app that answers a request.

        Raises:
            NotFound: there is none.
            Busy: it did not start.
            Denied: the caller lacks the permission of its mount.
        """
        mounted = self._mounted(request)
        if mounted is None:
            raise NotFound(f'Cannot find "{request.target.path}": no app is mounted there')
        if mounted.failure is not None:
            raise _not_started(mounted)
        if (denied := self._denied(mounted, request)) is not None:
            raise denied
        return mounted

    def completed(self, answer: Answer, request: Request) -> Answer:
        """Return the answer of another app with those of our headers that it left out."""
        ours = self._shared_headers(request, self._csp(request.caller.window))
        return Answer(Head(answer.head.status, _completed(answer.head.headers, ours)), answer.body)

    def _denied(self, mounted: MountedApp, request: Request) -> Denied | None:
        """Return the reason why the caller may not use a mount; None when it may."""
        if mounted.permission is None:
            return None
        if self._guard is None:
            return Denied(f'Cannot use "{mounted.path}": nobody knows who has permission {mounted.permission}')
        try:
            self._guard(request, mounted.permission)
        except Denied as error:
            return error
        return None


def _not_started(mounted: MountedApp) -> Busy:
    return Busy(f'Cannot answer "{mounted.path or "/"}": its app did not start: {mounted.failure}')


def _whole(file: OpenFile) -> bytes:
    """Read a file and close it."""
    try:
        return file.read(0, file.size)
    finally:
        file.close()


def _completed(given: Headers, ours: Headers) -> Headers:
    """Return a mounted app's headers, with those of ours that it left out.

    Where the app's own policy does not restrict frames, ours is added.
    """
    known = {name.lower() for name, _ in given}
    policies = ",".join(value for name, value in given if name.lower() == CSP)
    framed = "x-frame-options" in known or restricts_frames(policies)

    def is_left_out(name: str, value: str) -> bool:
        return not framed if name == CSP and restricts_frames(value) else name not in known

    return (*given, *(pair for pair in ours if is_left_out(*pair)))
