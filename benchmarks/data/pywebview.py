"""pywebview's bridge with the same array: a tenth of it, for the bridge carries JSON.

Prints figures as `measure.js` tells them; the engine is the first argument.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import numpy as np
import webview

VALUES = np.arange(10_000_000 // 8, dtype=np.float64).reshape(-1, 100)
PAGE = """<!doctype html><meta charset=utf-8><script>
addEventListener('pywebviewready', async () => {
  const { api } = window.pywebview
  const timed = async (work) => {
    const times = []
    for (let round = 0; round < 4; round++) {
      const began = performance.now()
      await work()
      if (round) times.push(performance.now() - began)
    }
    return times.sort((a, b) => a - b)[1]
  }
  const values = await api.get()
  const get = await timed(() => api.get())
  const put = await timed(() => api.put(values))
  api.done({ 'to the page, a tenth by pywebview': get, 'to the host, a tenth by pywebview': put })
})
</script>"""


class Api:
    """The functions that the page may call."""

    def get(self) -> list[list[float]]:
        listed: list[list[float]] = VALUES.tolist()
        return listed

    def put(self, values: list[list[float]]) -> int:
        return np.array(values, np.float64).nbytes

    def done(self, figures: dict[str, Any]) -> None:
        print("figures", str(figures).replace("'", '"'), flush=True)
        os._exit(0)  # a window destroyed inside a bridge call may leave this process waiting for ever


def main() -> None:
    """Open the window; the page ends the process."""
    webview.create_window("benchmark", html=PAGE, js_api=Api())
    webview.start(gui=sys.argv[1])


if __name__ == "__main__":
    main()
