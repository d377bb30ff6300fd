"""`Session`: an app, the driver of its engine, and what neither driver can do for our pages.

Rules
1. A command goes to the driver as it came, and its answer comes back as it is.
2. No driver makes PDFs of our engines: the app does.
3. QtWebEngine has no windows for chromedriver, and its dialogs keep it from answering: those commands are done by the
   app itself, and a dialog that is open meets other commands as `unhandledPromptBehavior` says.
4. What an engine cannot do is an `unsupported operation`.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any
from urllib.parse import quote

from oro_framework.webdriver.control import Control, Dialog
from oro_framework.webdriver.driven_app import DrivenApp
from oro_framework.webdriver.engine_drivers import Driver
from oro_framework.webdriver.errors import WebDriverError
from oro_framework.webdriver.paper import paper_options
from oro_framework.webdriver.wanted import Wanted

__all__ = ("Session",)

OPENING = 0.5
"""Seconds a dialog has to open when a command for it comes."""
_OPENING = ("execute/", "actions", "url", "refresh", "back", "forward")
"""Commands that are done once the dialog is open which they open."""
_UPLOADS = ("se/file", "file")
"""Commands of Selenium and WebdriverIO, which send a file that is to be typed into an element."""
_UNSUPPORTED = {("POST", "window/new"): "an app opens its windows itself"}
_QT_UNSUPPORTED = {("POST", "window/fullscreen"): "QtWebEngine's windows have no full screen for drivers"}


class Session:
    """See the module. One command at a time.

    Args:
        wanted: what the client asked for.

    Raises:
        WebDriverError: the app, its driver or its session did not start.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._app = DrivenApp(wanted.options)
        try:
            self._engine = self._app.control.engine
            self._driver = Driver(self._engine, self._app.driving)
            try:
                self._begin()
            except BaseException:
                self._driver.end()
                raise
        except BaseException:
            self._app.end()
            raise

    def _begin(self) -> None:
        capabilities = self._driver.capabilities(self._wanted.capabilities)
        body = json.dumps({"capabilities": {"alwaysMatch": capabilities}}).encode()
        status, answer = self._driver.ask("POST", "/session", body)
        value = json.loads(answer)["value"]
        if status != 200:
            raise WebDriverError("session not created", f"Cannot drive the app: {value['message']}")
        self.id: str = value["sessionId"]
        self._address = f"/session/{quote(self.id, safe='')}"
        got = {
            name: each
            for name, each in value["capabilities"].items()
            if not name.startswith(("chrome", "goog:", "fedcm:", "webauthn:"))
        }
        self.capabilities: dict[str, Any] = {
            **got,
            "browserName": "oro",
            "platformName": value["capabilities"].get("platformName") or sys.platform,
            "setWindowRect": True,
            "unhandledPromptBehavior": self._wanted.behaviour,
            "oro:backend": self._engine,
        }

    def end(self) -> None:
        """End the session, its driver and the app."""
        try:
            if (dialog := self._app.control.take_dialog()) is not None:
                dialog.close(accept=False)
            self._driver.ask("DELETE", self._address, None)
        except WebDriverError:
            pass  # it has gone already
        finally:
            self._driver.end()
            self._app.end()

    def command(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Do a command; return the status and the body of the answer.

        Args:
            method: of HTTP.
            path: what follows the session's id.
            body: of the request.

        Raises:
            WebDriverError: it could not be done.
        """
        if method == "POST" and path in _UPLOADS:
            return _value(self._app.keep(_object(body).get("file")))
        if (method, path) in _UNSUPPORTED:
            raise WebDriverError("unsupported operation", f"Cannot {method} {path}: {_UNSUPPORTED[method, path]}")
        if (method, path) == ("POST", "print"):
            return _value(self._print(_object(body)))
        if self._engine != "qt":
            return self._driver.ask(method, f"{self._address}/{path}", body)
        if (method, path) in _QT_UNSUPPORTED:
            raise WebDriverError("unsupported operation", f"Cannot {method} {path}: {_QT_UNSUPPORTED[method, path]}")
        if path.startswith("alert/"):
            return _value(self._alert(method, path.removeprefix("alert/"), body))
        self._meet_dialog(self._app.control.dialog())
        if path in ("window/rect", "window/maximize", "window/minimize"):
            return _value(self._window(method, path.removeprefix("window/"), body))
        return self._beside_dialogs(method, path, body)

    def _print(self, given: dict[str, Any]) -> str:
        """Return a PDF of the page in base64; the page tells which window of the app it is in."""
        options = paper_options(given)
        script = json.dumps(
            {"script": "return globalThis.__args ? globalThis.__args.index : null", "args": []}
        ).encode()
        status, answer = self._driver.ask("POST", f"{self._address}/execute/sync", script)
        value = json.loads(answer)["value"]
        if status != 200:
            raise WebDriverError(value["error"], value["message"])
        if value is None:
            raise WebDriverError("unsupported operation", "Cannot print: only pages of the app can be made a PDF")
        return self._app.control.pdf(value, options)

    # -- QtWebEngine -----------------------------------------------------------------------------------

    def _beside_dialogs(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Ask the driver, which does not answer before a dialog is closed that opens meanwhile."""
        asked = _Asked(self._driver, self._app.control, (method, f"{self._address}/{path}", body))
        if self._app.control.blocked(asked.is_done):
            if path.startswith(_OPENING) or path.endswith("/click"):
                return _value(None)
            self._meet_dialog(self._app.control.dialog())
        return asked.answer()

    def _alert(self, method: str, verb: str, body: bytes | None) -> str | None:
        dialog = self._app.control.dialog(OPENING)
        if dialog is None:
            raise WebDriverError("no such alert", "Cannot reach a dialog: the page has none open")
        if (method, verb) == ("GET", "text"):
            return dialog.text
        if (method, verb) == ("POST", "text"):
            if dialog.kind != "prompt":
                raise WebDriverError("element not interactable", f"Cannot type: the dialog is of {dialog.kind}()")
            dialog.answer = str(_object(body).get("text", ""))
        elif method == "POST" and verb in ("accept", "dismiss"):
            self._app.control.take_dialog()
            dialog.close(accept=verb == "accept")
        else:
            raise WebDriverError("unknown command", f"Cannot {method} alert/{verb}: there is no such command")
        return None

    def _meet_dialog(self, dialog: Dialog | None) -> None:
        """Do with an open dialog what the session wants, when another command has come."""
        if dialog is None:
            return
        behaviour = self._wanted.behaviour
        if behaviour != "ignore":
            self._app.control.take_dialog()
            dialog.close(accept=behaviour.startswith("accept"))
        if behaviour == "ignore" or behaviour.endswith("notify"):
            message = f'Cannot go on: a dialog was open: "{dialog.text}"'
            raise WebDriverError("unexpected alert open", message, {"text": dialog.text})

    def _window(self, method: str, what: str, body: bytes | None) -> dict[str, int]:
        status, answer = self._driver.ask("GET", f"{self._address}/window", None)
        value = json.loads(answer)["value"]
        if status != 200:
            raise WebDriverError("unknown error", f"Cannot reach the window: {value['message']}")
        control = self._app.control
        if what != "rect":
            return control.window(value, do=what)
        if method == "GET":
            return control.window(value)
        return control.window(value, do="restore", **_rect(_object(body)))


class _Asked:
    """A command that a driver does in a thread of its own."""

    def __init__(self, driver: Driver, control: Control, command: tuple[str, str, bytes | None]) -> None:
        self._answer: tuple[int, bytes] | WebDriverError | None = None
        self._thread = threading.Thread(target=self._ask, args=(driver, control, command), daemon=True)
        self._thread.start()

    def is_done(self) -> bool:
        """Return whether there is an answer."""
        return self._answer is not None

    def answer(self) -> tuple[int, bytes]:
        """Wait for the answer."""
        self._thread.join()
        assert self._answer is not None
        if isinstance(self._answer, WebDriverError):
            raise self._answer
        return self._answer

    def _ask(self, driver: Driver, control: Control, command: tuple[str, str, bytes | None]) -> None:
        try:
            self._answer = driver.ask(*command)
        except WebDriverError as error:
            self._answer = error
        control.tell()


def _rect(given: dict[str, Any]) -> dict[str, int]:
    """Return the pairs of a rectangle that are given whole.

    Raises:
        WebDriverError: one of its numbers is none.
    """
    found: dict[str, int] = {}
    for pair in (("x", "y"), ("width", "height")):
        numbers = [given.get(name) for name in pair]
        if any(each is not None and (isinstance(each, bool) or not isinstance(each, int | float)) for each in numbers):
            raise WebDriverError("invalid argument", f"Cannot place the window: {' and '.join(pair)} are numbers")
        if None not in numbers:
            found.update(zip(pair, (int(each) for each in numbers if each is not None), strict=True))
    if min(found.get("width", 0), found.get("height", 0)) < 0:
        raise WebDriverError("invalid argument", "Cannot place the window: its size is not negative")
    return found


def _object(body: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(body or b"")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise WebDriverError("invalid argument", "Cannot read the command: its body is no object of JSON")
    return found


def _value(value: Any) -> tuple[int, bytes]:
    return 200, json.dumps({"value": value}).encode()
