"""The file in which desktops note what opens what (Association between MIME types and applications 1.0). Sans-IO."""

from __future__ import annotations

__all__ = ("without",)


def without(text: str, mime: str, entry: str) -> str:
    """Return the file's text without an entry for a type; every other line stays as it is.

    Args:
        text: of the file.
        mime: a type, such as `x-scheme-handler/notes`.
        entry: name of a desktop file.
    """
    return "".join(_line(line, mime, entry) for line in text.splitlines(keepends=True))


def _line(line: str, mime: str, entry: str) -> str:
    key, equals, value = line.partition("=")
    names = [name.strip() for name in value.split(";")]
    if not equals or key.strip() != mime or entry not in names:
        return line
    left = [name for name in names if name not in ("", entry)]
    return f"{key}={';'.join(left)};\n" if left else ""
