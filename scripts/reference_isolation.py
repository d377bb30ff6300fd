"""The reference page of isolation: who may reach what, and what each engine tells of who asks.

Both are read from `tests/isolation`, which holds real engines to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.isolation.documents import DOCUMENTS, Document
from tests.isolation.loaders import RECORDED, Senders, sender
from tests.isolation.table import verdict
from tests.isolation.targets import TARGETS, Target
from tests.isolation.ways import WAYS, Way

__all__ = ("page",)

ENGINES = {"gtk": "WebKitGTK", "qt": "QtWebEngine"}
SENDERS = ("own document", "own worker", "foreign document", "foreign worker", "opaque document", "opaque worker")
INTRODUCTION = """# Isolation

Who may reach what, and what the engines tell the host about who asks. `tests/isolation` holds every engine to these
tables: it opens each of these documents and workers in one app, has them ask for every target by every way, and counts
at the targets what arrived.

## Who may reach what

A document is *own* when it has the app's origin, *foreign* when it has another, and *opaque* when it has one that
nothing can name: in a frame with `sandbox`, or of a `data:` URL.

- **scripts**: by `fetch()`, `XMLHttpRequest`, `EventSource` and `WebSocket`; **media** and **forms** besides where the
  engine tells that no other site is behind them.
- **all**: by every way the engine has for it.
- **untold**: by `GET` and `HEAD` where the engine does not tell who asks.
- **none**: refused, by every way.

"""
SAID = """
## What engines tell of who asks

For each way to ask, what the host knows of the sender: **marked**, the request carries the mark by which own scripts
are known; **own**, **foreign** or **opaque**, by what the engine says; **untold**, nothing. A way that is not there
did not arrive. `hop-` is a request another site redirected to the app.
"""


def page() -> str:
    """Return the page."""
    return INTRODUCTION + "\n".join(_verdicts()) + "\n" + SAID + "\n".join(_loaders())


def _verdicts() -> Iterator[str]:
    yield "| target | " + " | ".join(SENDERS) + " |\n" + "|---" * (len(SENDERS) + 1) + "|"
    for target in TARGETS:
        cells = (_summary(target, [one for one in DOCUMENTS if sender(one) == kind]) for kind in SENDERS)
        yield f"| {target.says} | " + " | ".join(cells) + " |"


def _summary(target: Target, documents: list[Document]) -> str:
    """Return by which ways any of these documents may reach a target, in some engine."""
    open_ = {way for document in documents for way in WAYS if not way.led and _may(document, way, target)}
    if not open_:
        return "none"
    if documents[0].kind != "own":
        return "scripts" if target.rule == "named" else "all" if target.rule == "asset" else "untold"
    more = [name for name, found in (("media", _media(open_)), ("forms", _forms(open_))) if found]
    return ", ".join(["scripts", *more]) if target.rule in ("call", "scripts", "socket") else "all"


def _may(document: Document, way: Way, target: Target) -> bool:
    if target.ways and way.name not in target.ways:
        return False
    return any(verdict(document, way, target, told) != "refused" for told in RECORDED.values())


def _media(ways: set[Way]) -> bool:
    return any(way.media for way in ways)


def _forms(ways: set[Way]) -> bool:
    return any(way.posts for way in ways)


def _loaders() -> Iterator[str]:
    for engine, name in ENGINES.items():
        senders = RECORDED[engine]
        yield f"\n### {name}\n\n| way | " + " | ".join(SENDERS) + " |\n" + "|---" * (len(SENDERS) + 1) + "|"
        yield from _rows(senders)


def _rows(senders: Senders) -> Iterator[str]:
    for way in WAYS:
        told = senders.get(way.name, {})
        if told:
            yield f"| `{way.name}` | " + " | ".join(", ".join(sorted(told.get(kind, ()))) for kind in SENDERS) + " |"
