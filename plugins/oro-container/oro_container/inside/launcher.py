"""The launcher of an app: it forks one process for each container, which makes the walls and becomes its init.

It tells the host first which walls this machine lets it build. The host sends a message for each container, with the
socket that is to be that container's. When the host is gone, however it went, the sockets of all containers close with
it, and each container ends.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from oro_container.inside import binary_formats, levels, mounts, namespaces, syscalls, walls
from oro_container.inside.channel import Channel
from oro_container.inside.file_servers import FileServers
from oro_container.inside.init import Init
from oro_container.inside.oom_score import OomScore
from oro_container.inside.shared import sharing
from oro_container.inside.shared.setup import Setup
from oro_container.inside.sockets import names

__all__ = ("main",)


def main(descriptor: int) -> None:
    """Serve the host until it is gone.

    Args:
        descriptor: of the socket to it.
    """
    os.chdir("/")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # The host decides when containers end, also when all of its processes get a signal.
        signal.signal(number, signal.SIG_IGN)
    os.set_inheritable(descriptor, False)
    formats = _formats()
    host = Channel(socket.socket(fileno=descriptor))
    host.send({"missing": levels.missing()})
    # What has ended is waited for by the system.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while (received := host.receive()) is not None:
        message, fds = received
        counted, count = os.pipe()
        if (pid := os.fork()) == 0:
            host.close()
            os.close(count)
            _become_container(message, counted, formats, *(Channel(socket.socket(fileno=fd)) for fd in fds))
        for fd in (counted, *fds):
            os.close(fd)
        _count(message.get("groups", ()), pid, count)


def _count(groups: Sequence[str], pid: int, done: int) -> None:
    """Put a process into control groups, for which the kernel waits some milliseconds, and tell it.

    Args:
        groups: the file of each that takes numbers of processes.
        pid: the process.
        done: where it is told, with the number of the error where there was one.
    """
    number = 0
    try:
        for group in groups:
            with open(group, "wb", buffering=0) as file:
                file.write(str(pid).encode())
    except OSError as error:
        number = error.errno or errno.EIO
    with suppress(BrokenPipeError), open(done, "wb", buffering=0) as told:
        told.write(str(number).encode())


def _wait_until_counted(counted: int) -> None:
    """Wait until this process is in its control groups, and all it starts with it.

    Raises:
        OSError: it could not be put there.
    """
    with open(counted, "rb") as file:
        number = int(file.read() or errno.ECHILD)
    if number:
        raise OSError(number, os.strerror(number))


def _become_container(
    message: dict[str, Any], counted: int, formats: int | None, link: Channel, files: Channel
) -> NoReturn:
    """Make the walls, and be the container until it ends.

    Args:
        message: what it is to be.
        counted: tells when it is in its control groups.
        formats: the namespace of users whose programs execute WebAssembly.
        link: the socket between the host and its init.
        files: that between the host and what serves its files.
    """
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if message["level"] == "namespaces":
            score = _enter(message, counted, formats, link, files)
        elif (setup := Setup.of(message)) is not None:
            _wait_until_counted(counted)
            score = sharing.enter(setup, link, files)
        else:
            raise ValueError(f"There is no level {message['level']!r}")
        Init(message, link, score).run()
        status = 0
    except OSError as error:
        link.send(
            {"failed": f"{error.strerror}{f': {error.filename}' if error.filename else ''}", "errno": error.errno}
        )
    except BaseException as error:
        link.send({"failed": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(status)


def _formats() -> int | None:
    """Return the namespace of users whose programs execute WebAssembly; None where there can be none."""
    try:
        made = binary_formats.execute_wasm()
    except OSError:
        return None
    # The other descriptor stays open with this process, and in each it forks: with it the format would end.
    return None if made is None else made[0]


def _enter(message: dict[str, Any], counted: int, formats: int | None, link: Channel, files: Channel) -> OomScore:
    """Enter the namespaces; return in their first process, with the score of its programs."""
    namespaces.enter(formats)
    # A new user namespace forgets it, so it is set here: whoever ends the launcher ends its containers.
    syscalls.die_with_parent(signal.SIGKILL)
    namespaces.raise_loopback()
    if message["connect"]:
        names.add_address()
    namespaces.set_name(message["name"])
    mounts.make_root(message["root"], message["mounts"])
    syscalls.hide("container")
    # The launcher puts it there while the mounts are made; what is forked from here on is in the group from its start.
    _wait_until_counted(counted)
    entered, enter = os.pipe()
    if os.fork() == 0:
        link.close()
        os.close(enter)
        _serve_files(files, entered)
    files.close()
    os.close(entered)
    namespaces.enter_processes()
    if first := os.fork():
        link.close()
        os.close(enter)
        os.waitpid(first, 0)
        os._exit(0)
    syscalls.die_with_parent(signal.SIGKILL)
    # The container's own of these files cannot be written.
    score = OomScore()
    mounts.enter_root(message["root"])
    walls.restrict_container(message["mounts"])
    os.write(enter, b"1")
    os.close(enter)
    return score


def _serve_files(files: Channel, entered: int) -> NoReturn:
    """Serve the files of a container once its root is there.

    This process is in the container's file system, but not among its processes: no program of it sees this one, or can
    send it a signal.
    """
    syscalls.die_with_parent(signal.SIGKILL)
    if os.read(entered, 1):
        FileServers(files).run()
    os._exit(0)
