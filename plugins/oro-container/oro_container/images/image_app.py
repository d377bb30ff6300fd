"""Images whose entry is WebAssembly, as ASGI apps."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from oro_container.errors import BadImage
from oro_container.images.cgi_app import CgiApp, CgiProcess
from oro_container.images.guest import GuestProcess
from oro_container.images.guest_app import GuestApp
from oro_container.images.image import Image
from oro_container.images.pool import Pool
from oro_container.images.runtime_image import IMAGE, NAME, engine, folders_of
from oro_container.images.wasm import SharedFolder, start_wasm
from oro_framework.asgi import ASGIApp

if TYPE_CHECKING:
    from oro_wasm.api import Guests

__all__ = ("image_app",)

_LOG = logging.getLogger("oro_container.images")


async def image_app(
    guests: Guests,
    image: Image,
    files: Path,
    args: Sequence[str] = (),
    *,
    env: Mapping[str, str] | None = None,
    size: int = 1,
    seconds: float = 60.0,
) -> ASGIApp:
    """Return an app whose requests are answered by the entry of an image, in frames or as CGI has it.

    The entry sees its image as `/image`, and the files as the image's `workdir`; nothing else, and no network.

    Args:
        guests: of oro-wasm.
        image: with an entry of WebAssembly: a file of the image, or `quickjs.wasm`, which is fetched.
        files: the folder that it may change.
        args: further arguments of the entry.
        env: variables, besides those of the image.
        size: guests, or programs, at once.
        seconds: until a request is given up.

    Raises:
        BadImage: the entry is no WebAssembly, or answers on a port by itself.
        Unsupported: oro-wasm is not installed.
    """
    manifest = image.manifest
    module = await _module(image)
    folders = _folders(image, files)
    variables = {**manifest.env, **(env or {})}
    arguments = (*manifest.entry[1:], *args)
    memory = manifest.limits.memory

    async def start() -> GuestProcess:
        return await start_wasm(guests, module, arguments, folders=folders, env=variables, memory=memory)

    async def start_for(request: Mapping[str, str]) -> CgiProcess:
        given = {**variables, **request}
        return await start_wasm(guests, module, arguments, folders=folders, env=given, memory=memory)

    if manifest.serve == "frames":
        return GuestApp(Pool(start, _LOG, size=size), seconds=seconds)
    if manifest.serve == "cgi":
        return CgiApp(start_for, size=size, seconds=seconds)
    raise BadImage(
        f'Cannot serve image "{manifest.name}": its entry listens on a port, for which it is run in a container; '
        'an entry of WebAssembly answers in frames or as CGI: add serve = "frames" or serve = "cgi"'
    )


async def _module(image: Image) -> Path:
    entry = image.manifest.entry[:1]
    if not entry or not entry[0].endswith(".wasm"):
        raise BadImage(f'Cannot serve image "{image.manifest.name}": its entry is no WebAssembly')
    path = image.folder / entry[0]
    if path.is_file() and path.resolve().is_relative_to(image.folder.resolve()):
        return path
    if entry[0] == NAME:
        return await engine()
    raise BadImage(f'Cannot serve image "{image.manifest.name}": it has no file "{entry[0]}"')


def _folders(image: Image, files: Path) -> tuple[SharedFolder, ...]:
    """Return what the entry sees: its image, and the files; the engine of JavaScript sees its vendored modules, too."""
    own = SharedFolder(image.folder, IMAGE)
    vendored = folders_of(files)[1:2] if image.manifest.entry[0] == NAME else ()
    return (own, *vendored, SharedFolder(files, image.manifest.workdir, writable=True))
