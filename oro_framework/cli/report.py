"""`oro doctor --report`: writes a report that a person reads and sends."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.finding import Finding
from oro_framework.errors import ConfigError, OroError, UsageError
from oro_framework.host.logs.machine_report import Section, machine_report

__all__ = ("write_report",)


def write_report(app: str | None, file: str, findings: Iterable[Finding]) -> None:
    """Write the report of an app, with findings about the machine, to a file that only the user may read.

    For `-` it is written to standard output.

    Raises:
        UsageError: the file cannot be written.
    """
    text = _report(app, ("oro doctor", [_line(finding) for finding in findings]))
    if file == "-":
        click.echo(text)
        return
    try:
        with open(file, "w", encoding="utf-8", opener=_private) as written:
            written.write(text)
    except OSError as error:
        raise UsageError(f'Cannot write the report to "{file}": {error.strerror}') from error
    terminal.note(f'Wrote "{Path(file).absolute()}"; read it before you send it')


def _report(app: str | None, found: Section) -> str:
    described = find(app)
    try:
        config = load_config(described)
    except ConfigError as error:  # a report is wanted all the more
        return machine_report(load_config(None), more=[found, ("Configuration", [error.message])])
    try:
        host = load_host(described, config)
    except OroError as error:
        return machine_report(config, more=[found, ("Start", [error.message])])
    return machine_report(host.config, host.plugins.infos.values(), [found])


def _line(finding: Finding) -> str:
    mended = "".join(f"; {each}" for each in finding.mend)
    return f"- {finding.subject}: {finding.state}" + (f": {finding.detail}" if finding.detail else "") + mended


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
