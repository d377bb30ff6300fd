"""Differences of layers and of trees: what an adapter keeps, and what listeners are told after a restore."""

from __future__ import annotations

from collections.abc import Iterator

from ..change import Change
from .node import Folder, Node
from .record import Record
from .view import Found, View, creations, kind_of

__all__ = ("changes_between", "records_between", "replacement")


def records_between(old: Folder | None, new: Folder) -> Iterator[Record]:
    """Yield what turns the rows kept of one upper layer into those of another, in the order to apply it.

    It takes time in proportion to what changed, for folders that did not are shared.
    """
    yield from _records("", old, new)


def _records(path: str, old: Node | None, new: Node) -> Iterator[Record]:
    if old is new:
        return
    if not isinstance(new, Folder):
        if isinstance(old, Folder):
            yield Record.gone(path)
        yield Record.of(path, new)
        return
    before = old.children if isinstance(old, Folder) else {}
    if not isinstance(old, Folder) or (old.mode, old.mtime, old.opaque) != (new.mode, new.mtime, new.opaque):
        yield Record.of(path, new)
    for name in sorted(before.keys() - new.children.keys()):
        yield Record.gone(_join(path, name))
    for name in sorted(new.children):
        yield from _records(_join(path, name), before.get(name), new.children[name])


def changes_between(old: View, new: View, path: str = "") -> Iterator[Change]:
    """Yield what happened to each path between two states: removed, created or modified."""
    if old.is_same(new):
        return
    if (old.top.mode, old.top.mtime) != (new.top.mode, new.top.mtime):
        yield Change(kind="modified", path=path or "/", node="directory")
    before, after = dict(old.items()), dict(new.items())
    for name in sorted(before.keys() | after.keys()):
        yield from _child_changes(f"{path}/{name}", before.get(name), after.get(name))


def _child_changes(path: str, old: Found | None, new: Found | None) -> Iterator[Change]:
    if old is new:
        return
    if isinstance(old, View) and isinstance(new, View):
        yield from changes_between(old, new, path)
    else:
        yield from replacement(path, old, new)


def replacement(path: str, old: Found | None, new: Found | None) -> Iterator[Change]:
    """Yield what happened to a path where one thing takes the place of another."""
    if old is not None and new is not None and kind_of(old) == kind_of(new):
        yield Change(kind="modified", path=path, node=kind_of(new))
        return
    gone = [*creations(path, old)] if old is not None else []
    yield from (Change(kind="removed", path=below, node=kind) for below, kind in reversed(gone))
    made = creations(path, new) if new is not None else ()
    yield from (Change(kind="created", path=below, node=kind) for below, kind in made)


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name
