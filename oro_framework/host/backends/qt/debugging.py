"""Open Chromium's port for debuggers, and ask the driver what a page's dialogs ask. GUI thread."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

from qtpy.QtWebEngineCore import qWebEngineChromiumVersion

from oro_framework.host.backends.driving import Driving

__all__ = ("DrivenDialogs", "listen", "name_as_chrome")

_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"


def listen(driving: Driving) -> None:
    """Have Chromium listen for debuggers; before Qt's application is made.

    Pages of its own address alone may connect, as the inspector that it serves there: Qt lets those of every origin
    connect where no flag says which.
    """
    flags = [os.environ.get(_FLAGS, ""), f"--remote-debugging-port={driving.port}"]
    flags.append(f"--remote-allow-origins=http://{driving.address}")
    if driving.control is not None:
        flags.append("--enable-automation")
    os.environ[_FLAGS] = " ".join(flags).strip()


def name_as_chrome(application: Any) -> None:
    """Name the product as Chromium's drivers know it: they refuse an engine without its version."""
    application.setApplicationName("Chrome")
    application.setApplicationVersion(qWebEngineChromiumVersion())


class DrivenDialogs:
    """The dialogs of pages, answered by the driver of the app.

    Chromium answers no debugger while a dialog of QtWebEngine is open, so they go another way.

    Args:
        control: the socket of `oro webdriver`.
    """

    def __init__(self, control: Path) -> None:
        self._control = control

    def take_over(self, page: Any) -> None:
        """Have pages of a class ask here."""

        def alert(_page: Any, _origin: Any, text: str) -> None:
            self._ask("alert", text)

        def confirm(_page: Any, _origin: Any, text: str) -> bool:
            return self._ask("confirm", text)[0]

        def prompt(_page: Any, _origin: Any, text: str, default: str) -> tuple[bool, str]:
            return self._ask("prompt", text, default)

        page.javaScriptAlert, page.javaScriptConfirm, page.javaScriptPrompt = alert, confirm, prompt

    def _ask(self, kind: str, text: str, default: str = "") -> tuple[bool, str]:
        """Wait for the answer; a driver that has gone dismisses the dialog."""
        question = json.dumps({"dialog": kind, "text": text, "default": default})
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(self._control))
                connection.sendall(question.encode() + b"\n")
                with connection.makefile("rb") as answers:
                    answer = json.loads(answers.readline() or b"{}")
        except OSError:
            answer = {}
        return bool(answer.get("accept")), str(answer.get("text") or "")
