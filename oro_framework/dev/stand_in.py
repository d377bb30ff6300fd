"""A window that shows why an app could not start, in the app's place, until its files change."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from oro_framework.cli import terminal
from oro_framework.cli.app import App
from oro_framework.cli.main import exit_code
from oro_framework.cli.restarts import Restarts
from oro_framework.cli.run import launch
from oro_framework.dev import python_reports
from oro_framework.dev.report_text import print_report
from oro_framework.dev.sources import Sources
from oro_framework.dev.tools import Tools
from oro_framework.errors import OroError
from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:
    from oro_framework.dev.report import Report
    from oro_framework.types import Host, Preload, Window

__all__ = ("show_failure",)

TOML = '[meta]\nbundle_identifier = "local.oro-dev"\ntitle = "Waiting for a change"\n[plugins]\nenabled = []\n'
PAGE = """<!doctype html><meta charset="utf-8"><title>Waiting for a change</title>
<style>body { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; margin: 3rem; max-width: 40rem }</style>
<h1>The app could not start</h1><p>It begins anew as soon as one of its files changes.</p>"""


def show_failure(app: App, error: OroError, restarts: Restarts, backend: str | None, headless: bool) -> int:
    """Print why an app could not start, show it where there are windows, and wait for a change of its files.

    Return an exit code: 0 after the wait. Where no window can be shown for the same reason, no change would help.
    """
    report = _report(app, error)
    if error.__cause__ is not None:
        print_report(report)
    else:
        terminal.fail(error.message)
    if headless:
        restarts.wait()
        return 0
    try:
        with tempfile.TemporaryDirectory(prefix="oro-dev-") as name:
            folder = Path(name)
            (folder / "oro.toml").write_text(TOML)
            (folder / "index.html").write_text(PAGE, "utf-8")
            stand_in = StandIn(report)
            extra = [stand_in.plugin, Tools().plugin, restarts.plugin]
            launch(
                str(folder),
                backend=backend,
                assignments=("webview_storage=memory",),
                debug=True,
                log_level=logging.INFO,
                extra=extra,
            )
    except OroError as problem:
        if problem.message == error.message:
            return exit_code(error)
        terminal.fail(problem.message)
        restarts.wait()
    return 0


class StandIn:
    """A plugin that shows a report in every page."""

    def __init__(self, report: Report) -> None:
        self.plugin = ("stand-in", self)
        self._report = report

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Say that files are watched."""
        terminal.note("waits for a change; Ctrl+C ends")

    @hookimpl
    def oro_preload(self, window: Window) -> Preload:
        """Show the report as soon as there is a document."""
        import msgspec  # imported in parallel by the start of the app

        from oro_framework.dev.reporter import EVENT
        from oro_framework.literals import literal
        from oro_framework.types import Preload

        detail = literal(msgspec.to_builtins(self._report))
        event = f"new CustomEvent({json.dumps(EVENT)}, {{ detail: {detail} }})"
        return Preload(script=f"addEventListener('DOMContentLoaded', () => dispatchEvent({event}))")


def _report(app: App, error: OroError) -> Report:
    sources = Sources(app.folder, app.folder, "oro://local.oro-dev")
    cause = error.__cause__
    return python_reports.report_of("The app could not start", error if cause is None else cause, sources)
