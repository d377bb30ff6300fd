"""An author and their server, for tests: keys, built folders, a repository, and a server that can misbehave."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from oro_updater.author.keyring import ROLES, Keyring
from oro_updater.author.layout import lay_out
from oro_updater.author.release import Release, release
from oro_updater.author.repository import Repository
from oro_updater.installation import Installation, Installed
from oro_updater.server import Server
from oro_updater.subject import Subject
from oro_updater.updates import Updates

APP = "org.example.tea"
PLATFORM = "linux_x86_64"
PROGRAM = "tea"
PASSPHRASE = "correct horse"

SAME = random.Random(1).randbytes(30_000)
"""A file that every build has; it cannot be compressed."""

Answer = Callable[["Handler"], bool]
"""Answers a request in place of the file; returns whether it did."""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, with ranges; what a test puts in `server.answers` comes first."""

    protocol_version = "HTTP/1.1"
    server: WebServer

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("range", "")))
        if any(answer(self) for answer in list(self.server.answers)):
            return
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        self.reply(path.read_bytes())

    def reply(self, data: bytes, length: int | None = None) -> None:
        """Send bytes, of which a range may be asked for."""
        wanted = self.headers.get("range", "")
        at = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("content-range", f"bytes {at}-{len(data) - 1}/{len(data)}")
        self.send_header("content-length", str(len(data) - at if length is None else length))
        self.end_headers()
        self.wfile.write(data[at:])

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class WebServer(ThreadingHTTPServer):
    """A static server on loopback.

    Args:
        folder: what it serves.
    """

    daemon_threads = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(folder)))
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


@contextmanager
def served(folder: Path) -> Iterator[WebServer]:
    """Serve a folder during the block."""
    with WebServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Author:
    """One who publishes an app.

    Args:
        folder: for keys, builds and the repository.
        days: days until signatures expire.
        counts: keys of each role.
        thresholds: signatures of each role.
    """

    def __init__(
        self,
        folder: Path,
        days: Mapping[str, int] | None = None,
        counts: Mapping[str, int] | None = None,
        thresholds: Mapping[str, int] | None = None,
    ) -> None:
        self.folder = folder
        self.keyring = Keyring(folder / "keys", lambda: PASSPHRASE)
        self.keyring.make({**dict.fromkeys(ROLES, 1), **(counts or {})})
        self.repository = Repository(folder / "repository", self.keyring, days)
        self.repository.create(thresholds or {})
        self.root = folder / "root.json"
        self.root.write_bytes(self.repository.metadata.root_path.read_bytes())

    def build(self, version: str, files: Mapping[str, bytes] | None = None, script: str = "") -> Path:
        """Return a folder as a build would make it."""
        folder = self.folder / "builds" / version
        program = script or f"#!/bin/sh\necho {version}\n"
        everything = {PROGRAM: program.encode(), "data/same.bin": SAME, **(files or {})}
        for name, content in everything.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        (folder / PROGRAM).chmod(0o755)
        return folder

    def publish(self, version: str, folder: Path | None = None, **options: Any) -> Release:
        """Publish a version, a build of nothing special unless a folder is given."""
        wanted = {"channels": {"stable": 100}, **options}
        folder = folder or self.build(version)
        return release(folder, self.repository, app=APP, version=version, platform=PLATFORM, **wanted)

    def install(self, folder: Path, build: Path, version: str) -> Installation:
        """Install a build in a person's folder."""
        return lay_out(folder, build, Installed(app=APP, program=PROGRAM, platform=PLATFORM), version)


def person(author: Author, url: str, folder: Path, version: str = "1.0", **patience: Any) -> Updates:
    """Return the updates of an app that is installed at `folder / "app"`, as a start of it would make them."""
    installation = Installation(folder / "app")
    subject = Subject(app=APP, version=version, platform=PLATFORM, channel="stable", installation=installation)
    return Updates(subject, Server(url, **patience), author.root, folder / "data")
