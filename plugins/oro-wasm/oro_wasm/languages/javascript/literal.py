"""Write files as string literals of C."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("files_of_c",)

_ESCAPED = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("?"): "\\?"}


def files_of_c(files: Mapping[str, bytes], entry: str) -> str:
    """Return a C source that holds files for `host.c`.

    Args:
        files: by the name they are imported by, the prelude first.
        entry: the name of the file that is run; empty for the one that is named on the command line.
    """
    rows = [f"    {{{_literal(name.encode())}, {_literal(data)}, {len(data)}}}," for name, data in files.items()]
    return "\n".join(
        [
            "#include <stddef.h>",
            "struct oro_file { const char *name; const char *text; size_t size; };",
            "const struct oro_file oro_files[] = {",
            *rows,
            "    {NULL, NULL, 0},",
            "};",
            f"const char *const oro_entry = {_literal(entry.encode()) if entry else 'NULL'};",
            "",
        ]
    )


def _literal(data: bytes) -> str:
    """Return bytes as a literal, one for each line of a text."""
    lines = data.splitlines(keepends=True) or [b""]
    return "\n".join('"' + "".join(_character(each) for each in line) + '"' for line in lines)


def _character(byte: int) -> str:
    if byte in _ESCAPED:
        return _ESCAPED[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
