"""The members that descriptions of programs and of instances have in common, as pages give them."""

from __future__ import annotations

from msgspec import Struct

from oro_framework.errors import InvalidArgument
from oro_wasm.guests.start import Grants, Limits
from oro_wasm.programs.granting import Granting
from oro_wasm.programs.modules import Modules

__all__ = ("AskedModule", "path_of")


class AskedModule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A module or component with what it is granted, as a page describes it."""

    path: str = ""
    """Of its file; or `digest`."""
    digest: str = ""
    """Of bytes given to `wasm.load` before."""
    id: str = ""
    """Chosen by the host when empty."""
    name: str = ""
    """The first of its arguments; the name of its file when empty."""
    grants: Grants = Grants()
    limits: Limits = Limits()


async def path_of(path: str, digest: str, modules: Modules, granting: Granting, verb: str) -> str:
    """Return the absolute path of the file that a page means.

    Args:
        path: of a file that pages may read; or `digest`.
        digest: of bytes given to `wasm.load` before.
        modules: the bytes that were given.
        granting: the guard of files.
        verb: completes "Cannot …".

    Raises:
        InvalidArgument: neither or both are given.
        NotFound: there are no bytes of that digest.
        Denied: the page may not read the file.
    """
    if bool(path) == bool(digest):
        raise InvalidArgument(f"Cannot {verb}: give either the path of its file, or the digest of its bytes")
    return await granting.module(path) if path else str(modules.path(digest))
