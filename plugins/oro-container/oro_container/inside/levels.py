"""Finds which walls this machine lets a user build, by building them in processes that end at once."""

from __future__ import annotations

import os
from collections.abc import Callable

from oro_container.inside import capabilities, landlock, namespaces, syscalls
from oro_container.inside.seccomp import filters, listeners
from oro_container.inside.syscalls import MS_NODEV, MS_NOEXEC, MS_NOSUID

__all__ = ("missing",)

_FOLDERS = ("/tmp", "/mnt", "/usr")
"""Of those that are here, one is covered by a file system in memory, for the process that tries it alone."""


def missing() -> dict[str, str]:
    """Return why this machine does not have them, by the part: `namespaces`, `landlock` and `filter`.

    A part that is here is not in it.
    """
    found = {"namespaces": _tried(_enter_namespaces), "filter": _tried(_put_on_filter), "landlock": _no_landlock()}
    return {part: why for part, why in found.items() if why}


def _no_landlock() -> str:
    try:
        return "" if landlock.version() else "the kernel has no Landlock, or was started without it"
    except OSError as error:
        return f"Landlock: {error.strerror}"


def _enter_namespaces() -> None:
    """Do what a container does first, up to its own `/proc`: some systems refuse only a part of it."""
    namespaces.enter()
    namespaces.raise_loopback()
    folder = next(each for each in _FOLDERS if os.path.isdir(each))
    syscalls.mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    os.mkdir(f"{folder}/proc")
    namespaces.enter_processes()
    why = _tried(lambda: syscalls.mount("proc", f"{folder}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC))
    if why:
        raise OSError(0, why)


def _put_on_filter() -> None:
    capabilities.bound()
    listener = listeners.install(filters.build(filters.SHARED_SOCKETS, filters.SHARED_TOLD, shared=True))
    assert listener is not None
    os.close(listener)


def _tried(do: Callable[[], None]) -> str:
    """Do something in a process of its own; return why it failed, or nothing."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        why = ""
        try:
            do()
        except OSError as error:
            why = f"{error.strerror}{f': {error.filename}' if error.filename else ''}"
        except BaseException as error:
            why = f"{type(error).__name__}: {error}"
        os.write(tell, why.encode())
        os._exit(0)
    os.close(tell)
    with open(told, "rb") as report:
        why = report.read().decode(errors="replace")
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        # The system waits for children where their end is ignored.
        status = 0
    return why or ("it was ended by the system" if status else "")
