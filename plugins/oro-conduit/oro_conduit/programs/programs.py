"""The programs that may call an app from beside it: each has a name, a key of this run, and rights.

Rules
1. A key is random, and is known to this run of the app and to those it was given to. It opens connections until it is
   revoked, expires, or the app ends; those that are open then close with 1008.
2. A name has one key: a new one takes the place of the old one.
3. A program is a caller of its own, `program NAME`, in no window: to permissions, to `oro_check` and to the audit log.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable

import trio
from msgspec import Struct

from oro_conduit.programs.rights import Rights
from oro_framework.errors import InvalidArgument
from oro_framework.requests import Caller
from oro_framework.types import Call

__all__ = ("PREFIX", "Program", "Programs", "origin_of")

PREFIX = "program "
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Admit = Callable[[str, Callable[[Call, str], str]], Callable[[], None]]


def origin_of(name: str) -> str:
    """Return what a program is called where pages have their origin."""
    return f"{PREFIX}{name}"


class Program(Struct, frozen=True, eq=False):
    """A program that may connect."""

    name: str
    key: bytes
    rights: Rights
    dismiss: Callable[[], None]
    expiry: trio.CancelScope

    @property
    def caller(self) -> Caller:
        """It, as the sender of requests."""
        origin = origin_of(self.name)
        return Caller(origin=origin, client=origin, outside=True)


class Programs:
    """See the module. Loop thread.

    Args:
        admit: tells the host of a program and its rights; returns what takes that back.
        dismissed: closes the connections of a program, by its origin.
        tasks: where keys wait for their end.
    """

    def __init__(self, admit: Admit, dismissed: Callable[[str], None], tasks: trio.Nursery) -> None:
        self._admit = admit
        self._dismissed = dismissed
        self._tasks = tasks
        self._programs: dict[str, Program] = {}

    def issue(self, name: str, rights: Rights, seconds: float | None = None) -> str:
        """Return a new key for a program; the one it had opens nothing any more.

        Args:
            name: letters, digits, `.`, `_` and `-`, at most 64.
            rights: of the program.
            seconds: after which the key is revoked; None for the end of the app.

        Raises:
            InvalidArgument: the name is none.
        """
        if not _NAME.fullmatch(name):
            raise InvalidArgument(f'Cannot let program "{name[:64]}" in: a name has letters, digits, ".", "_" and "-"')
        self.revoke(name)
        key = secrets.token_urlsafe(32)
        scope = trio.CancelScope()
        dismiss = self._admit(origin_of(name), rights.refusal)
        program = self._programs[name] = Program(name, key.encode(), rights, dismiss, scope)
        if seconds is not None:
            self._tasks.start_soon(self._expire, program, seconds)
        return key

    def revoke(self, name: str) -> bool:
        """Take a program's key back and close its connections; return whether it had one."""
        program = self._programs.pop(name, None)
        if program is None:
            return False
        program.expiry.cancel()
        program.dismiss()
        self._dismissed(origin_of(name))
        return True

    def redeem(self, key: str) -> Caller | None:
        """Return the program whose key was shown, or None; every key is compared, each in constant time."""
        given = key.encode("utf-8", "replace")
        found = None
        for program in self._programs.values():
            if hmac.compare_digest(program.key, given):
                found = program
        return None if found is None else found.caller

    def of(self, call: Call) -> Program | None:
        """Return the program that makes a call, or None for pages and other callers."""
        origin = call.origin or ""
        return self._programs.get(origin.removeprefix(PREFIX)) if origin.startswith(PREFIX) else None

    def close(self) -> None:
        """Forget every key: the app ends, and with it its connections."""
        while self._programs:
            _, program = self._programs.popitem()
            program.expiry.cancel()
            program.dismiss()

    async def _expire(self, program: Program, seconds: float) -> None:
        with program.expiry:
            await trio.sleep(seconds)
            if self._programs.get(program.name) is program:
                self.revoke(program.name)
