"""Comments of WIT on interfaces and functions. Sans-IO.

The types of a component come from the component itself; its text holds the comments alone, which no compiler keeps.
So the text is read loosely: whatever is no comment above a name is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from oro_wasm.analysis.wit_docs import Docs, InterfaceDocs
from oro_wasm.components import wit

__all__ = ("docs_in", "documented")

_DOC = re.compile(r"\s*///\s?(.*)")
_INTERFACE = re.compile(
    r"\s*(?:export\s+|import\s+)?interface\s+%?([A-Za-z][A-Za-z0-9-]*)|\s*export\s+%?([A-Za-z][A-Za-z0-9-]*)\s*:\s*interface\b"
)
_WORLD = re.compile(r"\s*world\s")
_FUNCTION = re.compile(r"\s*(?:export\s+)?%?([A-Za-z][A-Za-z0-9-]*)\s*:\s*(?:async\s+)?func\b")


def docs_in(texts: Iterable[str]) -> Docs:
    """Return the comments of the texts of a package; later ones count."""
    found: dict[str, InterfaceDocs] = {}
    for text in texts:
        for interface, function, comment in _comments(text):
            known = found.get(interface, InterfaceDocs())
            if function:
                found[interface] = replace(known, functions=known.functions | {function: comment})
            else:
                found[interface] = replace(known, text=comment)
    return Docs(found)


def documented(world: wit.World, docs: Docs) -> wit.World:
    """Return a world with the comments of its functions; those without one keep what they have."""
    exports = []
    for each in world.exports:
        known = docs.of(each.name).functions
        functions = tuple(replace(item, docs=known.get(item.name) or item.docs) for item in each.functions)
        exports.append(replace(each, functions=functions))
    return replace(world, exports=tuple(exports))


def _comments(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the names of interface and function, both of which may be empty, and the comment."""
    interface, above = "", list[str]()
    for line in _lines(text):
        if (comment := _DOC.match(line)) is not None:
            above.append(comment[1].rstrip())
            continue
        if (named := _INTERFACE.match(line)) is not None:
            interface = named[1] or named[2]
            yield interface, "", "\n".join(above).strip()
        elif _WORLD.match(line):
            interface = ""
        elif (function := _FUNCTION.match(line)) is not None:
            yield interface, function[1], "\n".join(above).strip()
        if line.strip():
            above.clear()


def _lines(text: str) -> Iterator[str]:
    """Yield lines, with comments in stars as lines of slashes, and what follows a brace on a line of its own."""
    text = re.sub(r"/\*\*(.*?)\*/", _slashes, text, flags=re.DOTALL)
    for line in text.splitlines():
        if _DOC.match(line):
            yield line
        else:
            yield from re.sub(r"([{};])(?=[^;])", r"\1\n", line).split("\n")


def _slashes(match: re.Match[str]) -> str:
    return "\n".join("/// " + line.strip().removeprefix("*").strip() for line in match[1].strip().splitlines()) + "\n"
