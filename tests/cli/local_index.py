"""A package index on the loopback interface, as pip asks one, of wheels made here."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ("make_wheel", "served")


def make_wheel(folder: Path, name: str, files: Mapping[str, str], *, version: str = "1.0", metadata: str = "") -> Path:
    """Write a wheel of a pure package and return it."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    whole = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for place, text in whole.items():
            archive.writestr(place, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{each},,\n" for each in [*whole, f"{info}/RECORD"]))
    return path


class _Index(SimpleHTTPRequestHandler):
    """Serves `/simple/NAME/` with links to the wheels of a folder, and the wheels."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if not self.path.startswith("/simple/"):
            return super().do_GET()
        name = self.path.split("/")[2].replace("-", "_")
        found = sorted(Path(self.directory).glob(f"{name}-*.whl"))
        links = "".join(f'<a href="/{path.name}">{path.name}</a>' for path in found)
        self.send_response(200 if found else 404)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html>{links}".encode())
        return None

    def log_message(self, format: str, *arguments: object) -> None:
        """Write nothing."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve the wheels and files of a folder; yields the address, and what was asked for so far."""
    asked: list[str] = []
    handler = type("Index", (_Index,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
