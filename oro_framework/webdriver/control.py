"""`Control`: the socket by which an app tells `oro webdriver` of its start and dialogs, and moves its windows."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BufferedRWPair
from pathlib import Path
from typing import Any

from oro_framework.webdriver.errors import WebDriverError

__all__ = ("Control", "Dialog")


class Dialog:
    """A dialog of a page, which waits for an answer."""

    def __init__(self, connection: socket.socket, question: Mapping[str, Any]) -> None:
        self._connection = connection
        self.kind = str(question["dialog"])
        self.text = str(question["text"])
        self.answer = str(question.get("default") or "")

    def close(self, *, accept: bool) -> None:
        """Accept or dismiss it; a text goes with what is accepted."""
        with suppress(OSError), self._connection:
            self._connection.sendall(json.dumps({"accept": accept, "text": self.answer}).encode() + b"\n")


class Control:
    """See the module. Any thread.

    Args:
        folder: a folder of the user alone, in which the socket is made.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "control"
        self.started = threading.Event()
        self.engine = ""
        """The engine of the app, once it has started."""
        self._changed = threading.Condition()
        self._dialog: Dialog | None = None
        self._app: BufferedRWPair | None = None
        self._turn = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self.path))
        os.chmod(self.path, 0o600)
        self._socket.listen()
        threading.Thread(target=self._accept, name="webdriver-control", daemon=True).start()

    def close(self) -> None:
        """End: dialogs that are open are dismissed, and the app is let go."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        if (dialog := self.take_dialog()) is not None:
            dialog.close(accept=False)
        if self._app is not None:
            with suppress(OSError):
                self._app.close()

    # -- dialogs -------------------------------------------------------------------------------------

    def dialog(self, patience: float = 0.0) -> Dialog | None:
        """Return the dialog that is open, or that opens within some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._dialog is not None, patience)
            return self._dialog

    def blocked(self, done: Callable[[], bool]) -> bool:
        """Wait until something is done, of which `tell` tells, or a dialog opens before; return whether one did."""
        with self._changed:
            self._changed.wait_for(lambda: done() or self._dialog is not None)
            return not done()

    def tell(self) -> None:
        """Have `blocked` look again."""
        with self._changed:
            self._changed.notify_all()

    def take_dialog(self) -> Dialog | None:
        """Return the dialog that is open, for its end."""
        with self._changed:
            found, self._dialog = self._dialog, None
            return found

    # -- windows -------------------------------------------------------------------------------------

    def window(self, target: str, **command: Any) -> dict[str, int]:
        """Do something to a window, and return where it is then.

        Raises:
            WebDriverError: the app has gone, or cannot do it.
        """
        rect: dict[str, int] = self._ask({"target": target, **command}, "Cannot change the window")["rect"]
        return rect

    def pdf(self, index: int, options: Mapping[str, Any]) -> str:
        """Return a PDF of the page of a window, in base64.

        Args:
            index: the window's.
            options: the arguments of `window.pdf`.

        Raises:
            WebDriverError: the app has gone, or cannot make it.
        """
        return str(self._ask({"index": index, "pdf": options}, "Cannot print")["pdf"])

    def _ask(self, command: Mapping[str, Any], failing: str) -> dict[str, Any]:
        with self._turn:
            assert self._app is not None
            try:
                self._app.write(json.dumps(command).encode() + b"\n")
                self._app.flush()
                answer: dict[str, Any] = json.loads(self._app.readline() or b'{"error": "the app has ended"}')
            except OSError as error:
                answer = {"error": f"the app has ended: {error.strerror}"}
        if "error" in answer:
            raise WebDriverError("unknown error", f"{failing}: {answer['error']}")
        return answer

    # -- connections ---------------------------------------------------------------------------------

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._greet, args=(connection,), daemon=True).start()

    def _greet(self, connection: socket.socket) -> None:
        stream = connection.makefile("rwb")
        said = json.loads(stream.readline() or b"{}")
        if "dialog" in said:
            with self._changed:
                self._dialog = Dialog(connection, said)
                self._changed.notify_all()
        elif "engine" in said:
            self.engine, self._app = str(said["engine"]), stream
            self.started.set()
