"""A request that Qt hands over after the host has ended, as pages that are being deleted send them. Prints a line.

python -m engine.late
"""

from __future__ import annotations

from typing import Any, cast

from qtpy.QtWebEngineCore import QWebEngineUrlRequestJob

from oro_framework.host.backends.qt.schemes import SchemeHandler


class Job:
    """Stands in for Qt's, which Chromium alone can make, and at this moment only now and then."""

    def fail(self, error: QWebEngineUrlRequestJob.Error) -> None:
        self.error = error


def nothing(*_: object) -> None: ...


def main() -> None:
    handler = SchemeHandler(
        door=cast(Any, None),
        post=nothing,
        views=cast(Any, None),
        schemes=frozenset({"ipc"}),
        modules=frozenset(),
        bundle="app",
        worker_prefix=b"",
    )
    handler.refuse()
    job = Job()
    handler.requestStarted(cast(QWebEngineUrlRequestJob, job))
    print(f"failed with {job.error.name}, {len(handler.live)} live")


if __name__ == "__main__":
    main()
