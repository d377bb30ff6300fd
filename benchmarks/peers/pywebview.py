"""pywebview on WebKitGTK: its `js_api` bridge, which carries JSON; bytes go as base64."""

from __future__ import annotations

import base64
import os
from typing import Any

import webview

from benchmarks.peers import work

ADAPTER = """
const api = () => window.pywebview.api
const bytes = (text) => Uint8Array.fromBase64(text).buffer
const ready = new Promise((resolve) => addEventListener('pywebviewready', resolve, { once: true }))
if (!window.pywebview?.api?.echo) await ready
await workload({
  spawned: () => api().spawned(),
  echo: (n) => api().echo(n),
  put: (buffer) => api().put(new Uint8Array(buffer).toBase64()),
  get: async (size) => bytes(await api().get(size)),
  file: async () => bytes(await api().file()),
  memory: () => api().memory(),
  done: (report) => api().done(report),
})
"""


class Api:
    """What the page may call."""

    def spawned(self) -> float:
        return work.SPAWNED

    def echo(self, n: int) -> int:
        return n

    def put(self, text: str) -> int:
        return len(base64.b64decode(text))

    def get(self, size: int) -> str:
        return base64.b64encode(work.BODIES[size]).decode()

    def file(self) -> str:
        return base64.b64encode(work.FILE.read_bytes()).decode()

    def memory(self) -> int:
        return work.memory()

    def done(self, report: dict[str, Any]) -> None:
        work.report(report)
        os._exit(0)  # a window destroyed inside a bridge call leaves this process waiting for ever, now and then


def main() -> None:
    webview.create_window("benchmark", html=work.page(ADAPTER), js_api=Api())
    webview.start(gui="gtk")


if __name__ == "__main__":
    main()
