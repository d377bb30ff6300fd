"""Check the changelog fragments: each is named for its type, and holds one sentence. `towncrier` gathers them."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ("faults", "main")

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"\+[\w-]+\.(?P<type>\w+)\.md")
NEXT_SENTENCE = re.compile(r"[.!?]\s+[A-Z`\"]")


def main() -> int:
    """Return 1 after telling what is wrong with a fragment."""
    found = list(faults(ROOT / "changes", types()))
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


def types() -> Mapping[str, str]:
    """Return the heading of each type of fragment."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
    return {each["directory"]: each["name"] for each in settings["type"]}


def faults(folder: Path, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the fragments of a folder."""
    for path in sorted(folder.iterdir()):
        if path.name == "README.md":
            continue
        name = NAME.fullmatch(path.name)
        text = path.read_text("utf-8").strip()
        if name is None or name["type"] not in known:
            names = ", ".join(known)
            yield f'Cannot use "changes/{path.name}": it is not named +WORDS.TYPE.md, TYPE being one of {names}'
        elif not text.endswith(".") or NEXT_SENTENCE.search(text):
            yield f'Cannot use "changes/{path.name}": it holds one sentence; write a file for each'


if __name__ == "__main__":
    sys.exit(main())
