"""WebAssembly as a format that the kernel executes, for the programs of one container.

Since Linux 6.7 a user namespace has formats of its own (binfmt_misc). They hold while the file system in which they are
registered is there; it is mounted nowhere, so no program sees it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from oro_container.inside import syscalls

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


def execute_wasm() -> int | None:
    """Have the kernel execute WebAssembly; return a descriptor, with which that ends, or None where it cannot."""
    with suppress(OSError):
        context = syscalls.syscall(_FSOPEN, b"binfmt_misc\0", _CLOEXEC)
        try:
            syscalls.syscall(_FSCONFIG, context, _CREATE, None, None, 0)
            mount = syscalls.syscall(_FSMOUNT, context, _CLOEXEC, 0)
        finally:
            os.close(context)
        try:
            _register(mount)
        except OSError:
            os.close(mount)
            raise
        return mount
    return None


def _register(mount: int) -> None:
    descriptor = os.open("register", os.O_WRONLY | os.O_CLOEXEC, dir_fd=mount)
    try:
        os.write(descriptor, _FORMAT)
    finally:
        os.close(descriptor)
