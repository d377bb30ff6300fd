"""Output of commands that build: progress, messages of compilers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from oro_wasm.builds.build import Diagnostic, ReportKind

__all__ = ("BuildTerminal", "show_diagnostics")

_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}


class BuildTerminal:
    """Shows the progress of a build on stderr: in a terminal in one line that changes.

    Args:
        quiet: show nothing.
        verbose: show each line of the tools.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._moving = sys.stderr.isatty() and not verbose
        self._open = False

    def report(self, kind: ReportKind, text: str) -> None:
        """Show a line of a build; the tools' own lines only if wanted, for their messages are shown at the end."""
        if self._quiet or (kind in ("log", "diagnostic") and not self._verbose):
            return
        if self._moving and kind == "progress":
            click.echo(f"\r\033[K{text}", nl=False, err=True)
            self._open = True
        else:
            self.end()
            click.secho(text, dim=True, err=True)

    def end(self) -> None:
        """Clear the line that changes."""
        if self._open:
            click.echo("\r\033[K", nl=False, err=True)
            self._open = False


def show_diagnostics(diagnostics: Sequence[Diagnostic], project: Path) -> None:
    """Print messages of a compiler on stderr, each with its line of the source."""
    folder = project if project.is_dir() else project.parent
    for each in diagnostics:
        place = ":".join(str(part) for part in (each.file, each.line, each.column) if part)
        kind = click.style(f"{each.severity}:", fg=_COLORS[each.severity], bold=True)
        click.echo(f"{place}: {kind} {each.text}" if place else f"{kind} {each.text}", err=True)
        if (line := _source_line(folder / each.file, each.line)) is not None:
            click.echo(f"{each.line:6} | {line}", err=True)
            if each.column:
                before = "".join("\t" if sign == "\t" else " " for sign in line[: each.column - 1])
                click.echo(f"{'':6} | {before}{click.style('^', fg=_COLORS[each.severity], bold=True)}", err=True)


def _source_line(path: Path, number: int) -> str | None:
    if number < 1:
        return None
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return lines[number - 1] if number <= len(lines) else None
