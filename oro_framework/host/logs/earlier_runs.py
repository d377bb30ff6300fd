"""Tells of earlier runs that did not end in order: in the log, to plugins, to pages."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path
from typing import Any

from oro_framework.declarations import Event
from oro_framework.host.inner import RunningHost
from oro_framework.host.logs.crashes import Ended, unfinished_runs

__all__ = ("note_earlier_runs", "tell_plugins")


def note_earlier_runs(folder: Path, log: logging.Logger) -> list[Ended]:
    """Log each run of which a folder has a file, and return those that crashed, for `tell_plugins`."""
    crashed = []
    for ended in unfinished_runs(folder):
        began = datetime.datetime.fromtimestamp(ended.began, datetime.UTC).isoformat(timespec="seconds")
        if not ended.stacks.strip():
            log.info("A run of the app, begun %s, was killed from outside, or the machine went down", began)
            continue
        crashed.append(ended)
        log.warning('The app crashed in the run begun %s: %s; its stacks are in "%s"', began, ended.reason, ended.path)
    return crashed


def tell_plugins(host: RunningHost, crashes: list[Ended]) -> None:
    """Tell plugins and pages of crashes: event `crashed`, hook `oro_crash`. Loop thread."""
    from oro_framework.host.logs.reports import report_of_run  # imports what reads stacks

    for ended in crashes:
        detail: dict[str, Any] = {"reason": ended.reason, "began": ended.began, "file": str(ended.path)}
        host.event(Event(name="crashed", detail=detail))
        host.announce("crashed", {"reason": ended.reason, "began": ended.began})
        if host.plugins.implements("oro_crash"):
            host.plugins.notify("oro_crash", report=report_of_run(ended), host=host)
