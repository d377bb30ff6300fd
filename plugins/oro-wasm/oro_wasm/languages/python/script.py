"""Scripts on CPython compiled to WASI: run without a build, and reach what they are granted and nothing else."""

from __future__ import annotations

from pathlib import Path

from oro_wasm.builds.build import Report
from oro_wasm.guests.start import Grants, Limits, Start
from oro_wasm.languages.node import fetch_packages
from oro_wasm.languages.python.packages import RUNTIME_MODULE, runtime
from oro_wasm.languages.script_guest import found_script, script_guest

__all__ = ("interpreter", "start_of")

_VARIABLES = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


async def interpreter(report: Report) -> Path:
    """Return CPython compiled to WASI; it is fetched first if it is not there, 12 MB.

    Raises:
        BuildError: it cannot be fetched.
    """
    _, folder = await fetch_packages(runtime(), report)
    return folder / RUNTIME_MODULE


async def start_of(
    script: Path,
    args: tuple[str, ...] = (),
    *,
    report: Report,
    grants: Grants | None = None,
    limits: Limits | None = None,
) -> Start:
    """Return a guest that runs a script, which may read the folder it is in, for the modules beside it.

    Args:
        script: the file.
        args: its arguments.
        report: told of the progress where the interpreter has to be fetched.
        grants: what it is granted besides; nothing when None.
        limits: how far it may go; as `Limits()` has it when None.

    Raises:
        CannotRun: there is no such file.
        BuildError: the interpreter cannot be fetched.
    """
    path = found_script(script)
    return script_guest(await interpreter(report), path, args, grants, limits, _VARIABLES)
