"""What an engine tells the host about the sender of a request, by the way it is asked: measured, and kept as data.

`loaders.json` holds, for each engine and way, what was told of own, foreign and opaque senders, documents and workers
apart. `python -m tests.isolation.loaders` measures it anew.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from tests.isolation.documents import DOCUMENTS, Document
from tests.isolation.outcome import Outcome, measure
from tests.isolation.ways import WAYS

__all__ = ("RECORDED", "Said", "Senders", "loaders", "may_be_told", "sender")

Said = Literal["marked", "own", "foreign", "opaque", "untold"]
"""Marked: own, and the document or worker vouches for the request itself. Untold: nothing tells."""
Senders = Mapping[str, Mapping[str, frozenset[str]]]
"""What was said of each kind of sender, by way."""

FILE = Path(__file__).with_name("loaders.json")
OWN = "oro://org.example.isolation"


def sender(document: Document) -> str:
    """Return the kind of a document or worker, as the data names it.

    `about:blank` is apart: QtWebEngine runs nothing of ours there, at times, before the document's scripts. So are
    shared workers: those of WebKitGTK ask by a page, and by `fetch()` alone.
    """
    if document.how in ("blank", "shared"):
        return f"{document.kind} {document.how}"
    return f"{document.kind} {'worker' if document.worker else 'document'}"


def may_be_told(recorded: Senders, way: str, kind: str) -> frozenset[str]:
    """Return what may be told of such a sender by this way: what was measured.

    Of a stranger whose request did not come when that was measured (a refresh that came after its frame had gone, say)
    an engine tells what it tells of the other: foreign documents stand for opaque ones, and workers for workers.
    """
    told = recorded.get(way, {})
    nature, _, form = kind.partition(" ")
    other = {"foreign": "opaque", "opaque": "foreign"}.get(nature, nature)
    return told.get(kind, told.get(f"{other} {form}", frozenset()))


def said_of(arrived: Mapping[str, Any]) -> Said:
    """Return what the host was told of one request's sender."""
    if arrived["opaque"]:
        return "opaque"
    if arrived["origin"] is None:
        return "untold"
    if arrived["origin"] != OWN:
        return "foreign"
    return "marked" if arrived["scripted"] else "own"


def loaders(outcome: Outcome) -> Senders:
    """Return what was told in a run; of routes QtWebEngine's backend keeps back whom it does not take at their word."""
    kinds = {document.name: sender(document) for document in DOCUMENTS}
    found: dict[str, dict[str, set[str]]] = {way.name: {} for way in WAYS}
    for cell, arrived in outcome.arrivals():
        document, way, _ = cell.split("~")
        if way in found and arrived["scheme"] != "ipc":
            found[way].setdefault(kinds[document], set()).add(said_of(arrived))
    return {way: {kind: frozenset(said) for kind, said in told.items()} for way, told in found.items()}


def _read() -> Mapping[str, Senders]:
    if not FILE.exists():
        return {}
    recorded = json.loads(FILE.read_text())
    return {
        engine: {way: {kind: frozenset(said) for kind, said in told.items()} for way, told in senders.items()}
        for engine, senders in recorded.items()
    }


RECORDED: Mapping[str, Senders] = _read()


def write(engine: str, senders: Senders) -> None:
    """Put what was told in an engine in the place of what is kept for it."""
    kept = {name: _sorted(told) for name, told in {**RECORDED, engine: senders}.items()}
    lines = json.dumps(kept, indent=1, sort_keys=True)
    FILE.write_text(lines + "\n")


def _sorted(senders: Senders) -> dict[str, dict[str, list[str]]]:
    return {way: {kind: sorted(said) for kind, said in told.items()} for way, told in senders.items()}


def main(engines: Iterable[str]) -> None:
    """Measure and write."""
    from oro_framework.testing import Engines

    running = Engines()
    try:
        for engine in engines:
            with tempfile.TemporaryDirectory() as folder:
                write(engine, loaders(measure(running, engine, Path(folder))))
    finally:
        running.close()


if __name__ == "__main__":
    import sys

    main(sys.argv[1:] or ("gtk", "qt"))
