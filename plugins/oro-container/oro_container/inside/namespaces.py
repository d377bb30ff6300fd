"""New namespaces for a container: its own users, mounts, processes, network and names."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from contextlib import suppress

from oro_container.inside import syscalls

__all__ = ("GROUP", "USER", "enter", "enter_processes", "enter_users", "raise_loopback", "set_name")

USER, GROUP = 1000, 1000
"""The user and the group that programs run as, inside; outside they are those of the app."""
_OTHERS = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWNET
_WATCHES = {"instances": 4, "watches": 2}
"""Into how many parts those of the user are divided, of which a container may have one."""
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def enter(above: int | None = None) -> None:
    """Enter new namespaces for everything but processes.

    Args:
        above: a descriptor of the namespace of users below which the new one is; that of this process unless given.

    Raises:
        OSError: the system does not let this user have them.
    """
    if above is not None:
        syscalls.enter_namespace(above, syscalls.CLONE_NEWUSER)
    enter_users(_OTHERS, USER, GROUP)
    _leave_watches()
    syscalls.mount("none", "/", flags=syscalls.MS_PRIVATE | syscalls.MS_REC)


def enter_processes() -> None:
    """Have what this process forks from now on be in a new process namespace, of which the next is the first.

    Raises:
        OSError: the system does not let this user have one.
    """
    syscalls.unshare(syscalls.CLONE_NEWPID)


def raise_loopback() -> None:
    """Bring up the loopback interface of this network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh22x", b"lo", 0)
        flags = struct.unpack_from("h", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked), 16)[0]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags | _IFF_UP))


def set_name(name: str) -> None:
    """Set the name of the machine in this namespace."""
    socket.sethostname(name)


def enter_users(others: int, user: int, group: int) -> None:
    """Enter a namespace of users, in which this user and this group have these numbers, and others.

    Raises:
        OSError: the system does not let this user have them.
    """
    outside = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER | others)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {outside[0]} 1")
    _write("/proc/self/gid_map", f"{group} {outside[1]} 1")


def _leave_watches() -> None:
    """Leave others a part of what the user may watch: the kernel counts what containers watch as the user's own."""
    for name, part in _WATCHES.items():
        # They are a wish; kernels have them by these names from 5.11 on.
        with suppress(OSError, ValueError), open(f"/proc/sys/fs/inotify/max_user_{name}", "rb") as file:
            _write(f"/proc/sys/user/max_inotify_{name}", str(max(int(file.read()) // part, 1)))


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
