"""What stands on a terminal in the end, with the colours of each character: what is drawn anew counts once."""

from __future__ import annotations

import re

__all__ = ("screen",)

PIECES = re.compile(r"\x1b\[(?P<values>[?\d;]*)(?P<kind>[A-Za-z])|(?P<one>[^\x1b])", re.DOTALL)


def screen(output: str) -> str:
    """Return the lines of an output after all moves and erasures."""
    lines: list[list[str]] = [[]]
    row = column = 0
    style = ""
    for piece in PIECES.finditer(output):
        one, kind, values = piece["one"], piece["kind"], piece["values"]
        count = int(values) if values and values.isdigit() else 1
        if one == "\n":
            row += 1
            lines += [[] for _ in range(row + 1 - len(lines))]
        elif one == "\r":
            column = 0
        elif one:
            lines[row] += [" "] * (column + 1 - len(lines[row]))
            lines[row][column] = style + one
            column, style = column + 1, ""
        elif kind == "m":
            style += piece[0]
        elif kind == "A":
            row = max(0, row - count)
        elif kind in "DG":
            column = max(0, column - count) if kind == "D" else count - 1
        elif kind == "K":
            del lines[row][column:]
    return "\n".join("".join(line).rstrip() for line in lines).strip() + style
