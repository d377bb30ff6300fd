"""Output of the `oro` command: answers on stdout, everything else on stderr, colour only in terminals."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # rich is slow to import
    from traceback import FrameSummary

    from rich.console import Console, RenderableType
    from rich.table import Table

__all__ = (
    "answer_json",
    "escaped",
    "fail",
    "is_narrow",
    "listen",
    "joined",
    "note",
    "show",
    "table",
    "warn",
    "written_out",
)

PIPED_WIDTH = 120
"""Columns of a table that is written to a file."""
FRAMEWORK = tuple(f"{os.sep}{name}{os.sep}" for name in ("oro_framework", "trio", "pluggy", "outcome"))
"""Parts of the paths of files whose frames come before those that a person looks for."""
NARROW = 100
"""Columns below which a table of texts becomes a list."""


def is_narrow() -> bool:
    """Return whether the terminal is too narrow for a table of texts."""
    return _screen().width < NARROW


def show(*answers: RenderableType) -> None:
    """Print answers; to a file without colour and trailing spaces."""
    screen = _screen()
    if sys.stdout.isatty():
        screen.print(*answers, sep="\n")
        return
    with screen.capture() as captured:
        screen.print(*answers, sep="\n")
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _screen() -> Console:
    from rich.console import Console  # rich is slow to import

    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if known else PIPED_WIDTH, highlight=False)


def table(*headings: str) -> Table:
    """Return an empty table in the common style."""
    from rich.box import Box  # rich is slow to import
    from rich.table import Table

    rule = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
    made = Table(box=rule, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def escaped(text: str) -> str:
    """Return a text for a table, with its markup escaped, and control characters written out."""
    from rich.markup import escape  # rich is slow to import

    return escape(written_out(text))


def written_out(text: str) -> str:
    """Return a text with its control characters written out, but for ends of lines and tabs.

    Texts have names that programs chose, of files and processes, and no program is to write to the terminal by them.
    """
    return "".join(each if each in "\n\t" or each.isprintable() else _code(each) for each in text)


def _code(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def answer_json(value: Any) -> None:
    """Print a value as JSON for other programs."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def note(text: str) -> None:
    """Print a note."""
    click.secho(written_out(text), dim=True, err=True)


def warn(text: str) -> None:
    """Print a warning; the command goes on."""
    click.echo(click.style("warning: ", fg="yellow", bold=True) + written_out(text), err=True)


def fail(text: str) -> None:
    """Print the error that ends the command."""
    click.echo(click.style("error: ", fg="red", bold=True) + written_out(text), err=True)


def listen(*, debug: bool = False, quiet: bool = False, level: int = logging.WARNING) -> None:
    """Write the framework's log to stderr: what is of a level or above, everything, or nothing."""
    log = logging.getLogger("oro")
    log.setLevel(logging.DEBUG if debug else level)
    log.propagate = False
    # Below it, loggers may have levels of their own.
    log.handlers[:] = [_Handler(logging.CRITICAL if quiet else logging.NOTSET)]
    if not debug:
        log.handlers[0].setFormatter(_Formatter())


class _Handler(logging.Handler):
    """Writes log records as notes, warnings and errors of the command."""

    def emit(self, record: logging.LogRecord) -> None:
        say: Callable[[str], None] = note
        if record.levelno >= logging.ERROR:
            say = fail
        elif record.levelno >= logging.WARNING:
            say = warn
        part = record.name.partition(".")[2] if say is note else ""
        try:
            say(f"{part}: {self.format(record)}" if part else self.format(record))
        except Exception:
            self.handleError(record)


class _Formatter(logging.Formatter):
    """Leaves out of tracebacks what the framework did before it called other code."""

    def formatException(self, ei: Any) -> str:
        import traceback  # most commands log no exception

        formatted = traceback.TracebackException(*ei)
        waiting: list[traceback.TracebackException | None] = [formatted]
        while waiting:
            if (each := waiting.pop()) is not None:
                each.stack[:] = _foreign(each.stack)
                waiting += [each.__cause__, each.__context__, *(getattr(each, "exceptions", None) or ())]
        return "".join(formatted.format()).rstrip()


def _foreign(stack: Sequence[FrameSummary]) -> list[FrameSummary]:
    """Return the frames from the first on that is not the framework's; all where there is none."""
    kept = list(stack)
    while kept and any(part in kept[0].filename for part in FRAMEWORK):
        del kept[0]
    return kept or list(stack)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return list(value)
    return str(value)


def joined(items: Sequence[str], none: str = "–") -> str:
    """Return items joined by commas, or a dash."""
    return ", ".join(items) or none
