"""Runs `oro wasm run` over HTTP as a process, and speaks raw HTTP with it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ("Served", "oro_wasm", "serving")


class Served:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = int(self.event("serving")["port"])

    def event(self, name: str, text: str = "") -> Any:
        """Return the next event of a name, and of a log record with a text."""
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            event = json.loads(line)
            if event["event"] == name and text in event.get("text", ""):
                return event
        raise AssertionError(f"{said} {self.process.stderr.read() if self.process.stderr else ''}")

    def raw(self, target: str | bytes, *headers: str, method: str = "GET") -> tuple[int, str, bytes]:
        """Send a request with its target as it is; return the status, the head and the body."""
        path = target if isinstance(target, bytes) else target.encode()
        named = any(each.lower().startswith("host:") for each in headers)
        lines = [*headers, *([] if named else [f"Host: localhost:{self.port}"]), "Connection: close", "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(method.encode() + b" " + path + b" HTTP/1.1\r\n" + "\r\n".join(lines).encode())
            answer = connection.makefile("rb").read()
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), head.decode("latin-1").lower(), body


@contextmanager
def serving(path: Path, *options: str) -> Iterator[Served]:
    """Serve a path at a free port."""
    command = [sys.executable, "-m", "oro_framework.cli", "wasm", "run", str(path), "--no-open", "--json"]
    process = subprocess.Popen(
        [*command, *(options or ("--port", "0"))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    guard = threading.Timer(120, process.kill)
    guard.start()
    try:
        yield Served(process)
    finally:
        guard.cancel()
        process.terminate()
        process.communicate()


def oro_wasm(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of `oro wasm` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "oro_framework.cli", "wasm", *arguments],
        env={**os.environ, "COLUMNS": "200", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
