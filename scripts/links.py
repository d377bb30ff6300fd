"""Check the links of Markdown files outside of `docs/`, which Sphinx does not read: files and headings are there.

    python scripts/links.py    name each link that leads nowhere

Links inside `docs/` are Sphinx's, where warnings are errors (`make docs`). Addresses on the web are not asked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "*.md",
    "*/README.md",
    "plugins/*/*.md",
    "plugins/*/docs/**/*.md",
    "examples/*/*.md",
    "benchmarks/*.md",
    "npm/*.md",
)
FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,}).*?^(?P=mark)`*\s*?$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<target>[^()\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$", re.MULTILINE)
NAMED = re.compile(r"^\((?P<name>[\w-]+)\)=$|<a (?:id|name)=\"(?P<id>[^\"]+)\"", re.MULTILINE)


def main() -> int:
    """Print links that lead nowhere; return an exit code."""
    broken = [line for page in pages(ROOT) for line in broken_links(page, ROOT)]
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


def pages(root: Path) -> list[Path]:
    """Return the Markdown files whose links are checked."""
    found = {path for pattern in PAGES for path in root.glob(pattern)}
    return sorted(path for path in found if not path.relative_to(root).parts[0].startswith(("docs", ".")))


def broken_links(page: Path, root: Path) -> Iterator[str]:
    """Yield a line for each link of a page that leads to no file, or to no heading of one."""
    text = page.read_text("utf-8")
    for found in LINK.finditer(_without_code(text)):
        target = found["target"].strip("<>")
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / unquote(path)).resolve() if path else page
        name = f"{page.relative_to(root).as_posix()}: [{target}]"
        if not there.exists():
            yield f"{name} leads to no file"
        elif anchor and there.suffix == ".md" and anchor not in anchors(there):
            yield f"{name} leads to no heading of {there.relative_to(root).as_posix()}"


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the names by which parts of a page can be linked to, as GitHub and MyST make them of headings."""
    text = FENCE.sub("", page.read_text("utf-8"))
    names = {found["name"] or found["id"] for found in NAMED.finditer(text)}
    for found in HEADING.finditer(text):
        name = slug = _slug(found["text"])
        count = 0
        while name in names:
            count += 1
            name = f"{slug}-{count}"
        names.add(name)
    return frozenset(names)


def _slug(heading: str) -> str:
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")


def _without_code(text: str) -> str:
    return CODE.sub("", FENCE.sub("", text))


if __name__ == "__main__":
    sys.exit(main())
