"""A scope of systemd: a program runs in a group of its own, below which it may make others."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import trio

__all__ = ("scoped",)

_PATIENCE = 5
_TELL = 'cat /proc/$$/cgroup; exec env -i "$@" >/dev/null'
"""Runs a program once the group is made, and tells so."""
_BUS = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "PATH")


async def scoped(command: Sequence[str], descriptor: int, system: Path) -> trio.Process | None:
    """Start a program in a scope; None where systemd does not run, or refuses.

    Args:
        command: the program and its arguments.
        descriptor: one that it inherits.
        system: the root of the machine.
    """
    asker = shutil.which("systemd-run")
    if asker is None or not (system / "run/systemd/system").exists():
        return None
    of = "--system" if os.geteuid() == 0 else "--user"
    asked = [asker, of, "--scope", "--quiet", "--collect", "--no-ask-password", "-p", "Delegate=yes"]
    asked.append("--description=Containers of an app")
    process = await trio.lowlevel.open_process(
        [*asked, "--", "sh", "-c", _TELL, "sh", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _BUS if name in os.environ},
        pass_fds=(descriptor,),
        start_new_session=True,
    )
    assert process.stdout is not None
    told = b""
    with trio.move_on_after(_PATIENCE):
        async with process.stdout:
            while data := await process.stdout.receive_some():
                told += data
    if told and process.poll() is None:
        return process
    if process.poll() is None:
        process.kill()
    with trio.CancelScope(shield=True):
        await process.wait()
    return None
