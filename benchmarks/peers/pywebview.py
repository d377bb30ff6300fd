"""pywebview: its `js_api` bridge, which carries JSON; bytes go as base64, events by `evaluate_js`.

On QtWebEngine only calls and events are measured.
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import webview

from benchmarks.peers import work

ADAPTER = """
const api = () => window.pywebview.api
const bytes = (text) => Uint8Array.fromBase64(text).buffer
const ready = new Promise((resolve) => addEventListener('pywebviewready', resolve, { once: true }))
if (!window.pywebview?.api?.echo) await ready
const bodies = {
  put: (buffer) => api().put(new Uint8Array(buffer).toBase64()),
  get: async (size) => bytes(await api().get(size)),
  file: async () => bytes(await api().file()),
}
await workload({
  ...globalThis.withBodies ? bodies : {},
  spawned: () => api().spawned(),
  echo: (n) => api().echo(n),
  push: (count) => api().push(count),
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

    def push(self, count: int) -> None:
        for number in range(count):
            webview.windows[0].evaluate_js(f"arrived({number})")

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
    adapter = f"globalThis.withBodies = {json.dumps(work.ENGINE == 'gtk')}\n{ADAPTER}"
    webview.create_window("benchmark", html=work.page(adapter), js_api=Api())
    webview.start(gui=work.ENGINE)


if __name__ == "__main__":
    main()
