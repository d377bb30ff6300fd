"""Connections of programs: made here within the container, asked of the host where they go out."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from oro_container.inside import syscalls
from oro_container.inside.seccomp import notifications
from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.sockets import addresses, callers
from oro_container.inside.sockets.addresses import Target

__all__ = ("CLOSED", "CONNECT", "Connections", "Waiting", "state_error", "tcp_state")

CONNECT: Final = {"x86_64": 42, "aarch64": 203}.get(os.uname().machine, -1)
_INTERNET = {socket.AF_INET: 4, socket.AF_INET6: 6}
_PATIENCE = 20
CLOSED: Final = 7
"""The state of a TCP socket that is not connected."""
_TCP_INFO, _ESTABLISHED, _SYN_SENT = 11, 1, 2
_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 4),
    (socket.SOL_SOCKET, socket.SO_OOBINLINE, 4),
    (socket.SOL_SOCKET, socket.SO_LINGER, 8),
    (socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16),
    (socket.SOL_SOCKET, socket.SO_SNDTIMEO, 16),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 4),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 4),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 4),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 4),
)
"""Options that a program sets before it connects, and means to find afterwards."""


class Waiting(NamedTuple):
    """A call whose answer is not known yet."""

    listener: int
    call: Notification
    made: socket.socket
    """The program's socket."""


class Connections:
    """Connects for programs.

    Args:
        namespace: the network namespace of the container.
        ask: sends a message to the host.
    """

    def __init__(self, namespace: bytes, ask: Callable[[dict[str, Any]], None]) -> None:
        self._namespace = namespace
        self._ask = ask
        self._asked: dict[int, Waiting] = {}
        self._made: dict[int, Waiting] = {}
        """By descriptor: those within the container that the other side has not taken yet."""
        self._full: list[tuple[Waiting, bytes]] = []
        """Those by path whose listener has no room; nothing tells when it has."""
        self._number = 0

    def patience(self) -> int | None:
        """Return the milliseconds after which to retry; None: there is nothing to."""
        return _PATIENCE if self._full else None

    def retry(self) -> None:
        """Try again to connect where there was no room."""
        full, self._full = self._full, []
        for waiting, raw in full:
            if not notifications.is_waiting(waiting.listener, waiting.call.id):
                waiting.made.close()
                continue
            error = self._connect_here(waiting, raw)
            if error is not None:
                waiting.made.close()
                notifications.answer(waiting.listener, waiting.call.id, error)

    def descriptors(self) -> list[int]:
        """Return those that become writable when a connection was made, or failed."""
        return list(self._made)

    def connect(self, listener: int, call: Notification) -> None:
        """Make a call, or begin to; it is answered now or later."""
        try:
            error = self._begin(listener, call)
        except OSError as refused:
            error = refused.errno or errno.EINVAL
        if error is not None:
            notifications.answer(listener, call.id, error)

    def finish(self, descriptor: int) -> None:
        """Answer the call whose connection within the container was made, or failed."""
        waiting = self._made.pop(descriptor)
        with waiting.made as made:
            error = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            notifications.answer(waiting.listener, waiting.call.id, error)

    def hand_over(self, number: int, error: int, given: int | None) -> None:
        """Answer the call that the host was asked about.

        Args:
            number: that it was asked with.
            error: of the connection; EINPROGRESS where the host goes on and the program does not wait.
            given: the socket of the outside; it stays the caller's.
        """
        waiting = self._asked.pop(number, None)
        if waiting is None:
            return
        with waiting.made:
            if given is not None:
                try:
                    self._replace(waiting, given)
                except OSError as refused:
                    error = refused.errno or errno.EIO
            notifications.answer(waiting.listener, waiting.call.id, error)

    def forget(self, listener: int) -> None:
        """Forget the calls of a listener all of whose programs have ended."""
        for kept in (self._asked, self._made):
            for number in [number for number, waiting in kept.items() if waiting.listener == listener]:
                kept.pop(number).made.close()
        for waiting, _ in self._full:
            if waiting.listener == listener:
                waiting.made.close()
        self._full = [each for each in self._full if each[0].listener != listener]

    def _begin(self, listener: int, call: Notification) -> int | None:
        """Return the answer, or None when it comes later."""
        length = call.arguments[2] & 0xFFFFFFFF
        if length > addresses.LONGEST:
            return errno.EINVAL
        raw = callers.read_memory(call.thread, call.arguments[1], length)
        made = callers.copy_socket(call.thread, call.arguments[0] & 0xFFFFFFFF)
        try:
            if not notifications.is_waiting(listener, call.id):
                made.close()
                return None
            result = self._decide(Waiting(listener, call, made), raw)
        except BaseException:
            made.close()
            raise
        if result is not None:
            made.close()
        return result

    def _decide(self, waiting: Waiting, raw: bytes) -> int | None:
        made = waiting.made
        if made.family not in _INTERNET:
            return self._connect_here(waiting, _seen_from_here(waiting.call.thread, raw, made.family))
        outside = callers.namespace_of(made) != self._namespace
        target = addresses.target(raw)
        if made.type == socket.SOCK_STREAM and target is not None and not addresses.is_inside(target.address):
            state = tcp_state(made)
            if state == CLOSED:
                self._ask_host(waiting, target)
                return None
            return state_error(state)
        return errno.EISCONN if outside else self._connect_here(waiting, raw)

    def _ask_host(self, waiting: Waiting, target: Target) -> None:
        if not self._namespace:
            # The outside's sockets could not be told from the container's.
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        self._number += 1
        self._asked[self._number] = waiting
        family = _INTERNET[waiting.made.family]
        blocks = os.get_blocking(waiting.made.fileno())
        asked = {"address": target.address, "port": target.port, "family": family, "waits": blocks}
        self._ask({"connect": self._number, **asked})

    def _replace(self, waiting: Waiting, given: int, options: Iterable[tuple[int, int, int]] = _OPTIONS) -> None:
        """Put the host's socket in the place of the program's, and make it as that one was."""
        descriptor = waiting.call.arguments[0] & 0xFFFFFFFF
        flags = os.O_CLOEXEC if callers.is_closed_on_exec(waiting.call.thread, descriptor) else 0
        os.set_blocking(given, os.get_blocking(waiting.made.fileno()))
        with socket.socket(fileno=os.dup(given)) as outside:
            for level, name, size in options:
                value = waiting.made.getsockopt(level, name, size)
                if value != outside.getsockopt(level, name, size):
                    outside.setsockopt(level, name, value)
        notifications.replace_descriptor(waiting.listener, waiting.call.id, given, descriptor, flags)

    def _connect_here(self, waiting: Waiting, raw: bytes) -> int | None:
        """Connect the program's socket without waiting; a program that would wait is answered when it is made."""
        made = waiting.made
        blocks = os.get_blocking(made.fileno())
        if blocks:
            os.set_blocking(made.fileno(), False)
        try:
            self._call(waiting, raw)
        except OSError as error:
            if blocks and error.errno == errno.EINPROGRESS:
                self._made[made.fileno()] = waiting
            elif blocks and error.errno == errno.EAGAIN and made.family == socket.AF_UNIX:
                self._full.append((waiting, raw))
            else:
                return error.errno or errno.EINVAL
            return None
        finally:
            if blocks:
                os.set_blocking(made.fileno(), True)
        return 0

    def _call(self, waiting: Waiting, raw: bytes) -> None:
        syscalls.syscall(CONNECT, waiting.made.fileno(), raw, len(raw))


def tcp_state(made: socket.socket) -> int:
    """Return the state of a TCP socket."""
    return made.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, 1)[0]


def state_error(state: int) -> int:
    """Return the error of connecting a socket that is in another state than `CLOSED`."""
    return {_ESTABLISHED: errno.EISCONN, _SYN_SENT: errno.EALREADY}.get(state, errno.EISCONN)


def _seen_from_here(thread: int, raw: bytes, family: int) -> bytes:
    """Return the address of a socket by path, as this process names it: it has another working folder."""
    if family != socket.AF_UNIX or not (path := addresses.local_path(raw)):
        return raw
    own = b"/proc/%d/" % thread
    for name in (b"/proc/self/", b"/proc/thread-self/"):
        if path.startswith(name):
            path = own + path.removeprefix(name)
    if not path.startswith(b"/"):
        path = own + b"cwd/" + path
    if len(path) >= 108:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    return raw[:2] + path + b"\0"
