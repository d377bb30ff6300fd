"""The workspaces of a project: folders that its package.json names by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from oro_container.core.packages.manifest import Manifest

__all__ = ("find_workspaces", "is_workspace_path")


def find_workspaces(manifest: Manifest, folders: Iterable[str]) -> list[str]:
    """Those of `folders`, paths from the project that have a package.json, which are workspaces of it, by path."""
    return sorted(folder for folder in folders if is_workspace_path(manifest, folder))


def is_workspace_path(manifest: Manifest, folder: str) -> bool:
    """Whether `folder` is a workspace: the last pattern that matches it decides, and `!` excludes."""
    if not folder or "node_modules" in folder.split("/"):
        return False
    found = False
    for pattern in manifest.workspaces:
        excluded = pattern.startswith("!")
        if _compile(pattern.lstrip("!")).fullmatch(folder):
            found = not excluded
    return found


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str]:
    pattern = pattern.replace("\\", "/").removeprefix("./").strip("/")
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    text = "/".join(_compile_part(part) for part in parts)
    text = text.replace("(?:.*/)?/", "(?:[^./][^/]*/)*").replace("/(?:.*/)?", "(?:/[^./][^/]*)*")
    return re.compile(text)


def _compile_part(part: str) -> str:
    if part == "**":
        return "(?:.*/)?"
    text = re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    text = re.sub(r"\\\{([^{}]*)\\\}", lambda found: f"(?:{found[1].replace(',', '|')})", text)
    return text if part.startswith(".") else f"(?![.]){text}"
