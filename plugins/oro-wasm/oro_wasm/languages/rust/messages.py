"""Read the messages of cargo and rustc under `--message-format=json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

from oro_wasm.builds.build import Diagnostic, Report
from oro_wasm.builds.diagnostics.places import relative_file

__all__ = ("Messages",)

_Severity = Literal["error", "warning", "note"]
_SEVERITIES: dict[str, _Severity] = {"error": "error", "warning": "warning", "error: internal compiler error": "error"}
_SUMMARY = re.compile(r"aborting due to|\d+ warnings? emitted")


class Messages:
    """Collects the messages of one build, and reports them as people read them.

    Args:
        folder: of the project.
        report: told the compiler's own words as `log`, and each message as `diagnostic`.
    """

    def __init__(self, folder: Path, report: Report) -> None:
        self._folder = folder
        self._report = report
        self.diagnostics: list[Diagnostic] = []
        self.artifacts: list[Path] = []
        """The modules that were made, in order."""

    def take(self, line: str) -> None:
        """Take a line of the output."""
        try:
            told: Any = json.loads(line)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            self._report("log", line)
        elif told.get("reason") == "compiler-message":
            self._message(told.get("message"))
        elif told.get("reason") == "compiler-artifact":
            self._artifact(told.get("filenames"))
        elif "level" in told:  # of rustc by itself
            self._message(told)

    def _artifact(self, names: object) -> None:
        if isinstance(names, list):
            self.artifacts += [Path(each) for each in names if isinstance(each, str) and each.endswith(".wasm")]

    def _message(self, told: object) -> None:
        if not isinstance(told, dict):
            return
        if rendered := told.get("rendered"):
            for line in str(rendered).rstrip().splitlines():
                self._report("log", line)
        severity = _SEVERITIES.get(str(told.get("level")))
        text = str(told.get("message", ""))
        spans = told.get("spans")
        spans = spans if isinstance(spans, list) else []
        if severity is None or (not spans and _SUMMARY.match(text)):
            return
        span = next((each for each in spans if isinstance(each, dict) and each.get("is_primary")), {})
        self.diagnostics.append(self._diagnostic(severity, text, span))
        self._report("diagnostic", text)

    def _diagnostic(self, severity: _Severity, text: str, span: dict[str, Any]) -> Diagnostic:
        name = span.get("file_name")
        if not isinstance(name, str):
            return Diagnostic(severity=severity, text=text)
        file = relative_file(name, self._folder)
        line, column = (int(span.get(each) or 0) for each in ("line_start", "column_start"))
        return Diagnostic(file=file, line=line, column=column, severity=severity, text=text)
