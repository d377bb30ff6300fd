"""PHP sites as ASGI apps, to be mounted under the origin of an app."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from msgspec import Struct

from oro_container.containers.container import Container
from oro_container.core.gateway.errors import RefusedRequest
from oro_container.core.gateway.paths import is_hidden, names_of
from oro_container.core.gateway.request import Request
from oro_container.images.asgi import GuestAnswers, answer_plainly, lifespan, request_of
from oro_container.images.guest import GuestProcess
from oro_container.images.origin import WebOrigin
from oro_container.images.pool import Pool, StartProcess
from oro_container.images.processes import LocalProcess
from oro_container.images.serving import container_start
from oro_container.images.site_files import ContainerFiles, FolderFiles, Names, SiteFiles
from oro_container.images.static import send_file
from oro_container.programs.php.php import fetch_php, inside_command
from oro_framework.asgi import ASGIApp, Receive, Scope, Send

__all__ = ("PhpSite", "php_site", "php_site_of")

_LOG = logging.getLogger("oro_container.php")
_ROOT, _TEMPORARY = "/site", "/tmp"
_MOST_ASKED = 500
_INDEXES = ("index.php", "index.html")
Starting = Callable[[], AbstractAsyncContextManager[StartProcess]]
"""Makes what workers share, for as long as the site runs, and gives what starts one."""


class _Script(Struct, frozen=True):
    """A script that answers a request."""

    names: Names
    path_info: str = ""


class _File(Struct, frozen=True):
    """A file that answers a request."""

    names: Names


def php_site(
    folder: str | Path,
    *,
    front: str | None = None,
    data: str | Path | None = None,
    folders: Mapping[str, str | Path] | None = None,
    workers: int = 2,
    seconds: float = 60.0,
    ini: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
) -> ASGIApp:
    """Return an ASGI app that answers as a server with PHP does on a folder.

    A path that names a script runs it, a path that names a file is answered with it, a path that names a folder with
    its `index.php` or `index.html`; hidden files are not there. PHP runs in WebAssembly, and reaches these folders and
    no network.

    Args:
        folder: of the site; PHP sees it, and writes to it, as `/site`.
        front: the script, relative to the folder, that answers every path which names nothing; None answers 404.
        data: the folder that PHP sees as `/tmp`, with sessions and uploads; None is one that is removed at the end.
        folders: more of them, by the absolute path at which PHP sees them, and writes to them if the user may: the
            libraries of a distribution, as `{"/usr/share/php": "/usr/share/php"}`.
        workers: requests that PHP answers at once.
        seconds: until a request is given up.
        ini: settings of PHP.
        env: variables of scripts.
    """

    @asynccontextmanager
    async def starting() -> AsyncIterator[StartProcess]:
        with tempfile.TemporaryDirectory(prefix="oro-php-") as made:
            temporary = Path(data) if data is not None else Path(made, "tmp")
            locks = Path(made, "locks")
            temporary.mkdir(mode=0o700, parents=True, exist_ok=True)

            async def start() -> GuestProcess:
                php = await fetch_php()
                more = {at: Path(each) for at, each in (folders or {}).items()}
                seen = {**more, _ROOT: Path(folder), _TEMPORARY: temporary}
                return await LocalProcess.start(php.command(seen, cwd=_ROOT, ini=ini, env=env, locks=locks))

            yield start

    return PhpSite(FolderFiles(Path(folder)), starting, root=_ROOT, front=front, workers=workers, seconds=seconds)


def php_site_of(
    container: Container,
    *,
    front: str | None = None,
    workers: int = 2,
    seconds: float = 60.0,
    ini: Mapping[str, str] | None = None,
) -> ASGIApp:
    """Return an ASGI app that answers as a server with PHP does on the working folder of a container.

    PHP runs within the walls of the container, as one of its processes, and sees its working folder and `/tmp`.

    Args:
        container: one whose policy lends it `php_folders(php)`.
        front: the script that answers every path which names nothing; None answers 404.
        workers: requests that PHP answers at once.
        seconds: until a request is given up.
        ini: settings of PHP.
    """
    root = container.workdir

    @asynccontextmanager
    async def starting() -> AsyncIterator[StartProcess]:
        at = container.layout.at
        folders, locks = {_TEMPORARY: at(_TEMPORARY), root: root}, at(f"{_TEMPORARY}/.php-locks")
        command, *args = inside_command(folders, cwd=root, ini=ini, locks=locks, at=at)
        yield container_start(container, command, *args)

    files = ContainerFiles(container, root)
    return PhpSite(files, starting, root=root, front=front, workers=workers, seconds=seconds)


class PhpSite:
    """Files answered by PHP; see `php_site`.

    Args:
        files: of the site.
        starting: gives what starts a worker.
        root: the absolute path at which PHP sees the files.
        front: the script that answers every path which names nothing.
        workers: requests that PHP answers at once.
        seconds: until a request is given up.
    """

    def __init__(
        self, files: SiteFiles, starting: Starting, *, root: str, front: str | None, workers: int, seconds: float
    ) -> None:
        self._files = files
        self._starting = starting
        self._root = root
        self._front = names_of(front) if front is not None else None
        self._start: StartProcess | None = None
        self._pool = Pool(self._started, _LOG, size=workers, most_asked=_MOST_ASKED)
        self._origin = WebOrigin()
        self._answers = GuestAnswers(self._pool, seconds=seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or run the lifespan of the site."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send, self._run)
        elif scope["type"] == "http":
            request = request_of(scope)
            if scope.get("scheme") not in ("http", "https"):
                send, request = self._origin.sending(request, send), self._origin.request(request)
            await self._answer(request, receive, send)

    async def _run(self, until_shutdown: Callable[[], Awaitable[None]]) -> None:
        async with self._starting() as self._start, self._pool.running():
            await until_shutdown()

    async def _started(self) -> GuestProcess:
        assert self._start is not None
        return await self._start()

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        try:
            names = names_of(request.path.removeprefix(request.mount))
        except RefusedRequest as error:
            await answer_plainly(error.status, str(error), send)
            return
        found = await self._find(names, request)
        if isinstance(found, _Script):
            await self._answers.answer(request, self._variables(found, request), receive, send)
        elif isinstance(found, _File):
            await send_file(await self._files.open(found.names), found.names[-1], request, send)
        elif isinstance(found, str):
            await answer_plainly(301, "", send, {"location": found})
        else:
            await answer_plainly(404, f"Cannot find {request.path}", send)

    async def _find(self, names: Names, request: Request) -> _Script | _File | str | None:
        """Return what answers a path: a script, a file, a place to go to, or nothing."""
        found = None if is_hidden(names) else await self._named(names, request)
        if found is None and self._front is not None:
            return _Script(self._front, _rest(names, request))
        return found

    async def _named(self, names: Names, request: Request) -> _Script | _File | str | None:
        kind = await self._files.kind(names)
        ended = request.path.endswith("/")
        if kind == "folder":
            if names and not ended:
                return _with_slash(request)
            for index in _INDEXES:
                if await self._files.kind((*names, index)) == "file":
                    return _answering((*names, index))
        elif kind == "file" and not ended:
            return _answering(names)
        for end in range(len(names), 0, -1):
            if names[end - 1].endswith(".php") and await self._files.kind(names[:end]) == "file":
                return _Script(names[:end], _rest(names[end:], request))
        return None

    def _variables(self, script: _Script, request: Request) -> dict[str, str]:
        name = "/".join((request.mount, *script.names))
        told = {
            "DOCUMENT_ROOT": self._root,
            "PATH_INFO": script.path_info,
            "PHP_SELF": name + script.path_info,
            "REDIRECT_STATUS": "200",
            "SCRIPT_FILENAME": "/".join((self._root, *script.names)),
            "SCRIPT_NAME": name,
        }
        if script.path_info:
            told["PATH_TRANSLATED"] = self._root + script.path_info
        if (given := request.header("authorization")) is not None:
            told["HTTP_AUTHORIZATION"] = given
        return told


def _answering(names: Names) -> _Script | _File:
    return _Script(names) if names[-1].endswith(".php") else _File(names)


def _rest(names: Names, request: Request) -> str:
    return "".join(f"/{name}" for name in names) + ("/" if names and request.path.endswith("/") else "")


def _with_slash(request: Request) -> str:
    path, mark, query = request.target.partition("?")
    return f"{path}/{mark}{query}"
