"""Cookies of mounted apps, which engines keep for sites of the web alone. Loop thread.

Each profile has its own; those that last are in `cookies.json` in the profile's folder, as long as it has one. Requests
from outside the app have the cookies of the browser that sends them.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import trio

from oro_framework.asgi import Headers
from oro_framework.atomic import replace_file
from oro_framework.host.requests.answer import Answer, then
from oro_framework.host.requests.protocol import Caller, Request
from oro_framework.host.requests.reply import Head
from oro_framework.host.requests.sending import StartTask
from oro_framework.host.resources.cookie_jar import CookieJar

__all__ = ("FILE", "MountCookies")

FILE = "cookies.json"
_log = logging.getLogger("oro.host")


class MountCookies:
    """See the module.

    Args:
        start: runs what writes a file.
        folder_of: returns the folder of a profile by its name; None where it keeps nothing.
    """

    def __init__(self, start: StartTask, folder_of: Callable[[str], Path | None]) -> None:
        self._start = start
        self._folder_of = folder_of
        self._jars: dict[str, CookieJar] = {}
        self._waiting: set[str] = set()
        self._writing = trio.Lock()

    def sent(self, request: Request) -> str:
        """Return the value of the `Cookie` header for a request; empty if it has none."""
        return "" if request.caller.outside else self._of(_profile(request.caller)).sent(request.target.path)

    def keeping(self, answer: Answer | Awaitable[Answer], request: Request) -> Answer | Awaitable[Answer]:
        """Return an answer without its cookies, which are kept."""
        return answer if request.caller.outside else then(answer, lambda arrived: self._kept(arrived, request))

    def shown(self, profile: str, path: str) -> str:
        """Return the value of `document.cookie` of a page."""
        return self._of(profile).shown(path)

    def set_by_page(self, profile: str, path: str, text: str) -> None:
        """Do what a page assigns to `document.cookie`."""
        if self._of(profile).keep(text, path, by_script=True):
            self._save(profile)

    def clear(self, profile: str, since: float = 0.0) -> None:
        """Drop the cookies of a profile that were set since a time, in seconds since 1970."""
        self._of(profile).clear(since)
        self._save(profile)

    def _kept(self, answer: Answer, request: Request) -> Answer:
        headers = answer.head.headers
        texts = [value for name, value in headers if name == "set-cookie"]
        if not texts:
            return answer
        profile = _profile(request.caller)
        jar, path = self._of(profile), request.target.path
        changed = [jar.keep(text, path) for text in texts]
        if any(changed):
            self._save(profile)
        rest: Headers = [pair for pair in headers if pair[0] != "set-cookie"]
        return Answer(Head(answer.head.status, rest), answer.body)

    # -- files ---------------------------------------------------------------------------------------

    def _of(self, profile: str) -> CookieJar:
        jar = self._jars.get(profile)
        if jar is None:
            jar = self._jars[profile] = self._read(profile)
        return jar

    def _read(self, profile: str) -> CookieJar:
        folder = self._folder_of(profile)
        if folder is None:
            return CookieJar()
        try:
            return CookieJar((folder / FILE).read_bytes())
        except FileNotFoundError:
            return CookieJar()
        except (OSError, ValueError) as error:
            _log.warning('Cannot read the cookies of mounted apps in "%s": %s', folder / FILE, error)
            return CookieJar()

    def _save(self, profile: str) -> None:
        """Have the file of a profile written; changes until it is begun go into it as well."""
        folder = self._folder_of(profile)
        if folder is None or profile in self._waiting:
            return
        self._waiting.add(profile)
        self._start(partial(self._write, profile, folder / FILE))

    async def _write(self, profile: str, path: Path) -> None:
        with trio.CancelScope(shield=True):  # the run may end with the answer that set them
            async with self._writing:
                self._waiting.discard(profile)
                try:
                    await trio.to_thread.run_sync(replace_file, path, self._of(profile).lasting(), 0o600)
                except OSError as error:
                    _log.warning('Cannot keep the cookies of mounted apps in "%s": %s', path, error.strerror)


def _profile(caller: Caller) -> str:
    return "" if caller.window is None else str(caller.window.profile)
