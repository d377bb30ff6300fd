"""The reference page of containers: what each engine has, from the table that its suite is held to."""

from __future__ import annotations

from oro_container.core.capabilities import CAPABILITIES

__all__ = ("page",)

INTRODUCTION = """# Engines of containers

What containers of each engine have: `host`, processes of the machine, and `page`, workers of the page
([how they differ](../explanation/containers-in-the-page.md)). Pages read it as `container.capabilities`. One suite,
`plugins/oro-container/tests/engines`, plays the same scenarios in both engines, in every browser engine, and holds each
to this table: what is not there is refused, and says what to do instead.
"""


def page() -> str:
    """Return the page."""
    rows = ["| capability | is | host | page | |", "|---|---|---|---|---|"]
    for each in CAPABILITIES:
        has = " | ".join("yes" if found else "no" for found in (each.host, each.page))
        rows.append(f"| `{each.name}` | {each.what} | {has} | {each.note} |")
    return INTRODUCTION + "\n" + "\n".join(rows)
