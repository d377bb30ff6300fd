"""`Plan`, the changes that an installation makes."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from oro_container.core.packages.bins import BinLink
from oro_container.core.packages.changes import Link, Present, Remove
from oro_container.core.packages.locks import sum_of
from oro_container.core.packages.tree import Placed

__all__ = ("Plan", "is_folder", "make_plan", "name_of", "without")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The changes of an installation."""

    kept: tuple[Placed, ...] = ()
    """Those that are there in the right version."""
    placed: tuple[Placed, ...] = ()
    slots: tuple[int, ...] = ()
    """The number under which each of those is staged."""
    removed: tuple[Remove, ...] = ()
    """Packages and links that are there and do not belong there."""
    links: tuple[Link, ...] = ()
    """Commands, and folders that are linked to."""


def make_plan(
    nodes: Iterable[Placed],
    bins: Iterable[BinLink],
    present: Present,
    before: Mapping[str, str],
    *,
    afresh: bool = False,
) -> Plan:
    """Compare a tree with what is there.

    Args:
        nodes: the packages that should be there.
        bins: the commands that should be there.
        present: what is there.
        before: the sums of what was installed, by path, as `.package-lock.json` has them.
        afresh: whether all that is there is removed.
    """
    wanted = {node.path: node for node in nodes}
    kept: dict[str, Placed] = {}
    placed: dict[str, Placed] = {}
    for path in sorted(wanted, key=lambda one: (one.count("/"), one)):
        node = wanted[path]
        if node.link or node.in_bundle or is_folder(node):
            continue
        if afresh or _within(path, placed) or not _is_right(node, present, before):
            placed[path] = node
        else:
            kept[path] = node
    links = [*_folder_links(wanted.values()), *(Link(one.path, one.target, one.file) for one in bins)]
    right = {link.path: link.target for link in links}
    made = [
        link for link in links if present.links.get(link.path) != link.target or _leads(link.path, link.target, placed)
    ]
    removed = [Remove(path) for path in _gone(wanted, placed, kept, present, afresh)]
    if afresh:
        removed += [Remove(path) for path in (*present.others, *present.links) if path not in present.packages]
        return Plan(
            kept=(),
            placed=tuple(placed.values()),
            slots=tuple(range(len(placed))),
            removed=tuple(removed),
            links=tuple(links),
        )
    gone = {one.path for one in removed} | placed.keys()
    removed += [
        Remove(path) for path, target in present.links.items() if path not in right and _leads(path, target, gone)
    ]
    return Plan(
        kept=tuple(kept.values()),
        placed=tuple(placed.values()),
        slots=tuple(range(len(placed))),
        removed=tuple(removed),
        links=tuple(made),
    )


def without(plan: Plan, lost: Collection[str]) -> Plan:
    """Return a plan without packages that could not be had, and without what lies in them."""
    gone = tuple(f"{path}/" for path in lost)
    pairs = [(slot, node) for slot, node in enumerate(plan.placed) if not f"{node.path}/".startswith(gone)]
    return replace(
        plan,
        placed=tuple(node for _, node in pairs),
        slots=tuple(slot for slot, _ in pairs),
        links=tuple(link for link in plan.links if not link.file.startswith(gone)),
    )


def is_folder(node: Placed) -> bool:
    """Whether a node is a folder of the project that links lead to, such as a workspace."""
    return "node_modules/" not in node.path


def name_of(node: Placed) -> str:
    """Return a package's name and version."""
    return f"{node.package}@{node.version}"


def _is_right(node: Placed, present: Present, before: Mapping[str, str]) -> bool:
    found = present.packages.get(node.path)
    if found is None or found.version != node.version:
        return False
    had, has = before.get(node.path), sum_of(node.integrity, node.resolved)
    return not had or not has or had == has


def _within(path: str, folders: Mapping[str, object]) -> bool:
    """Whether a path lies in one of some packages."""
    while path:
        path = path.rpartition("/node_modules/")[0]
        if path in folders:
            return True
    return False


def _gone(
    wanted: Mapping[str, Placed],
    placed: Mapping[str, Placed],
    kept: Mapping[str, Placed],
    present: Present,
    afresh: bool,
) -> Iterable[str]:
    gone: dict[str, bool] = {}
    bundlers = {path: True for path in kept if present.packages[path].bundles}
    for path in sorted(present.packages, key=lambda one: (one.count("/"), one)):
        if _within(path, gone) or _within(path, placed):
            continue
        if not _within(path, bundlers) and (afresh or path not in wanted):
            gone[path] = True
    return gone


def _folder_links(nodes: Iterable[Placed]) -> Iterable[Link]:
    for node in nodes:
        if node.link:
            yield Link(node.path, posixpath.relpath(node.resolved or ".", posixpath.dirname(node.path)), "")


def _leads(path: str, target: str, gone: Iterable[str]) -> bool:
    """Whether a link of a `.bin` folder leads into one of some packages."""
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return any(file.startswith(f"{package}/") for package in gone)
