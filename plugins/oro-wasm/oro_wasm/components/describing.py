"""Describe the functions of a component for its routes: types and comments, without compiling it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from oro_wasm.analysis.wit_docs import docs_of
from oro_wasm.components.docs import docs_in, documented
from oro_wasm.components.read import read_world
from oro_wasm.components.refusal import not_a_component
from oro_wasm.components.wit import World
from oro_wasm.engine.digest import MAGIC, digest_of, is_component
from oro_wasm.errors import NotWebAssembly

__all__ = ("Described", "describe")


class Described(Struct, frozen=True):
    """A component as routes know it."""

    digest: str
    """The SHA-256 of its bytes as hexadecimal digits; instances are made of no others."""
    size: int
    """Bytes of its file."""
    world: World


def describe(path: Path, wit: Path) -> Described:
    """Return the functions of a component, with the comments of its WIT, or else those it carries itself.

    Args:
        path: its file.
        wit: the file or folder of its WIT, which need not be there.

    Raises:
        NotWebAssembly, CannotRun: it is no component, or its types cannot be read.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        raise NotWebAssembly(str(path), "it does not begin as WebAssembly does")
    if not is_component(data):
        raise not_a_component(str(path))
    world = documented(read_world(data, str(path)), docs_of(data))
    return Described(digest_of(data), len(data), documented(world, docs_in(_texts(wit))))


def _texts(wit: Path) -> list[str]:
    files = sorted(wit.glob("*.wit")) if wit.is_dir() else [wit] if wit.is_file() else []
    return [file.read_text("utf-8", "replace") for file in files]
