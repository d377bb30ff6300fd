"""Prints reports of errors in the terminal: the app's own lines first, and how many of others there are."""

from __future__ import annotations

import click

from oro_framework.cli.terminal import written_out
from oro_framework.dev.report import Report, ReportedFrame

__all__ = ("print_report",)


def print_report(report: Report) -> None:
    """Print a report on stderr."""
    where = f" (window {report.window})" if report.window else ""
    click.echo(click.style("error: ", fg="red", bold=True) + click.style(f"{report.title}{where}", bold=True), err=True)
    click.echo(f"  {written_out(report.message)}".replace("\n", "\n  "), err=True)
    place = report.place
    own = [frame for frame in report.frames if frame.own] or list(report.frames[:1])
    for frame in own:
        function = f"  in {frame.function}" if frame.function else ""
        click.echo("  " + click.style(f"{frame.file}:{frame.line}", fg="cyan") + written_out(function), err=True)
        if frame is place:
            _print_excerpt(frame)
    if others := len(report.frames) - len(own):
        click.secho(f"  and {others} of the framework and of libraries", dim=True, err=True)
    if report.hint:
        click.secho(f"  {written_out(report.hint)}", dim=True, err=True)


def _print_excerpt(frame: ReportedFrame) -> None:
    width = max((len(str(line.number)) for line in frame.excerpt), default=0)
    for line in frame.excerpt:
        here = line.number == frame.line
        text = f"  {'>' if here else ' '} {line.number:>{width}} | {written_out(line.text)}".rstrip()
        click.secho(text, dim=not here, err=True)
