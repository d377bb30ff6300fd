"""Printers by CUPS: which there are, and PDFs sent to them, with the programs `lpstat` and `lp`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

import trio

from oro_framework.errors import Broken, NotFound, Unsupported

__all__ = ("Printer", "printers_of", "send_to_printer")

_INSTALL = "apt install cups-client"


class Printer(TypedDict):
    """A printer, and whether it is the one that is taken when none is named."""

    name: str
    default: bool


async def printers_of() -> list[Printer]:
    """Return the printers that this machine knows.

    Raises:
        Unsupported: CUPS' programs are not installed.
    """
    named = await _run("lpstat", "-e")
    default = (await _run("lpstat", "-d")).stdout.decode(errors="replace").rpartition(":")[2].strip()
    names = named.stdout.decode(errors="replace").split()
    return [{"name": name, "default": name == default} for name in names]


async def send_to_printer(path: Path, *, printer: str, copies: int, title: str) -> str:
    """Print a PDF, on the default printer if none is named, and return the name of the job.

    Raises:
        NotFound: there is no such printer, or no default one.
        Broken: CUPS refused the file; carries its reason.
        Unsupported: CUPS' programs are not installed.
    If cancelled, it may be printed.
    """
    known = await printers_of()
    if not any(each["name"] == printer if printer else each["default"] for each in known):
        names = ", ".join(each["name"] for each in known) or "none"
        wanted = f'there is no printer "{printer}"' if printer else "no printer is the default one"
        raise NotFound(f"Cannot print: {wanted}; this machine knows {names}")
    options = ["-n", str(copies), "-t", title or "page"] + (["-d", printer] if printer else [])
    done = await _run("lp", *options, "--", str(path))
    if done.returncode:
        raise Broken(f"Cannot print: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode(errors="replace").split("request id is ")[-1].partition(" ")[0].strip()


async def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    found = shutil.which(program)
    if found is None:
        raise Unsupported(f'Cannot print without asking: "{program}" of CUPS is not installed: {_INSTALL}')
    return await trio.run_process(
        [found, *arguments], check=False, capture_stdout=True, capture_stderr=True, env=_environment()
    )


def _environment() -> dict[str, str]:
    """Return the variables of this process with messages in English, for they are read."""
    return {**os.environ, "LC_ALL": "C"}
