"""Draw what pages of docs/ show: each drawing stands there in a fence of Mermaid, below a line that names it.

A page asks for a drawing by the line `<!-- drawing: NAME -->`, with an empty `mermaid` fence below.

    python scripts/drawings.py [--check]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import drawing_calls
import drawing_conduit
import drawing_states
import drawing_structure

__all__ = ("DRAWINGS", "fences", "main")

DOCS = Path(__file__).resolve().parent.parent / "docs"
DRAWINGS: Mapping[str, Callable[[], str]] = {
    "components": drawing_structure.components,
    "rooms": drawing_structure.rooms,
    "threads": drawing_structure.threads,
    "request-types": drawing_structure.request_types,
    "plain-request": drawing_calls.plain_request,
    "async-request": drawing_calls.async_request,
    "stream-request": drawing_calls.stream_request,
    "permission-request": drawing_calls.permission_request,
    "conduit-request": drawing_conduit.conduit_request,
    "loop-states": drawing_states.loop_state_machine,
    "window-states": drawing_states.window_state_machine,
    "worker-states": drawing_states.worker_state_machine,
}
MARKED = re.compile(r"(<!-- drawing: ([\w-]+) -->\n+```mermaid\n)(.*?)(```)", re.DOTALL)
FENCE = re.compile(r"^```mermaid\n(.*?)^```", re.DOTALL | re.MULTILINE)


def main() -> int:
    """Draw every drawing anew, or tell which pages that would change."""
    check = "--check" in sys.argv[1:]
    stale = []
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text("utf-8")
        drawn = MARKED.sub(_drawn, text)
        if drawn != text:
            stale.append(page.relative_to(DOCS).as_posix())
            if not check:
                page.write_text(drawn, "utf-8")
    if stale and check:
        print(f"drawings: stale in docs: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


def _drawn(found: re.Match[str]) -> str:
    return f"{found[1]}{DRAWINGS[found[2]]()}\n{found[4]}"


def fences() -> Iterator[tuple[str, str]]:
    """Yield every drawing in docs/, those drawn by hand as well: the page, and the text."""
    for page in sorted(DOCS.rglob("*.md")):
        for found in FENCE.finditer(page.read_text("utf-8")):
            yield page.relative_to(DOCS).as_posix(), found[1]


if __name__ == "__main__":
    sys.exit(main())
