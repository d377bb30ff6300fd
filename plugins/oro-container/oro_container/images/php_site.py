"""PHP sites as ASGI apps, to be mounted under the origin of an app."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import trio
from msgspec import Struct

from oro_container.core.gateway.errors import RefusedRequest
from oro_container.core.gateway.paths import is_hidden, names_of
from oro_container.core.gateway.request import Request
from oro_container.images.asgi import GuestAnswers, answer_plainly, lifespan, request_of
from oro_container.images.guest import GuestProcess
from oro_container.images.origin import WebOrigin
from oro_container.images.pool import Pool
from oro_container.images.processes import LocalProcess
from oro_container.images.static import send_file
from oro_container.programs.php.php import fetch_php
from oro_framework.asgi import ASGIApp, Receive, Scope, Send

__all__ = ("PhpSite", "php_site")

_LOG = logging.getLogger("oro_container.php")
_ROOT, _TEMPORARY = "/site", "/tmp"
_MOST_ASKED = 500
_INDEXES = ("index.php", "index.html")


class _Script(Struct, frozen=True):
    """A script that answers a request."""

    names: tuple[str, ...]
    path_info: str = ""


def php_site(
    folder: str | Path,
    *,
    front: str | None = None,
    data: str | Path | None = None,
    workers: int = 2,
    seconds: float = 60.0,
    ini: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
) -> ASGIApp:
    """Return an ASGI app that answers as a server with PHP does on a folder.

    A path that names a script runs it, a path that names a file is answered with it, a path that names a folder with
    its `index.php` or `index.html`; hidden files are not there.

    Args:
        folder: of the site; PHP sees it, and writes to it, as `/site`.
        front: the script, relative to the folder, that answers every path which names nothing; None answers 404.
        data: the folder that PHP sees as `/tmp`, with sessions and uploads; None is one that is removed at the end.
        workers: requests that PHP answers at once.
        seconds: until a request is given up.
        ini: settings of PHP.
        env: variables of scripts.
    """
    return PhpSite(Path(folder), front=front, data=data, workers=workers, seconds=seconds, ini=ini, env=env)


class PhpSite:
    """A folder answered by PHP; see `php_site`."""

    def __init__(
        self,
        folder: Path,
        *,
        front: str | None = None,
        data: str | Path | None = None,
        workers: int = 2,
        seconds: float = 60.0,
        ini: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder.resolve()
        self._front = names_of(front) if front is not None else None
        self._data = Path(data).resolve() if data is not None else None
        self._temporary = self._locks = Path()
        self._ini, self._env = ini, env
        self._pool = Pool(self._start, _LOG, size=workers, most_asked=_MOST_ASKED)
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
        async with AsyncExitStack() as stack:
            made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oro-php-")))
            self._temporary = self._data or made / "tmp"
            self._locks = made / "locks"
            for folder in (self._temporary, self._locks):
                folder.mkdir(mode=0o700, exist_ok=True)
            await stack.enter_async_context(self._pool.running())
            await until_shutdown()

    async def _start(self) -> GuestProcess:
        php = await fetch_php()
        folders = {_ROOT: self._folder, _TEMPORARY: self._temporary}
        command = php.command(folders, cwd=_ROOT, ini=self._ini, env=self._env, locks=self._locks)
        return await LocalProcess.start(command)

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        try:
            names = names_of(request.path.removeprefix(request.mount))
        except RefusedRequest as error:
            await answer_plainly(error.status, str(error), send)
            return
        found = await trio.to_thread.run_sync(self._find, names, request)
        if isinstance(found, _Script):
            await self._answers.answer(request, self._variables(found, request), receive, send)
        elif found is None:
            await answer_plainly(404, f"Cannot find {request.path}", send)
        elif isinstance(found, str):
            await answer_plainly(301, "", send, {"location": found})
        else:
            await send_file(found, self._folder, request, send)

    def _find(self, names: tuple[str, ...], request: Request) -> _Script | Path | str | None:
        """Return what answers a path: a script, a file, a place to go to, or nothing; blocks."""
        if not is_hidden(names):
            path = self._folder.joinpath(*names)
            if path.is_dir():
                if names and not request.path.endswith("/"):
                    return _with_slash(request)
                index = next((each for each in _INDEXES if (path / each).is_file()), None)
                if index is not None:
                    return self._file((*names, index))
            elif path.is_file() and not request.path.endswith("/"):
                return self._file(names)
            for end in range(len(names), 0, -1):
                if names[end - 1].endswith(".php") and self._folder.joinpath(*names[:end]).is_file():
                    return _Script(names[:end], _rest(names[end:], request))
        if self._front is not None:
            return _Script(self._front, _rest(names, request))
        return None

    def _file(self, names: tuple[str, ...]) -> _Script | Path:
        return _Script(names) if names[-1].endswith(".php") else self._folder.joinpath(*names)

    def _variables(self, script: _Script, request: Request) -> dict[str, str]:
        name = "/".join((request.mount, *script.names))
        file = "/".join((_ROOT, *script.names))
        told = {
            "DOCUMENT_ROOT": _ROOT,
            "PHP_SELF": name + script.path_info,
            "REDIRECT_STATUS": "200",
            "SCRIPT_FILENAME": file,
            "SCRIPT_NAME": name,
            "PATH_INFO": script.path_info,
        }
        if script.path_info:
            told["PATH_TRANSLATED"] = _ROOT + script.path_info
        if (given := request.header("authorization")) is not None:
            told["HTTP_AUTHORIZATION"] = given
        return told


def _rest(names: tuple[str, ...], request: Request) -> str:
    return "".join(f"/{name}" for name in names) + ("/" if names and request.path.endswith("/") else "")


def _with_slash(request: Request) -> str:
    path, mark, query = request.target.partition("?")
    return f"{path}/{mark}{query}"
