"""A page in Chromium, evaluated over its debugging protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

__all__ = ("CHROMIUM", "BrowserPage", "page_of")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_UNTIL = """new Promise((resolve, reject) => {
  const late = setTimeout(() => reject(new Error('waited in vain: ' + document.body.innerText)), 30000)
  const look = () => {
    const found = (CHECK)
    if (!found) return
    observer.disconnect(); clearTimeout(late); resolve(found)
  }
  const observer = new MutationObserver(look)
  observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true })
  look()
})"""


class BrowserPage:
    """One page."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._id = 0

    def evaluate(self, script: str) -> Any:
        """Return what a script gives, once it has settled."""
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, check: str) -> Any:
        """Wait until an expression is true; return it."""
        return self.evaluate(_UNTIL.replace("CHECK", check))

    def loads(self, url: str) -> None:
        """Load a page, and wait until it has loaded."""
        self._ask("Page.enable")
        self._ask("Page.navigate", url=url)
        self.heard("Page.loadEventFired")

    def heard(self, event: str) -> None:
        """Wait for an event."""
        while json.loads(self._connection.recv(timeout=60)).get("method") != event:
            pass

    def picture(self, path: Path, **emulated: Any) -> None:
        """Save what the page shows."""
        self._ask(
            "Emulation.setEmulatedMedia", features=[{"name": key, "value": value} for key, value in emulated.items()]
        )
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    def _ask(self, method: str, **params: Any) -> Any:
        self._id += 1
        self._connection.send(json.dumps({"id": self._id, "method": method, "params": params}))
        while (answer := json.loads(self._connection.recv(timeout=60))).get("id") != self._id:
            pass
        assert "error" not in answer, answer
        return answer["result"]


@contextmanager
def page_of(folder: Path) -> Iterator[BrowserPage]:
    """Run Chromium with an empty page; `folder` is for its profile."""
    assert CHROMIUM is not None
    flags = ["--headless=new", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", "--window-size=1120,760"]
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    command = [CHROMIUM, *flags, *sandbox, f"--user-data-dir={folder}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as browser:
        try:
            assert browser.stderr is not None
            address = next(line.split()[-1] for line in browser.stderr if line.startswith("DevTools listening on "))
            pages = json.load(urllib.request.urlopen(f"http://{address.split('/')[2]}/json"))
            (page,) = (each for each in pages if each["type"] == "page")
            with connect(page["webSocketDebuggerUrl"], max_size=1 << 26) as connection:
                yield BrowserPage(connection)
        finally:
            browser.kill()
            browser.communicate()
