"""The same page in headless Chromium, on localhost, with its own service workers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.peers import work
from benchmarks.peers.workers import lay_out

ADAPTER = """
const post = async (path, body) => (await fetch(path, { method: 'POST', body })).text()
await workersWorkload({
  worker: true,
  memory: async () => Number(await post('/memory')),
  done: (report) => post('/done', JSON.stringify(report))
})
"""
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 150.0


class Visitor(SimpleHTTPRequestHandler):
    """The files of a folder, and what the page tells."""

    protocol_version = "HTTP/1.1"
    done: threading.Event

    def do_POST(self) -> None:
        """Answer how much memory there is in use, or take the report."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        answer = str(work.memory()).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        if self.path == "/done":
            work.report(json.loads(body))
            self.done.set()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Run the page once."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        work.report({"error": "chromium is not installed"})
        return
    with tempfile.TemporaryDirectory() as text, tempfile.TemporaryDirectory() as profile:
        lay_out(Path(text))
        (Path(text) / "index.html").write_text(work.page(ADAPTER, "workers.js"))
        done = threading.Event()
        handler = type("Handler", (Visitor,), {"done": done})
        server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: handler(*given, directory=text))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        command += [f"--user-data-dir={profile}", "--no-first-run", "--no-proxy-server"]
        command += ["--disable-background-networking", f"http://localhost:{server.server_port}/"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, "HOME": profile}) as browser:
            done.wait(PATIENCE)
            browser.terminate()
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
