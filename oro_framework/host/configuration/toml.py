"""Reads the text of `oro.toml` into flat keys, each with its place. Sans-IO.

Rules
1. Every text gives a `Document`, or a `ConfigError` that names file, line and column.
2. `a.b.c`, `[a.b] c` and `a = {b = {c = …}}` are all the key `a_b_c`; two ways of writing one key in
   one file are an error that names both lines.
3. An array of tables counts: the first `[[window]] width` is `window_0_width`.
4. A line that is not TOML but plainly `key = text` is taken as if it were quoted, with a note saying
   how to write it: such lines occur in documents from before TOML was chosen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.values import is_secret

if TYPE_CHECKING:  # slow to import, and not needed without a file
    from tomlkit import TOMLDocument
    from tomlkit.container import Container
    from tomlkit.exceptions import ParseError
    from tomlkit.items import Item, Key

__all__ = ("Document", "Entry", "decode", "flatten", "parse")

MAX_TEXT = 1 << 20
MAX_MENDED = 100

_BARE = re.compile(r"[A-Za-z0-9_-]+(\s*\.\s*[A-Za-z0-9_-]+)*")
_INI_LINE = re.compile(r"""\s*(?P<key>[^=\[\]#"'\s][^=#"'\n]*?)\s*=[ \t]*(?P<value>.*?)\s*""", re.DOTALL)


class Entry(Struct, frozen=True):
    """A value as it was written, and its place."""

    value: Any
    source: str
    """`oro.toml:3`, `environment ORO_WINDOW_WIDTH`, `command line`, …"""
    text: bool = False
    """Whether the value is untyped text, which the setting's type decides how to read."""


class Document(Struct, frozen=True):
    """One file: flat keys in the order written, and notes about lines to correct."""

    entries: Mapping[str, Entry]
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> str:
    """Return the text of a configuration file.

    Raises:
        ConfigError: it is not UTF-8, with the line of the first wrong byte.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"Cannot read {name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8"
        raise ConfigError(message, file=name, line=line) from error


def parse(text: str, name: str = "oro.toml") -> Document:
    """Parse `text` and flatten it; `name` is how errors call the file.

    Raises:
        ConfigError: the text is too long, is not TOML even with mended lines, or sets a key twice.
    """
    if len(text) > MAX_TEXT:
        raise ConfigError(f"Cannot read {name}: it has {len(text)} characters, the limit is {MAX_TEXT}", file=name)
    document, mended = _parse_mending(text.removeprefix("\ufeff"), name)
    entries: dict[str, Entry] = {}
    for key, value, line in _located(document):
        entry = Entry(value, f"{name}:{line}", text=line in mended and isinstance(value, str))
        if key in entries:
            message = f'Cannot use "{key}" at {entry.source}: {entries[key].source} sets it already'
            raise ConfigError(message, file=name, line=line, key=key)
        entries[key] = entry
    return Document(entries, tuple(_note(name, line, better) for line, better in sorted(mended.items())))


def flatten(value: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield the leaves below a value as `(prefix_sub_key, leaf)`."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flatten(inner, f"{prefix}_{key}" if prefix else str(key))
    elif isinstance(value, list) and value and all(isinstance(inner, Mapping) for inner in value):
        for index, inner in enumerate(value):
            yield from flatten(inner, f"{prefix}_{index}")
    else:
        yield prefix, value


def _parse_mending(text: str, name: str) -> tuple[TOMLDocument, dict[int, str]]:
    """Parse, quoting one failing line at a time; line numbers stay as written."""
    import tomlkit  # slow to import, and not needed without a file
    from tomlkit.exceptions import ParseError, TOMLKitError

    lines = text.split("\n")
    mended: dict[int, str] = {}
    while True:
        try:
            return tomlkit.parse("\n".join(lines)), mended
        except ParseError as error:
            number = min(max(error.line, 1), len(lines))
            better = _mend(lines[number - 1])
            if better is None or number in mended or len(mended) >= MAX_MENDED:
                raise _syntax_error(error, text.split("\n")[number - 1], number, name) from error
            lines[number - 1] = mended[number] = better
        except (TOMLKitError, ValueError, RecursionError) as error:
            why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise ConfigError(f"Cannot parse {name}: {why}", file=name) from error


def _syntax_error(error: ParseError, line: str, number: int, name: str) -> ConfigError:
    why = re.sub(r"\s+at line \d+ col \d+\s*$", "", str(error)).rstrip(".")
    column = error.col + 1
    hint = ""
    if "=" in line and '"' not in line and "'" not in line:
        hint = ", text and unusual keys need double quotes"
    message = f"Cannot parse {name}:{number}:{column}: {why[:1].lower()}{why[1:]}{hint}"
    return ConfigError(message, file=name, line=number, column=column)


def _mend(line: str) -> str | None:
    """Return a line `key = text` with the quotes TOML requires, or None when it is no such line."""
    import tomlkit  # as above
    from tomlkit.exceptions import TOMLKitError

    if not (match := _INI_LINE.fullmatch(line)):
        return None
    key, value = match["key"], match["value"]
    if not _BARE.fullmatch(key):
        key = json.dumps(key, ensure_ascii=False)
    try:
        tomlkit.parse(f"x = {value}")
    except (TOMLKitError, ValueError, RecursionError):
        if value[:1] in ('"', "'", "[", "{"):
            return None
        value = json.dumps(re.sub(r"(^|\s)#.*", "", value).rstrip(), ensure_ascii=False)
    return f"{key} = {value}"


def _note(name: str, line: int, better: str) -> str:
    key = better.partition(" = ")[0]
    shown = f'{key} = "…"' if is_secret(key) else better
    return f"{name}:{line} is not TOML: read as {shown}"


def _located(document: TOMLDocument) -> Iterator[tuple[str, Any, int]]:
    """Yield `(flat key, plain value, line)` by walking the document in the order written."""
    lines = _Lines()
    yield from lines.container(document, "")


class _Lines:
    """Counts lines while walking a document; tomlkit keeps every character, so the text so far gives the line."""

    def __init__(self) -> None:
        self.line = 1

    def container(self, container: Container, prefix: str) -> Iterator[tuple[str, Any, int]]:
        for key, item in container.body:
            if key is None:
                self.line += item.as_string().count("\n")
            else:
                yield from self.item(key, item, f"{prefix}_{key.key}" if prefix else key.key)

    def item(self, key: Key, item: Item, path: str) -> Iterator[tuple[str, Any, int]]:
        from tomlkit.items import AoT, Table  # as above

        if isinstance(item, AoT):
            for index, table in enumerate(item.body):
                yield from self.item(key, table, f"{path}_{index}")
        elif isinstance(item, Table):
            if not (key.is_dotted() or item.is_super_table()):
                self.line += (item.trivia.indent + item.trivia.comment + item.trivia.trail).count("\n")
            yield from self.container(item.value, path)
        else:
            for leaf, value in flatten(item.unwrap(), path):
                yield leaf, value, self.line
            self.line += (item.as_string() + item.trivia.comment + item.trivia.trail).count("\n")
