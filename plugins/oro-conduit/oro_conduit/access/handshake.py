"""Deciding from an upgrade request alone whether it may open a socket. Sans-IO.

Rules
1. `Host` names this server by a loopback name; anything else is a name that was made to point here.
2. `Origin` is the app's own; pages of others, and programs that send none, are refused. A program beside the app shows
   its key by a subprotocol, with version 2, and has no `Origin`: no page of a browser can leave it out.
3. Version 2 is asked for by a subprotocol; then a ticket is needed, which is used up. Another one says that the
   page fetches large files over the scheme.
4. Otherwise it is version 1: the path names the client, and perhaps its window; `key` says which window it is.
5. Keys and tickets are compared in constant time. Every refusal is a 403; the reason goes to the log alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

from oro_conduit.access.keys import Keys
from oro_conduit.access.tickets import Tickets
from oro_conduit.windows import is_gone
from oro_framework.requests import Caller

__all__ = ("FILES", "PROGRAM", "PROTOCOL", "TICKET", "Asked", "Refused", "Version1", "Version2", "decide")

PROTOCOL = "oro.conduit.v2"
TICKET = "oro.ticket."
FILES = "oro.files"
PROGRAM = "oro.program."


class Asked(Struct, frozen=True, kw_only=True):
    """An upgrade request."""

    path: str
    host: str
    origins: Sequence[str]
    protocols: Sequence[str]


class Version1(Struct, frozen=True):
    """Let it in as a client of version 1."""

    client: str
    caller: Caller


class Version2(Struct, frozen=True):
    """Let it in as a page of version 2; `files` says that it fetches large files over the scheme."""

    caller: Caller
    files: bool = False


class Refused(Struct, frozen=True):
    """Answer 403; `reason` holds no secret."""

    reason: str


class KeyRing(Protocol):
    """The keys of programs."""

    def redeem(self, key: str) -> Caller | None:
        """Return the program of a key, or None."""
        ...


def decide(
    asked: Asked, *, port: int, origin: str, keys: Keys, tickets: Tickets, programs: KeyRing | None = None
) -> Version1 | Version2 | Refused:
    """Decide about an upgrade request."""
    if asked.host.lower() not in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        return Refused("the Host header does not name this server")
    if any(name.startswith(PROGRAM) for name in asked.protocols):
        return _program(asked, programs)
    if list(asked.origins) != [origin]:
        return Refused("the Origin header is not the app's own")
    if PROTOCOL in asked.protocols:
        return _page(asked.protocols, tickets)
    return _client(asked.path, keys)


def _page(protocols: Sequence[str], tickets: Tickets) -> Version2 | Refused:
    given = [name.removeprefix(TICKET) for name in protocols if name.startswith(TICKET)]
    caller = tickets.redeem(given[0]) if len(given) == 1 else None
    if caller is None or (caller.window is not None and is_gone(caller.window)):
        return Refused("no ticket, or one that was used or has expired")
    return Version2(caller, FILES in protocols)


def _program(asked: Asked, programs: KeyRing | None) -> Version2 | Refused:
    if asked.origins:
        return Refused("a page of a browser shows the key of a program")
    given = [name.removeprefix(PROGRAM) for name in asked.protocols if name.startswith(PROGRAM)]
    caller = programs.redeem(given[0]) if programs is not None and len(given) == 1 else None
    if caller is None or PROTOCOL not in asked.protocols:
        return Refused("no key of a program, or one that was revoked or has expired")
    return Version2(caller)


def _client(path: str, keys: Keys) -> Version1 | Refused:
    try:
        parts = urlsplit(path)
        given = parse_qs(parts.query, keep_blank_values=True).get("key", [""])[-1]
    except ValueError:
        return Refused("the path cannot be read")
    names = [unquote(name) for name in parts.path.removeprefix("/").split("/")]
    if not names[0] or len(names) > 2:
        return Refused("the path names no client")
    caller = keys.caller(given, names[1] if len(names) == 2 else None)
    return Refused("no key, or none of the window it names") if caller is None else Version1(names[0], caller)
