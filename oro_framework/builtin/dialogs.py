"""Routes that open the desktop's own dialogs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from oro_framework.errors import InvalidArgument, OroError, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.inner import inner, window_of
from oro_framework.parameters import FilePath, Word
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission

__all__ = ("oro_permissions", "oro_routes")

_ENDING = r"\.\w+"
_SPEC = re.compile(rf"\s*([\w.+-]+/(?:[\w.+-]+|\*))\s*:\s*({_ENDING}(?:\s*,\s*{_ENDING})*)\s*", re.ASCII)


class DialogCancelled(OroError):
    """The person closed the dialog without choosing."""

    code = "ABORT_ERR"
    type = "AbortError"
    status = 400


@route("window.showFileSystemPicker", permission="dialogs", deadline=0)
async def show_file_system_picker(
    call: Call,
    type: Word = "open",
    allowMultiple: bool = False,
    allowFiles: bool = True,
    allowDirs: bool = False,
    defaultName: Word = "",
    defaultPath: FilePath = "",
    title: Word = "",
    contentTypeSpecs: Word = "",
) -> dict[str, list[str]]:
    """Ask the person for files or a folder; a closed dialog is an AbortError.

    `contentTypeSpecs` narrows the choice to types of files: `image/png:.png|image/jpeg:.jpg,.jpeg`.
    """
    host = inner(call.host)
    if host.backend is None or not host.backend.capabilities.windows:
        raise Unsupported("Cannot show a file dialog: this backend has no screen")
    kind = "save" if type == "save" else "folder" if allowDirs and not allowFiles else "open"
    dialog = FileDialog(
        kind=kind,
        multiple=allowMultiple,
        title=title,
        directory=defaultPath,
        name=defaultName,
        filters=_filters(call, contentTypeSpecs),
    )
    paths = await host.windows_manager.file_dialogs.ask(host.backend, dialog, window_of(call))
    if not paths:
        raise DialogCancelled("Nothing was chosen: the dialog was closed")
    return {"paths": paths}


def _filters(call: Call, specs: str) -> tuple[str, ...]:
    """Return filters in the form that toolkits take, such as `image png (*.png)`."""
    return tuple(_filter(call, spec) for spec in specs.split("|") if spec.strip())


def _filter(call: Call, spec: str) -> str:
    found = _SPEC.fullmatch(spec)
    if found is None:
        raise InvalidArgument(
            f'Cannot call "{call.route}": parameter "contentTypeSpecs" must be like "image/png:.png|image/jpeg:.jpg", '
            f'got "{spec[:80]}"'
        )
    name = " ".join(re.findall(r"\w+", found[1]))
    return f"{name} ({';'.join('*' + end for end in re.findall(_ENDING, found[2]))})"


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [Permission(name="dialogs", description="Show the desktop's own file dialogs.")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [show_file_system_picker]
