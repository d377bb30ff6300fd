"""Code: a module or component, compiled, found by the hash of its bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import wasmtime
from msgspec import Struct

from oro_wasm.engine.cache import Cache
from oro_wasm.engine.digest import MAGIC, digest_of, is_component
from oro_wasm.engine.engines import engine
from oro_wasm.engine.keys import key_of
from oro_wasm.engine.reasons import reason
from oro_wasm.errors import Changed, NotWebAssembly

if TYPE_CHECKING:  # slow to import, and modules do not need it
    from wasmtime.component import Component

__all__ = ("Code", "Store")

_KEPT = 32
"""Modules that stay loaded, the most recently used of them."""


class Code(Struct, frozen=True):
    """Compiled code."""

    digest: str
    code: wasmtime.Module | Component
    fuel: bool
    cached: bool
    """True when it came from the cache, compiled before."""

    @property
    def is_component(self) -> bool:
        """True for a component, False for a module."""
        return not isinstance(self.code, wasmtime.Module)


class Store:
    """Compiled code in memory and on disk.

    Args:
        cache: the folder of compiled code.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._loaded: dict[tuple[str, bool], Code] = {}

    def load(self, path: Path, digest: str = "", *, fuel: bool = False) -> Code:
        """Return the code of a file, compiled now unless it was before.

        Args:
            path: the file.
            digest: the SHA-256 that its bytes are to have, as hexadecimal digits; without it the file is read.
            fuel: instructions are counted.

        Raises:
            NotWebAssembly: it is none, or it is not valid.
            Changed: its bytes are others by now.
            OSError: it cannot be read.
        """
        data = b""
        if not digest:
            data = path.read_bytes()
            digest = digest_of(data)
        found = self._kept(digest, fuel) or self._from_disk(digest, fuel)
        if found is None:
            data = data or path.read_bytes()
            if digest_of(data) != digest:
                raise Changed(path)
            found = self._compiled(data, digest, str(path), fuel)
        self._loaded[digest, fuel] = found
        if len(self._loaded) > _KEPT:
            del self._loaded[next(iter(self._loaded))]
        return found

    def _kept(self, digest: str, fuel: bool) -> Code | None:
        return self._loaded.pop((digest, fuel), None)

    def _from_disk(self, digest: str, fuel: bool) -> Code | None:
        for component in (False, True):
            key = key_of(digest, fuel=fuel, component=component)
            if (path := self._cache.get(key)) is None:
                continue
            try:
                return Code(digest, _kind(component).deserialize_file(engine(fuel=fuel), str(path)), fuel, cached=True)
            except (wasmtime.WasmtimeError, UnicodeEncodeError):  # of another processor, or of other settings
                self._cache.remove(key)
        return None

    def _compiled(self, data: bytes, digest: str, name: str, fuel: bool) -> Code:
        if not data.startswith(MAGIC):
            raise NotWebAssembly(name, "it does not begin as WebAssembly does")
        component = is_component(data)
        try:
            made = _kind(component)(engine(fuel=fuel), data)
        except wasmtime.WasmtimeError as error:
            raise NotWebAssembly(name, reason(error)) from None
        self._cache.put(key_of(digest, fuel=fuel, component=component), made.serialize())
        return Code(digest, made, fuel, cached=False)


def _kind(component: bool) -> type[wasmtime.Module] | type[Component]:
    if not component:
        return wasmtime.Module
    from wasmtime.component import Component

    return Component
