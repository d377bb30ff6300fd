"""WebAssembly as a format that the kernel executes, for the programs of one container.

Since Linux 6.7 a user namespace has formats of its own (binfmt_misc). They hold while the file system in which they are
registered is there; it is mounted nowhere, so no program sees it.
"""

from __future__ import annotations

import os
import re
import socket
from typing import NoReturn

from oro_container.inside import namespaces, syscalls

__all__ = ("WASM", "WASM_PROGRAM", "are_own", "execute_wasm")

WASM = b"\0asm"
"""The first bytes of a WebAssembly program."""
WASM_PROGRAM = "/usr/local/bin/wasm"
"""The program that runs them."""

_FSOPEN, _FSCONFIG, _FSMOUNT = 430, 431, 432
_CREATE = 6
_CLOEXEC = 1
_FORMAT = rb":wasm:M::\x00asm::%s:" % WASM_PROGRAM.encode()


def are_own() -> bool:
    """Return whether a user namespace can have formats of its own."""
    major, minor = (int(re.match(r"\d+", each)[0]) for each in os.uname().release.split(".")[:2])  # type: ignore[index]
    return (major, minor) >= (6, 7)


def execute_wasm() -> tuple[int, int] | None:
    """Have the kernel execute WebAssembly in a new user namespace, and in those below it; None where it cannot.

    Returns descriptors of the namespace, and of the file system with which the format ends. This process does not enter
    the namespace, as registering is the business of its root.
    """
    if not are_own():
        return None
    near, far = socket.socketpair()
    with near, far:
        if os.fork() == 0:
            _register_within(far)
        far.close()
        _, fds, _, _ = socket.recv_fds(near, 1, 2)
    for each in fds:
        os.set_inheritable(each, False)
    if len(fds) == 2:
        return fds[0], fds[1]
    for each in fds:
        os.close(each)
    return None


def _register_within(link: socket.socket) -> NoReturn:
    """Make the namespace, and hand it over, with the file system."""
    try:
        namespaces.enter_users(syscalls.CLONE_NEWNS, 0, 0)
        mount = _mounted()
        _register(mount)
        socket.send_fds(link, [b"1"], [os.open("/proc/self/ns/user", os.O_RDONLY | os.O_CLOEXEC), mount])
    finally:
        os._exit(0)


def _mounted() -> int:
    context = syscalls.syscall(_FSOPEN, b"binfmt_misc\0", _CLOEXEC)
    try:
        syscalls.syscall(_FSCONFIG, context, _CREATE, None, None, 0)
        return syscalls.syscall(_FSMOUNT, context, _CLOEXEC, 0)
    finally:
        os.close(context)


def _register(mount: int) -> None:
    descriptor = os.open("register", os.O_WRONLY | os.O_CLOEXEC, dir_fd=mount)
    try:
        os.write(descriptor, _FORMAT)
    finally:
        os.close(descriptor)
