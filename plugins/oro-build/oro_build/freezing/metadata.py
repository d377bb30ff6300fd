"""The metadata of distributions in a built app: names, versions, entry points and licences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from oro_build.planning.distributions import installed

__all__ = ("write_metadata",)

_KEPT = ("entry_points.txt", "top_level.txt")


def write_metadata(distributions: Iterable[str], folder: Path) -> list[tuple[Path, str]]:
    """Write what programs ask of distributions; return each file with its place beside the modules.

    The descriptions, the records of files and the places they were installed from are left out.
    """
    written: list[tuple[Path, str]] = []
    for name in distributions:
        found = installed(name)
        place = f"{found.name.replace('-', '_')}-{found.version}.dist-info"
        target = folder / place
        target.mkdir(parents=True, exist_ok=True)
        head = (found.read_text("METADATA") or f"Name: {found.name}\nVersion: {found.version}\n").split("\n\n", 1)[0]
        (target / "METADATA").write_text(f"{head}\n", "utf-8")
        written.append((target / "METADATA", f"{place}/METADATA"))
        for each in _KEPT:
            if text := found.read_text(each):
                (target / each).write_text(text, "utf-8")
                written.append((target / each, f"{place}/{each}"))
    return written
