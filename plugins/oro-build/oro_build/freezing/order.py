"""`Order`: everything that the process which freezes an app is told, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

__all__ = ("Order", "read_order", "write_order")


class Order(Struct, frozen=True, kw_only=True):
    """The parts of an app to freeze."""

    name: str
    """The name of the program."""
    entry: Path
    """The script that the program runs."""
    imports: Path
    """A folder with the module `oro_app_imports`, whose imports are those of the app's own Python."""
    distributions: Sequence[str]
    """The plugins, by the names of their distributions."""
    requirements: Sequence[str]
    """Further distributions, of which every module is collected."""
    engine: str
    files: Sequence[tuple[Path, str]]
    """Files of the app and about it, each with its path beside the modules."""
    languages: Sequence[str]
    """Languages of which Qt's own texts are kept, as `de`."""
    left_out: Sequence[str] = ()
    """Places of files that stay out."""
    one_file: bool = False
    icon: Path | None = None


def write_order(order: Order, path: Path) -> None:
    """Write an order to a file."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(order, enc_hook=str)))


def read_order(path: Path) -> Order:
    """Read an order from a file."""
    return msgspec.json.decode(path.read_bytes(), type=Order, dec_hook=lambda kind, value: kind(value))
