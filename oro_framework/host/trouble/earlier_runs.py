"""Tells of earlier runs that did not end in order: in the log, to plugins, to pages."""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING, Any

from oro_framework.declarations import Event
from oro_framework.host.trouble.crashes import Ended, unfinished_runs

if TYPE_CHECKING:
    from oro_framework.host.app import Host
    from oro_framework.host.trouble.logbook import Logbook

__all__ = ("note_earlier_runs", "tell_plugins")


def note_earlier_runs(logbook: Logbook, log: logging.Logger) -> None:
    """Log each run, and keep those that crashed for `tell_plugins`."""
    for ended in unfinished_runs(logbook.folder):
        began = datetime.datetime.fromtimestamp(ended.began, datetime.UTC).isoformat(timespec="seconds")
        if not ended.stacks.strip():
            log.info("A run of the app, begun %s, was killed from outside, or the machine went down", began)
            continue
        logbook.crashes.append(ended)
        log.warning('The app crashed in the run begun %s: %s; its stacks are in "%s"', began, ended.reason, ended.path)


def tell_plugins(host: Host, crashes: list[Ended]) -> None:
    """Tell plugins and pages of crashes: event `crashed`, hook `oro_crash`. Loop thread."""
    from oro_framework.host.trouble.reports import report_of_run  # imports what reads stacks

    for ended in crashes:
        detail: dict[str, Any] = {"reason": ended.reason, "began": ended.began, "file": str(ended.path)}
        host.event(Event(name="crashed", detail=detail))
        host.announce("crashed", {"reason": ended.reason, "began": ended.began})
        if host.plugins.implements("oro_crash"):
            host.plugins.notify("oro_crash", report=report_of_run(ended), host=host)
