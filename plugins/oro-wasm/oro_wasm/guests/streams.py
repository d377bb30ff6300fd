"""The standard input, output and error output of a guest."""

from __future__ import annotations

import os

import wasmtime
from msgspec import Struct

__all__ = ("Streams",)

_FOLDER = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"


class Streams(Struct, frozen=True, kw_only=True):
    """The three descriptors of a guest; None is the calling process' own."""

    stdin: int | None = None
    stdout: int | None = None
    stderr: int | None = None

    def apply(self, wasi: wasmtime.WasiConfig) -> None:
        """Give a guest these descriptors; they may be closed once it was set up."""
        if self.stdin is None:
            wasi.inherit_stdin()
        else:
            wasi.stdin_file = f"{_FOLDER}/{self.stdin}"
        if self.stdout is None:
            wasi.inherit_stdout()
        else:
            wasi.stdout_file = f"{_FOLDER}/{self.stdout}"
        if self.stderr is None:
            wasi.inherit_stderr()
        else:
            wasi.stderr_file = f"{_FOLDER}/{self.stderr}"
