"""A page in Chromium, evaluated over its debugging protocol, and a server of files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

__all__ = ("CHROMIUM", "BrowserPage", "page_of", "serving")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class _Files(SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012 - as its class has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class BrowserPage:
    """One page."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._id = 0

    def loads(self, url: str) -> None:
        """Load a page, and wait until it has loaded."""
        self._ask("Page.enable")
        self._ask("Page.navigate", url=url)
        while json.loads(self._connection.recv(timeout=120)).get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, script: str) -> Any:
        """Return what a script gives, once it has settled."""
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, check: str) -> Any:
        """Wait until an expression is true, looking at each change of the document; return it."""
        return self.evaluate(
            "new Promise((resolve) => { const look = () => { const found = (CHECK); if (found) { observer.disconnect();"
            " resolve(found) } }; const observer = new MutationObserver(look); observer.observe(document, { subtree:"
            " true, childList: true, characterData: true, attributes: true }); look() })".replace("CHECK", check)
        )

    def forgets_service_workers(self) -> None:
        """End the service workers, as a browser does with those that rest."""
        self._ask("ServiceWorker.enable")
        self._ask("ServiceWorker.stopAllWorkers")

    def _ask(self, method: str, **params: Any) -> Any:
        self._id += 1
        self._connection.send(json.dumps({"id": self._id, "method": method, "params": params}))
        while (answer := json.loads(self._connection.recv(timeout=120))).get("id") != self._id:
            pass
        assert "error" not in answer, answer
        return answer["result"]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder's files on loopback; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def page_of(profile: Path) -> Iterator[BrowserPage]:
    """Run Chromium with an empty page."""
    assert CHROMIUM is not None
    flags = [
        "--headless=new",
        "--disable-gpu",
        "--no-first-run",
        "--disable-dev-shm-usage",
        "--remote-debugging-port=0",
    ]
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    command = [CHROMIUM, *flags, *sandbox, f"--user-data-dir={profile}", "about:blank"]
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
