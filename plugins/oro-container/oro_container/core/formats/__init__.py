"""Forms that files come and go in: trees of JSON, snapshots, zip archives, and globs that choose among files.

Every form is read to and written from `Entry`s, parents first. What is read comes from programs and pages, so each
reader holds it to `Limits`.
"""

from __future__ import annotations

from .archive import read_archive, write_archive
from .errors import FormatError
from .globs import Choice
from .limits import Limits
from .snapshot import read_snapshot, write_snapshot
from .tree import read_tree, write_tree

__all__ = (
    "Choice",
    "FormatError",
    "Limits",
    "read_archive",
    "read_snapshot",
    "read_tree",
    "write_archive",
    "write_snapshot",
    "write_tree",
)
