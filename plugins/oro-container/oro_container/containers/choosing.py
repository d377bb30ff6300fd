"""Chooses the walls of a container among those that this machine lets a user build."""

from __future__ import annotations

from collections.abc import Mapping

from oro_container.core.policy import LEVELS, Level
from oro_container.errors import CannotBoot
from oro_container.programs.node import Node
from oro_container.programs.node_permission import permission_flag

__all__ = ("NAMESPACES_HINT", "choose", "reason", "reasons")

NAMESPACES_HINT = (
    "Ubuntu gives namespaces to programs with an AppArmor profile that has `userns,`, and to all after "
    "`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`; elsewhere `sysctl -w user.max_user_namespaces=10000` "
    "allows them, and an engine of containers that this runs in has to"
)
"""How to get the strongest walls."""


def choose(weakest: Level, strongest: Level, missing: Mapping[str, str], node: Node | None) -> Level:
    """Return the strongest level that there is.

    Args:
        weakest: that will do.
        strongest: that is wanted.
        missing: why parts of walls are not there, as the launcher tells it.
        node: the Node that containers get.

    Raises:
        CannotBoot: there is none.
    """
    first, last = LEVELS.index(strongest), LEVELS.index(weakest)
    for level in LEVELS[first : last + 1]:
        if not reason(level, missing, node):
            return level
    why = reasons(missing, node)
    there = next((level for level in LEVELS[first:] if level not in why), None)
    told = "; ".join(f"{level}: {why[level]}" for level in LEVELS[first : last + 1] if level in why)
    if first > last:
        told = f'the strongest walls it may have are "{strongest}"'
    help = f'allow weaker walls with level = "{there}" in [container] of oro.toml, or policy.level' if there else ""
    raise CannotBoot(
        f'Cannot boot a container with walls of level "{weakest}" ({told}). {NAMESPACES_HINT}'
        f"{f'; or {help}' if help else ''}"
    )


def reasons(missing: Mapping[str, str], node: Node | None) -> dict[Level, str]:
    """Return why levels are not there, by level; those that are there are not in it."""
    return {level: why for level in LEVELS if (why := reason(level, missing, node))}


def reason(level: Level, missing: Mapping[str, str], node: Node | None) -> str:
    """Return why a level is not there; empty where it is. Blocks."""
    if level == "namespaces":
        return missing.get("namespaces", "")
    if level == "landlock":
        return missing.get("filter") or missing.get("landlock", "")
    if level == "node-permission" and (node is None or permission_flag(node) is None):
        return "there is no Node with permissions, which is 20 or newer"
    return missing.get("filter", "")
