"""Decides what a container reaches outside, and makes the connections for it."""

from __future__ import annotations

import errno
import os
import socket
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import trio

from oro_container.core.hosts import MACHINE
from oro_container.core.policy import Policy
from oro_container.egress import messages
from oro_container.egress.addresses import MACHINE_ADDRESS, Address, is_own, is_public, parsed
from oro_container.egress.rules import Rules

__all__ = ("Decision", "Egress", "Resolve", "Route")

_MOST_DECISIONS = 256
_MOST_ADDRESSES = 4096
_MOST_NAMES = 64
"""Names that are remembered for one address."""

Resolve = Callable[[str, int], Awaitable[Iterable[str]]]
"""Returns the addresses of a name for version 4 or 6 of the internet protocol."""
Route = Callable[[str, int], tuple[str, int]]
"""Returns where a connection to an address and a port really leads."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something of the outside that a program asked for."""

    kind: Literal["resolve", "connect"]
    allowed: bool
    name: str
    """Empty when a program connects to an address that it was given no name for."""
    address: str = ""
    port: int = 0
    why: str = ""
    """Of a refusal: what the policy lacks."""


class Egress:
    """The way out of one container.

    Args:
        policy: its `hosts` decide.
        resolve: finds addresses; the machine's own way unless given.
        route: leads connections elsewhere, for proxies and tests.

    Raises:
        InvalidArgument: one of the policy's hosts is none.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        resolve: Resolve | None = None,
        route: Route = lambda address, port: (address, port),
    ) -> None:
        self._rules = Rules(policy.hosts)
        self.watchers: list[Callable[[Decision], None]] = []
        """Called with each decision."""
        self._look_up = resolve or _look_up
        self._route = route
        self._names: OrderedDict[Address, OrderedDict[str, None]] = OrderedDict()
        self._decisions: deque[Decision] = deque(maxlen=_MOST_DECISIONS)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The last decisions, the newest at the end."""
        return tuple(self._decisions)

    async def resolve(self, query: bytes, *, datagram: bool = True) -> bytes | None:
        """Return the answer to a DNS query; None when there is none. If cancelled, nothing is remembered.

        Args:
            query: a message.
            datagram: whether the answer must fit into one.
        """
        question = messages.understand(query)
        if question is None:
            return None
        most = messages.room(question) if datagram else 65535
        if question.name == "localhost" or question.name.endswith(".localhost"):
            return messages.answer(question, (parsed("127.0.0.1"), parsed("::1")), most)  # type: ignore[arg-type]
        if not self._rules.allow_name(question.name):
            self._note(Decision("resolve", False, question.name, why=f'hosts does not name "{question.name}"'))
            return messages.unknown(question)
        if question.version is None:
            return messages.answer(question, (), most)
        if question.name == MACHINE:
            self._note(Decision("resolve", True, MACHINE, str(MACHINE_ADDRESS)))
            return messages.answer(question, (MACHINE_ADDRESS,), most)
        try:
            found = [parsed(each) for each in await self._look_up(question.name, question.version)]
        except socket.gaierror as error:
            gone = error.errno in (socket.EAI_NONAME, _NO_DATA)
            return messages.answer(question, (), most) if gone else messages.fail(question)
        except OSError:
            return messages.fail(question)
        except ValueError:
            # No host can have that name: a part of it is too long once it is written as text, or empty.
            return messages.unknown(question)
        given = [each for each in dict.fromkeys(found) if each is not None and self._may_give(question.name, each)]
        for each in given:
            self._remember(each, question.name)
        return messages.answer(question, given, most)

    async def connect(self, address: str, port: int, *, version: int = 4, waits: bool = True) -> socket.socket:
        """Return a socket that is connected. If cancelled, there is none.

        Args:
            address: where to.
            port: and to which port.
            version: 6 for a socket of that version, which reaches IPv4 addresses as well.
            waits: whether to wait until it is connected; otherwise it may be still, or fail later.

        Raises:
            OSError: EACCES, the policy does not allow it; any other of a connection.
        """
        target = parsed(address)
        if target is None:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        decision = self._decide(target, port)
        self._note(decision)
        if not decision.allowed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if target == MACHINE_ADDRESS:
            return await self._connect_machine(port, version)
        return await _connected(*self._route(str(target), port), version, waits)

    async def _connect_machine(self, port: int, version: int) -> socket.socket:
        """Connect to a service of the loopback, which answers at once, so that it is waited for in any case."""
        with suppress(ConnectionRefusedError):
            return await _connected(*self._route("127.0.0.1", port), version, True)
        # Some listen there alone. The socket is of another version than the program's, which few ask for.
        return await _connected(*self._route("::1", port), version, True)

    def _decide(self, address: Address, port: int) -> Decision:
        if address == MACHINE_ADDRESS:
            decision = Decision("connect", self._rules.allow(MACHINE, port), MACHINE, str(address), port)
            return decision if decision.allowed else _refused(decision, f'hosts does not name "{MACHINE}:{port}"')
        names = [*self._names.get(address, ())]
        allowed = next((name for name in names if self._rules.allow(name, port)), None)
        shown = allowed or next(iter(reversed(names)), "")
        decision = Decision("connect", True, shown, str(address), port)
        if self._rules.name_address(address, port):
            return decision
        if allowed is None and not self._rules.allow_all(port):
            return _refused(decision, f'hosts does not name "{shown or address}" with port {port}')
        if not is_public(address) or is_own(address):
            return _refused(decision, f"{address} is of this machine or a private network, and hosts does not name it")
        return decision

    def _may_give(self, name: str, address: Address) -> bool:
        """Return whether a name may lead to an address; a name of the outside that leads inside is an attack."""
        if self._rules.name_address(address) or (is_public(address) and not is_own(address)):
            self._note(Decision("resolve", True, name, str(address)))
            return True
        why = f"{address} is of this machine or a private network, and hosts does not name it"
        self._note(Decision("resolve", False, name, str(address), why=why))
        return False

    def _remember(self, address: Address, name: str) -> None:
        names = self._names.setdefault(address, OrderedDict())
        self._names.move_to_end(address)
        names[name] = None
        names.move_to_end(name)
        if len(names) > _MOST_NAMES:
            names.popitem(last=False)
        if len(self._names) > _MOST_ADDRESSES:
            self._names.popitem(last=False)

    def _note(self, decision: Decision) -> None:
        self._decisions.append(decision)
        for each in tuple(self.watchers):
            each(decision)


_NO_DATA = getattr(socket, "EAI_NODATA", socket.EAI_NONAME)


def _refused(decision: Decision, why: str) -> Decision:
    return Decision(decision.kind, False, decision.name, decision.address, decision.port, why)


async def _look_up(name: str, version: int) -> list[str]:
    family = socket.AF_INET6 if version == 6 else socket.AF_INET
    found = await trio.socket.getaddrinfo(name, None, family=family, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def _connected(address: str, port: int, version: int, waits: bool) -> socket.socket:
    """Connect a socket that does not block."""
    four = ":" not in address
    if four and version == 6:
        address = f"::ffff:{address}"
    made = socket.socket(socket.AF_INET if four and version != 6 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        error = made.connect_ex((address, port))
        if waits and error == errno.EINPROGRESS:
            await trio.lowlevel.wait_writable(made)
            error = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error and error != errno.EINPROGRESS:
            raise OSError(error, os.strerror(error))
    except BaseException:
        made.close()
        raise
    return made
