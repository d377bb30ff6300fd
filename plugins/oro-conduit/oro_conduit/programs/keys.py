"""Keys for programs, as the app's Python and its configuration give them out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import trio

from oro_conduit.programs.entries import AUTHOR, keep_entry
from oro_conduit.programs.programs import Programs
from oro_conduit.programs.rights import ALL, Rights
from oro_conduit.programs.routes import program_routes
from oro_framework.errors import ConfigError, InvalidArgument, OroError

if TYPE_CHECKING:
    from oro_conduit.service import Conduit

__all__ = ("ProgramKeys",)

OWNER = "programs of conduit"
_SETTING = re.compile(r"(.+)_(routes|permissions|events)", re.ASCII)


class ProgramKeys:
    """See the module. Loop thread.

    Args:
        conduit: the service whose connections the keys open.
        tasks: where keys wait for their end.
    """

    def __init__(self, conduit: Conduit, tasks: trio.Nursery) -> None:
        self._conduit = conduit
        self._host = conduit.host
        self._entries: dict[str, Path] = {}
        self.programs = Programs(self._host.admit_program, self._dismissed, tasks)
        self._host.add_routes(OWNER, program_routes(self._host, self.programs, conduit.calls, conduit.connections))

    @property
    def address(self) -> str:
        """Host and port by which programs connect.

        Raises:
            Broken: no port can be had.
        """
        return f"127.0.0.1:{self._conduit.loopback.port}"

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
            self._conduit.log.warning('Cannot let program "%s" in: %s', name, error.message)

    def _dismissed(self, origin: str) -> None:
        name = origin.partition(" ")[2]
        if (path := self._entries.pop(name, None)) is not None:
            path.unlink(missing_ok=True)
        self._conduit.connections.close_program(origin)
        self._conduit.calls.forget_owner(origin, live=True)
