"""Desktop entries, the files that describe programs to desktops (Desktop Entry Specification 1.5). Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

__all__ = ("action_entry", "desktop_entry", "entry_value", "exec_line")

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def desktop_entry(name: str, command: Sequence[str], keys: Mapping[str, str] | None = None, field: str = "") -> str:
    """Return the text of an entry for a program.

    Args:
        name: the name that people see.
        command: the program and its arguments, each as the program receives it.
        keys: further keys and values; a value must not begin with a form feed, for which entries have no escape.
        field: a field code after the command, such as `%u` for an address.
    """
    line = f"{exec_line(command)} {field}".rstrip()
    values = {"Type": "Application", "Version": "1.5", "Name": name, "Exec": line, **(keys or {})}
    return "[Desktop Entry]\n" + "".join(f"{key}={_escaped(value)}\n" for key, value in values.items())


def action_entry(id: str, name: str, command: Sequence[str]) -> str:
    """Return the group of an action, which comes after the entry whose `Actions` names its id."""
    values = {"Name": name, "Exec": exec_line(command)}
    return f"[Desktop Action {id}]\n" + "".join(f"{key}={_escaped(value)}\n" for key, value in values.items())


def exec_line(command: Sequence[str]) -> str:
    """Return a command as the value of `Exec`, before the escaping that every value gets."""
    return " ".join(map(_quoted, command))


def entry_value(text: str, key: str) -> str | None:
    """Return the value of a key in the text of an entry, or None."""
    group = ""
    for line in text.split("\n"):
        if line.startswith("["):
            group = line.strip()
        elif group == "[Desktop Entry]" and line.partition("=")[0].rstrip() == key:
            return _read(line.partition("=")[2].lstrip(" \t"))
    return None


def _quoted(argument: str) -> str:
    argument = argument.replace("%", "%%")
    if _PLAIN.fullmatch(argument):
        return argument
    return '"' + re.sub(r'(["`$\\])', r"\\\1", argument) + '"'


def _escaped(value: str) -> str:
    text = "".join(_ESCAPES.get(letter, letter) for letter in value)
    return f"\\s{text[1:]}" if text.startswith(" ") else text


def _read(value: str) -> str:
    unescaped = {"s": " ", "n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(.)", lambda found: unescaped.get(found[1], found[0]), value)
