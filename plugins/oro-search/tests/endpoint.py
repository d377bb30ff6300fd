"""An OpenAI-compatible endpoint on loopback whose vectors count letters, and whose faults a test chooses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ("Endpoint", "endpoint")

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Endpoint:
    """Questions it was asked, and how it answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.texts: list[str] = []
        self.keys: list[str | None] = []
        self.faults: list[int] = []
        """Statuses of the next answers."""
        self.dimensions = len(LETTERS)
        self.longest = 100_000
        """Characters of a text."""
        self.gate = threading.Event()
        """Answers wait until it is set."""
        self.gate.set()
        self.asked = threading.Event()

    def answer(self, body: Any, key: str | None) -> tuple[int, Any]:
        """Return the status and the body of an answer."""
        self.keys.append(key)
        self.asked.set()
        self.gate.wait(60)
        if self.faults:
            return self.faults.pop(0), {"error": {"message": "not now"}}
        texts = body["input"]
        if max(map(len, texts)) > self.longest:
            return 400, {"error": {"message": "too long", "code": "context_length_exceeded"}}
        self.texts += texts
        vectors = [[text.lower().count(letter) + 0.01 for letter in LETTERS][: self.dimensions] for text in texts]
        data = [{"index": place, "embedding": vector} for place, vector in enumerate(vectors)]
        return 200, {"data": data[::-1], "model": body["model"]}


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """Run one for the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, answer = made.answer(body, self.headers.get("authorization"))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.send_header("retry-after", "0.01")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Endpoint(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        made.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()
