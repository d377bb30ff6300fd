"""Scripts on QuickJS compiled to WASI: run without a build, and reach what they are granted and nothing else."""

from __future__ import annotations

from pathlib import Path

from oro_wasm.builds.build import Report
from oro_wasm.guests.start import Grants, Limits, Start
from oro_wasm.languages.javascript.engine import interpreter
from oro_wasm.languages.script_guest import found_script, script_guest

__all__ = ("start_of",)


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
        script: the file, a module of JavaScript.
        args: its arguments.
        report: told of the progress where the engine has to be made.
        grants: what it is granted besides; nothing when None.
        limits: how far it may go; as `Limits()` has it when None.

    Raises:
        CannotRun: there is no such file.
        BuildError: the engine cannot be made.
    """
    path = found_script(script)
    return script_guest(await interpreter(report), path, args, grants, limits)
