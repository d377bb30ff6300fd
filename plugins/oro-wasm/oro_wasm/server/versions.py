"""The versions of a module that a page is told of, and what it keeps from one to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, to_builtins

from oro_wasm.server.errors import NotReadable
from oro_wasm.server.glue import Glue, find
from oro_wasm.server.layout import Layout, layout_of

__all__ = ("Change", "Version", "change_between", "version_of")

COMPONENT = b"\0asm\x0d\0\1\0"
Change = Literal["none", "code", "module", "page"]
"""The step a page takes: none; give a new instance the old one's memory and globals; begin a new instance and keep the
page; load the page again."""


class Version(Struct, frozen=True, kw_only=True):
    """A module as it was built once."""

    number: int
    path: Path
    size: int
    digest: str
    """Of the module and its glue."""
    component: bool
    layout: Layout | None
    why: str = ""
    """Why there is no layout."""
    glue: Glue | None = None

    @property
    def interface(self) -> str:
        """A text that is equal where imports and exports are, those of the glue included."""
        declared = "" if self.glue is None else repr(self.glue.functions)
        return (self.layout.interface if self.layout else f"?{self.digest}") + declared

    def as_json(self) -> dict[str, Any]:
        """Return what a page shows of it."""
        layout = self.layout
        return {
            "number": self.number,
            "name": self.path.name,
            "size": self.size,
            "component": self.component,
            "kind": layout.kind if layout else "",
            "why": self.why,
            "imports": to_builtins(layout.imports) if layout else [],
            "exports": to_builtins(layout.exports) if layout else [],
            "sections": to_builtins(layout.sections) if layout else [],
            "glue": self._glue(),
        }

    def _glue(self) -> dict[str, Any] | None:
        if self.glue is None:
            return None
        return {
            "url": f"files/{self.number}/{self.glue.path.name}",
            "module": f"files/{self.number}/{self.path.name}",
            "style": self.glue.style,
            "functions": [
                {"name": each.name, "params": list(each.params), "result": each.result} for each in self.glue.functions
            ],
        }


def version_of(path: Path, number: int) -> Version:
    """Read a module. What cannot be taken apart has no layout, and is shown all the same.

    Raises:
        OSError: it cannot be read.
    """
    code = path.read_bytes()
    layout, why = _layout(code)
    glue = find(path)
    return Version(
        number=number,
        path=path,
        size=len(code),
        digest=_digest([path, *([glue.path] if glue else ())]),
        component=code[:8] == COMPONENT,
        layout=layout,
        why=why,
        glue=glue,
    )


def change_between(old: Version | None, new: Version) -> Change:
    """Return what a page that shows one version does when there is another."""
    if old is None:
        return "page"
    if old.digest == new.digest:
        return "none"
    if old.interface != new.interface:
        return "page"
    if new.glue is None and old.layout and new.layout and new.layout.state == old.layout.state != "":
        return "code"
    return "module"


def _layout(code: bytes) -> tuple[Layout | None, str]:
    try:
        return layout_of(code), ""
    except NotReadable as error:
        return None, error.message


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
