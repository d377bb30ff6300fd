"""Signatures by a platform's own program, such as `codesign` or `signtool`. Blocking."""

from __future__ import annotations

import shlex
from pathlib import Path

from oro_build.errors import BuildError
from oro_build.formats.tool import run_tool

__all__ = ("sign_by_command",)

_FILE = "{file}"


def sign_by_command(template: str, path: Path) -> None:
    """Run an author's command on a file that it signs in place; an empty one does nothing.

    Raises:
        BuildError: the command names no `{file}`, cannot be run, or failed.
    """
    if not template:
        return
    if _FILE not in template:
        raise BuildError(f'Cannot sign "{path.name}": the command "{template}" has no {{file}} where the file belongs')
    try:
        words = shlex.split(template)
    except ValueError as error:
        raise BuildError(f'Cannot sign "{path.name}": the command "{template}" cannot be read: {error}') from error
    run_tool([word.replace(_FILE, str(path)) for word in words], f'sign "{path.name}"')
