"""Weigh each part of `oro-framework[all]` on a disk, as it is installed here, for docs/explanation/dependencies.md.

    python scripts/weights.py            print the table
    python scripts/weights.py --write    put it into the page

A package counts for what needs it alone; what several need is a line of its own. Compiled Python is left out, as it is
made when it is first used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from release_versions import ROOT

PAGE = ROOT / "docs" / "explanation" / "dependencies.md"
BEGIN, END = "<!-- weights: written by scripts/weights.py -->\n", "<!-- end of weights -->\n"
FRAMEWORK = "oro-framework"
ENGINE = "engine"
SMALLEST = 1.0
"""Megabytes of what a line names; less is gathered in one line."""


def main() -> int:
    """Print the table, or write it."""
    text = "\n".join(table(weights())) + "\n"
    if "--write" not in sys.argv[1:]:
        print(text)
        return 0
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.partition(END)[2], "utf-8")
    return 0


def weights() -> Mapping[str, Mapping[str, int]]:
    """Return the bytes of each package, by what needs it alone."""
    needed = {part: closure(wanted) for part, wanted in parts().items()}
    found: dict[str, dict[str, int]] = {}
    for name in sorted(set().union(*needed.values())):
        users = [part for part, names in needed.items() if name in names]
        owner = users[0] if len(users) == 1 or FRAMEWORK in users else "several"
        found.setdefault(FRAMEWORK if FRAMEWORK in users else owner, {})[name] = size(name)
    return found


def parts() -> Mapping[str, Sequence[Requirement]]:
    """Return the requirements of the framework, of its engine, and of each plugin in `all`."""
    own = [Requirement(text) for text in metadata.requires(FRAMEWORK) or ()]
    plain = [each for each in own if each.marker is None or each.marker.evaluate({"extra": ""})]
    of_all = [each for each in own if each.marker is not None and each.marker.evaluate({"extra": "all"})]
    qt = [each for each in own if each.marker is not None and each.marker.evaluate({"extra": "qt"})]
    desktop = [each for each in own if each.marker is not None and each.marker.evaluate({"extra": "desktop"})]
    plugins = {each.name: [each] for each in of_all if each.name.startswith("oro-") and each.name != FRAMEWORK}
    return {FRAMEWORK: [Requirement(FRAMEWORK), *plain], ENGINE: [*qt, *desktop], **plugins}


def closure(wanted: Sequence[Requirement]) -> set[str]:
    """Return the names of everything that requirements lead to, the framework itself only where it is named."""
    found: set[str] = set()
    waiting = [*wanted]
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        if name in found:
            continue
        found.add(name)
        if name != FRAMEWORK:
            waiting += _requirements(name, each.extras)
    return found if FRAMEWORK in {canonicalize_name(each.name) for each in wanted[:1]} else found - {FRAMEWORK}


def _requirements(name: str, extras: set[str]) -> Iterator[Requirement]:
    for text in metadata.requires(name) or ():
        each = Requirement(text)
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield each


def size(name: str) -> int:
    """Return the bytes of the files of an installed package; of ours, those that a wheel has."""
    if name == FRAMEWORK or name.startswith("oro-"):
        return _size_of_ours(name)
    files = metadata.files(name) or ()
    places = (Path(str(each.locate())) for each in files if each.suffix != ".pyc")
    return sum(place.stat().st_size for place in places if place.is_file())


def _size_of_ours(name: str) -> int:
    package = ROOT / "oro_framework" if name == FRAMEWORK else ROOT / "plugins" / name / name.replace("-", "_")
    folders = [package, *([package / "js"] if (package / "js").is_symlink() else [])]
    found = (path for folder in folders for path in folder.resolve().rglob("*") if "__pycache__" not in path.parts)
    return sum(path.stat().st_size for path in found if path.is_file())


def table(found: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Yield the lines of the table, heaviest first."""
    total = sum(sum(each.values()) for each in found.values())
    yield "| part | MB | of which |"
    yield "|---|---|---|"
    small = 0.0
    for part, packages in sorted(found.items(), key=lambda item: -sum(item[1].values())):
        megabytes = sum(packages.values()) / 1e6
        if megabytes < SMALLEST:
            small += megabytes
            continue
        heavy = [(name, count) for name, count in packages.items() if count >= 1e5]
        named = ", ".join(f"{name} {count / 1e6:.1f}" for name, count in sorted(heavy, key=lambda item: -item[1])[:6])
        yield f"| {_label(part)} | {megabytes:.1f} | {named} |"
    yield f"| every other plugin, together | {small:.1f} | |"
    yield f"| **all of it** | **{total / 1e6:.0f}** | |"


def _label(part: str) -> str:
    return {ENGINE: "the engine, Qt", "several": "libraries of several plugins"}.get(part, f"`{part}`")


if __name__ == "__main__":
    sys.exit(main())
