"""A script as a guest of an interpreter, which finds the script's folder under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import structs

from oro_wasm.errors import CannotRun
from oro_wasm.guests.start import Directory, Grants, Limits, Start

__all__ = ("found_script", "script_guest")

_FOLDER = "/script"
_NO_VARIABLES: Mapping[str, str] = {}


def found_script(script: Path) -> Path:
    """Return the absolute path of a script.

    Raises:
        CannotRun: there is no such file.
    """
    path = script.absolute()
    if not path.is_file():
        raise CannotRun(f'Cannot run "{script}": there is no such file')
    return path


def script_guest(
    interpreter: Path,
    script: Path,
    args: tuple[str, ...],
    grants: Grants | None,
    limits: Limits | None,
    env: Mapping[str, str] = _NO_VARIABLES,
) -> Start:
    """Return a guest that runs a script, which may read the folder it is in, for the modules beside it.

    Args:
        interpreter: a program that takes a script as its first argument.
        script: the absolute path of the file.
        args: its arguments.
        grants: what it is granted besides; nothing when None.
        limits: how far it may go; as `Limits()` has it when None.
        env: variables of the interpreter, which those granted override.
    """
    granted = grants or Grants()
    own = Directory(host=str(script.parent), guest=_FOLDER)
    return Start(
        path=str(interpreter),
        args=(f"{_FOLDER}/{script.name}", *args),
        grants=structs.replace(granted, directories=(own, *granted.directories), env={**env, **granted.env}),
        limits=limits or Limits(),
    )
