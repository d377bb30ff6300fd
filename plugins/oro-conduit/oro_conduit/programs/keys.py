"""Keys for programs, as the app's Python and its configuration give them out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import trio

from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.clients.connections import Connections
from oro_conduit.programs.entries import AUTHOR, keep_entry
from oro_conduit.programs.programs import Programs
from oro_conduit.programs.rights import ALL, Rights
from oro_conduit.programs.routes import program_routes
from oro_conduit.server.loopback import Loopback
from oro_framework.errors import ConfigError, InvalidArgument, OroError
from oro_framework.types import Host

__all__ = ("ProgramKeys",)

OWNER = "programs of conduit"
_SETTING = re.compile(r"(.+)_(routes|permissions|events)", re.ASCII)


class ProgramKeys:
    """See the module. Loop thread.

    Args:
        host: the host, which judges what programs call.
        loopback: the server that programs connect to.
        calls: kept for programs whose connection broke.
        connections: those that keys open.
        tasks: where keys wait for their end.
    """

    def __init__(
        self, host: Host, loopback: Loopback, calls: KeptCalls, connections: Connections, tasks: trio.Nursery
    ) -> None:
        self._host = host
        self._loopback = loopback
        self._calls = calls
        self._connections = connections
        self._entries: dict[str, Path] = {}
        self.programs = Programs(self._host.admit_program, self._dismissed, tasks)
        self._host.add_routes(OWNER, program_routes(self._host, self.programs, calls, connections))

    @property
    def address(self) -> str:
        """Host and port by which programs connect.

        Raises:
            Broken: no port can be had.
        """
        return f"127.0.0.1:{self._loopback.port}"

    def issue(
        self,
        name: str,
        *,
        routes: Sequence[str] = (),
        permissions: Sequence[str] = (),
        events: Sequence[str] = (),
        seconds: float | None = None,
    ) -> str:
        """Return a key by which a program connects to `address`; one it had before opens nothing any more.

        Args:
            name: of the program, which permissions and the audit log then know as `program NAME`.
            routes: what it may call: names, in which `*` stands for any text.
            permissions: which permissions it has, of those that the app has itself.
            events: which events of pages it may follow, as `routes`.
            seconds: after which the key is revoked; None for the end of the app.

        Raises:
            InvalidArgument: the name has other signs than letters, digits, `.`, `_` and `-`.
        """
        rights = Rights(routes=tuple(routes), permissions=tuple(permissions), events=tuple(events))
        return self.programs.issue(name, rights, seconds)

    def revoke(self, name: str) -> bool:
        """Take a program's key back and close its connections; return whether it had one."""
        return self.programs.revoke(name)

    def announce(self, name: str, key: str) -> None:
        """Leave a key where programs of the same user find it by the app's bundle identifier and the program's name.

        Raises:
            Broken: the user's runtime folder cannot be used.
        """
        try:
            self._entries[name] = keep_entry(self._host.bundle, self.address, name, key, self._host.root)
        except OSError as error:
            raise InvalidArgument(f"Cannot announce the app to programs: {error.strerror}") from error

    def let_author_in(self) -> None:
        """Let `oro call`, `oro events` and `oro attach` of the same user in."""
        self._let_in(AUTHOR, ALL)

    def let_in(self, named: Mapping[str, Sequence[str]]) -> None:
        """Let the programs in that settings `conduit_programs_*` name.

        Raises:
            ConfigError: one of them names no kind of right.
        """
        rights: dict[str, dict[str, Sequence[str]]] = {}
        for key, names in named.items():
            found = _SETTING.fullmatch(key)
            if found is None:
                raise ConfigError(
                    f'Cannot read "conduit_programs_{key}": expected NAME_routes, NAME_permissions or NAME_events'
                )
            rights.setdefault(found[1], {})[found[2]] = names
        for name, given in rights.items():
            self._let_in(name, Rights(**given))

    def close(self) -> None:
        """Forget every key, its file, and the routes of programs: the app ends."""
        self.programs.close()
        while self._entries:
            self._entries.popitem()[1].unlink(missing_ok=True)
        self._host.remove_routes(OWNER)

    def _let_in(self, name: str, rights: Rights) -> None:
        try:
            self.announce(name, self.programs.issue(name, rights))
        except OroError as error:
            self._host.log.warning('Cannot let program "%s" in: %s', name, error.message)

    def _dismissed(self, origin: str) -> None:
        name = origin.partition(" ")[2]
        if (path := self._entries.pop(name, None)) is not None:
            path.unlink(missing_ok=True)
        self._connections.close_program(origin)
        self._calls.forget_owner(origin, live=True)
