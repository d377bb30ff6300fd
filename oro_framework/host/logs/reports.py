"""Makes reports for plugins from what was logged and from crashes of earlier runs."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any

from oro_framework.crash_report import CrashReport, ReportFrame
from oro_framework.host.logs.crashes import Ended
from oro_framework.host.logs.redaction import redacted
from oro_framework.source_maps import stack_frames

__all__ = ("report_of", "report_of_run")

_FAULT_FRAME = re.compile(r'^  File "(?P<file>.*)", line (?P<line>\d+) in (?P<function>.*)$', re.MULTILINE)


def report_of(record: logging.LogRecord, text: str, about: Mapping[str, Any]) -> CrashReport:
    """Make the report of an error that was logged; `text` is what the log has of it."""
    error = record.exc_info[1] if record.exc_info else None
    kind = str(getattr(record, "kind", "python"))
    if error is None:
        head = redacted(record.getMessage()).partition("\n")[0]
        name = re.match(r"Uncaught (?:\(in promise\) )?(\w*Error|\w*Exception)\b", head)
        frames = [
            ReportFrame(file=each.url, line=each.line, column=each.column, function=each.function)
            for each in reversed(stack_frames(text))
        ]
        return CrashReport(
            kind=kind, time=record.created, type=name[1] if name else "", message=head, text=text, frames=frames,
            about=about,
        )  # fmt: skip
    stack = traceback.extract_tb(error.__traceback__)
    return CrashReport(
        kind=kind,
        time=record.created,
        type=type(error).__qualname__,
        message=redacted(f"{record.getMessage()}: {error}"),
        text=text,
        frames=[ReportFrame(file=each.filename, line=each.lineno or 0, function=each.name) for each in stack],
        about=about,
    )


def report_of_run(ended: Ended) -> CrashReport:
    """Make the report of a run that died of a signal."""
    thread = ended.stacks.partition("Current thread ")[2].partition("\n\n")[0]
    frames = [
        ReportFrame(file=each["file"], line=int(each["line"]), function=each["function"])
        for each in _FAULT_FRAME.finditer(thread)
    ]
    return CrashReport(
        kind="native", time=ended.began, type=ended.reason, message=f"The app died: {ended.reason}",
        text=redacted(ended.stacks), frames=frames[::-1], about=ended.details,
    )  # fmt: skip
