"""Reads the text of `socket.ini` into flat keys, as `toml` reads `oro.toml`. Sans-IO.

Rules
1. `[a.b]` and `key` are `a_b_key`; `[.c]` goes on below the last section whose name began without a dot.
2. A line that begins with `;` or `#` is a comment; within a line only ` ;` begins one.
3. Quotes around a value go; `key[]` on several lines is one text, joined by spaces, headers by line breaks.
4. The last of several lines with one key counts, and every value is text: the type of its setting reads it.
"""

from __future__ import annotations

import re

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.toml import Document, Entry

__all__ = ("parse",)

_SECTION = re.compile(r"\[\s*(\.?)([^\[\]]*?)\s*\]")
_QUOTED = re.compile(r"""(["'])(.*?)\1\s*(?:;.*)?""")
_COMMENT = re.compile(r"(^|\s);.*")


def parse(text: str, name: str = "socket.ini") -> Document:
    """Parse `text` and flatten it; `name` is how errors call the file.

    Raises:
        ConfigError: a line is no section, no `key = value` and no comment.
    """
    entries: dict[str, Entry] = {}
    lists: dict[str, list[str]] = {}
    base = section = ""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in ";#":
            continue
        place = f"{name}:{number}"
        if found := _SECTION.fullmatch(_COMMENT.sub("", stripped).strip()):
            base = base if found[1] else found[2]
            section = f"{base}.{found[2]}" if found[1] and base else found[2]
            continue
        key, equals, value = stripped.partition("=")
        if not equals or not key.strip():
            message = f'Cannot parse {place}: expected "key = value" or "[section]", found "{stripped[:60]}"'
            raise ConfigError(message, file=name, line=number)
        flat, several = _flat(section, key.strip())
        plain = _value(value.strip())
        if several:
            lists.setdefault(flat, []).append(plain)
            plain = ("\n" if flat.endswith("headers") else " ").join(lists[flat])
        entries[flat] = Entry(plain, place, text=True)
    return Document(entries)


def _flat(section: str, key: str) -> tuple[str, bool]:
    """Return the flat key, and whether the line adds to a list; dots of a path stay."""
    several = key.endswith("[]")
    key = key.removesuffix("[]").strip().strip("\"'")
    if re.fullmatch(r"[\w.-]+", key):
        key = key.replace(".", "_")
    return "_".join(filter(None, (section.strip().replace(".", "_"), key))), several


def _value(text: str) -> str:
    """Return a value without its quotes, or without the comment after it."""
    quoted = _QUOTED.fullmatch(text)
    return quoted[2] if quoted else _COMMENT.sub("", text).strip()
