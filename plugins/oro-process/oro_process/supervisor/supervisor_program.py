"""The process that starts a window's programs, so that none of them outlives it.

It runs on its own, with nothing but the standard library and one thread: forking is safe here. The host talks to it
over a socket; when that closes, for whatever reason, the host is gone or done, and everything below is ended.

Rules
1. A message is a length of four bytes, big endian, and as much JSON. Descriptors come with the first byte of it.
2. `start` is answered with `pid` or with `errno`, `kill` with `errno`, 0 or another, under the `seq` asked with.
3. Every program leads a process group of its own. When it ends, `exited` tells its wait status, after its `pid`.
4. A supervisor with `--end` adopts what its programs leave behind, where the system can do that (Linux). At the end
   everything below it gets SIGTERM, and SIGKILL after a grace. One with `--leave` just ends.
5. A number is signalled only while its process has not been waited for, so it cannot be another process's.
"""

from __future__ import annotations

import array
import errno
import fcntl
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any, NoReturn

__all__ = ("Unpacker", "ProgramSupervisor", "main", "pack")

_PR_SET_CHILD_SUBREAPER = 36
_LENGTH = 4
_MOST_FDS = 253
_ABOVE = 64
"""Descriptors wait above this number while those of the program are put in place."""
_IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 5.0
"""Seconds to go on killing what cannot be killed."""


def pack(message: dict[str, Any]) -> bytes:
    """Return a message as it is sent."""
    body = json.dumps(message).encode("ascii")
    return len(body).to_bytes(_LENGTH, "big") + body


class Unpacker:
    """Cuts what arrives into messages."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """Take bytes; return the messages they complete."""
        self._rest += data
        found = []
        while len(self._rest) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._rest[:_LENGTH], "big")
            if len(self._rest) < end:
                break
            found.append(json.loads(self._rest[_LENGTH:end]))
            del self._rest[:end]
        return found


class ProgramSupervisor:
    """Starts programs, tells the host when they end, and ends them.

    Args:
        host: the socket to the host.
        grace: seconds between SIGTERM and SIGKILL at the end; None leaves everything running.
    """

    def __init__(self, host: socket.socket, grace: float | None) -> None:
        self._host = host
        self._grace = grace
        self._running: set[int] = set()
        self._fds: list[int] = []
        self._unpacker = Unpacker()
        self._woken, self._wake = socket.socketpair()

    def run(self) -> None:
        """Serve the host until it is gone."""
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        if self._grace is not None:
            _adopt()
        with self._woken, self._wake:
            while self._serve():
                pass
            if self._grace is not None:
                self._end(self._grace)
            signal.set_wakeup_fd(-1)

    def _serve(self) -> bool:
        """Wait for something and do it; False when the host is gone."""
        ready, _, _ = select.select([self._host, self._woken], [], [])
        if self._woken in ready:
            self._drain()
            for pid, status in _waited():
                if pid in self._running:
                    self._running.discard(pid)
                    self._tell({"exited": pid, "status": status})
        return self._host not in ready or self._take()

    def _take(self) -> bool:
        try:
            data, fds = _received(self._host)
        except ConnectionError:
            return False
        self._fds += fds
        for message in self._unpacker.feed(data):
            self._tell({"seq": message["seq"], **self._answer(message)})
        return bool(data)

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        if "kill" in message:
            return {"errno": self._signal(message["kill"], message["signal"])}
        count = len(message["fds"])
        fds, self._fds = self._fds[:count], self._fds[count:]
        try:
            pid = _start(message, dict(zip(message["fds"], fds, strict=True)))
        except OSError as error:
            return {"errno": error.errno or errno.EIO}
        finally:
            for fd in fds:
                os.close(fd)
        self._running.add(pid)
        return {"pid": pid}

    def _signal(self, pid: int, number: int) -> int:
        if pid not in self._running:
            return errno.ESRCH
        try:
            os.killpg(pid, number)
        except OSError as error:
            return error.errno or errno.EIO
        return 0

    def _tell(self, message: dict[str, Any]) -> None:
        try:
            self._host.sendall(pack(message))
        except OSError:
            # The host is gone; reading says so too, and ends this.
            return

    def _drain(self) -> None:
        try:
            while self._woken.recv(4096):
                pass
        except BlockingIOError:
            return

    def _end(self, grace: float) -> None:
        """End everything below: by SIGTERM, then by SIGKILL."""
        self._signal_all(signal.SIGTERM)
        self._signal_all(signal.SIGCONT)
        if not self._gone_by(time.monotonic() + grace):
            end = time.monotonic() + _PATIENCE
            while time.monotonic() < end:
                self._signal_all(signal.SIGKILL)
                if self._gone_by(time.monotonic() + 0.02):
                    return

    def _gone_by(self, deadline: float) -> bool:
        """Wait for everything below to be gone; False when it is not in time."""
        while True:
            self._drain()
            self._running -= {pid for pid, _ in _waited()}
            if not self._running and not _below(os.getpid()):
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            # What a program of ours leaves behind comes to us when that ends, with a signal of its own.
            select.select([self._woken], [], [], min(left, 0.1))

    def _signal_all(self, number: int) -> None:
        # Each of them once: a program may take a second signal for impatience.
        if below := _below(os.getpid()):
            for pid in below:
                _quietly(os.kill, pid, number)
        else:
            for group in self._running:
                _quietly(os.killpg, group, number)


def _received(host: socket.socket) -> tuple[bytes, list[int]]:
    """Take bytes and descriptors that no program inherits (`socket.recv_fds` drops the flags it is given)."""
    fds = array.array("i")
    room = socket.CMSG_LEN(_MOST_FDS * fds.itemsize)
    data, ancillary, _, _ = host.recvmsg(1 << 16, room, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
    for fd in fds:
        os.set_inheritable(fd, False)
    return data, list(fds)


def _waited() -> list[tuple[int, int]]:
    """Wait for what has ended."""
    found: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        found.append((pid, status))


def _quietly(kill: Any, pid: int, number: int) -> None:
    try:
        kill(pid, number)
    except OSError:
        # It has gone meanwhile, or it belongs to another user.
        return


def _below(root: int) -> list[int]:
    """Return the processes below one, where the system lists them (`/proc`)."""
    children: dict[int, list[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in names:
        if name.isdigit() and (parent := _parent(name)) is not None:
            children.setdefault(parent, []).append(int(name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _parent(pid: str) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return None


def _adopt() -> None:
    """Become the parent of what programs leave behind (prctl(2), Linux)."""
    if sys.platform != "linux":
        return
    try:
        import ctypes  # missing from some Pythons; programs start without it

        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        # Without it, groups are ended all the same.
        return


# -- between fork and exec --------------------------------------------------------------------------


def _start(message: dict[str, Any], fds: dict[int, int]) -> int:
    """Start a program; return its number once it really runs.

    Raises:
        OSError: it could not be started.
    """
    failed, fail = os.pipe()
    try:
        pid = os.fork()
    except BaseException:
        os.close(failed)
        os.close(fail)
        raise
    if pid == 0:
        _become(message, fds, fail)
    os.close(fail)
    try:
        number = os.read(failed, 16)
    finally:
        os.close(failed)
    if number:
        os.waitpid(pid, 0)
        raise OSError(int(number), "cannot start")
    return pid


def _become(message: dict[str, Any], fds: dict[int, int], fail: int) -> NoReturn:
    try:
        fail = fcntl.fcntl(fail, fcntl.F_DUPFD_CLOEXEC, _ABOVE + len(fds))
        _prepare(message, fds)
        _execute(message["path"], message["argv"], message["env"])
    except OSError as error:
        os.write(fail, str(error.errno or errno.EIO).encode())
    except BaseException:
        os.write(fail, str(errno.EINVAL).encode())
    finally:
        os._exit(127)


def _prepare(message: dict[str, Any], fds: dict[int, int]) -> None:
    signal.set_wakeup_fd(-1)
    os.setsid() if message["session"] else os.setpgid(0, 0)
    # What is in the way of a number below goes up first.
    ready = {number: fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for number, fd in fds.items()}
    for number, fd in ready.items():
        os.dup2(fd, number, inheritable=True)
    os.chdir(message["cwd"])
    if message["gid"] is not None or message["uid"] is not None:
        if os.geteuid() == 0:
            os.setgroups([])
        if message["gid"] is not None:
            os.setgid(message["gid"])
        if message["uid"] is not None:
            os.setuid(message["uid"])
    # Signals this program handles, and those the app was started to ignore, as by a shell in the background.
    for number in signal.valid_signals():
        if signal.getsignal(number) not in (signal.SIG_DFL, None):
            signal.signal(number, signal.SIG_DFL)


def _execute(path: str, argv: list[str], env: dict[str, str]) -> None:
    try:
        os.execve(path, argv, env)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
    # As execvp(3) does with a text that names no interpreter.
    os.execve("/bin/sh", ["/bin/sh", path, *argv[1:]], env)


def main() -> None:
    """Run with the descriptor of the socket, then `--end SECONDS` or `--leave`, as arguments."""
    fd, how, *grace = sys.argv[1:]
    os.chdir("/")
    for number in _IGNORED:
        # The host decides when this ends, also when all of its processes get a signal.
        signal.signal(number, signal.SIG_IGN)
    os.set_inheritable(int(fd), False)
    with socket.socket(fileno=int(fd)) as host:
        ProgramSupervisor(host, float(grace[0]) if how == "--end" else None).run()


if __name__ == "__main__":
    main()
