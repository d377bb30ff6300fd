"""The plan of a run: for every document, the addresses to ask for by each way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import to_builtins

from tests.isolation.documents import DOCUMENTS, Document, children
from tests.isolation.targets import SOCKET, TARGETS, Target
from tests.isolation.ways import WAYS, Way

__all__ = ("cells", "plan")


AT_ONCE = 12
FIRST = frozenset({"fetch", "fetch-nocors", "fetch-json", "fetch-nocors-post", "xhr", "img"})


def cells(document: Document) -> Iterable[tuple[Way, Target]]:
    """Return what a document asks for."""
    for way in WAYS:
        if (document.worker and not way.worker) or not (document.full or way.core):
            continue
        if way.waits and document.name == "top":
            continue
        if way.name == "service-worker" and document.kind == "own":  # it would answer what is asked after it
            continue
        yield from ((way, target) for target in TARGETS if _asks(document, way, target))


def _asks(document: Document, way: Way, target: Target) -> bool:
    """Return whether a cell is tried: some targets only where a document tries all, and by a few ways elsewhere."""
    if target.ways or way.name in SOCKET:
        return way.name in target.ways
    return target.narrow or (way.core and way.wide and (document.full or way.name in FIRST))


def plan(port: int, other: int, bridge: int) -> dict[str, Any]:
    """Return the plan, as the app of the test reads it.

    Args:
        port: where the foreign site is.
        other: where it redirects, and answers what is asked to see that a way works; an engine has few connections
            for one place, and some ways leave theirs open.
        bridge: where routes can be called over HTTP.
    """
    site = f"http://127.0.0.1:{port}"
    beside = f"http://127.0.0.1:{other}"
    documents: dict[str, Any] = {}
    for document in DOCUMENTS:
        asked: dict[str, dict[str, str]] = {}
        for way, target in cells(document):
            address = target.url.replace("{form}", way.form)
            address = address.replace("{bridge}", str(bridge))
            query = f"k={document.name}~{way.name}~{target.name}"
            asked.setdefault(way.name, {})[target.name] = f"{address}{'&' if '?' in address else '?'}{query}"
        for way in {way.name: way for way in WAYS if way.name in asked}.values():
            place = site if way.waits else beside
            asked[way.name]["control"] = f"{place}/control.{way.form}?k={document.name}~{way.name}~control"
        settle = [way.name for way in WAYS if way.settles]
        documents[document.name] = {
            "settle": settle,
            "site": site,
            "beside": beside,
            "cells": _batches(asked),
            "children": _children(document, site),
        }
    documents["top"]["then"] = f"{site}/page.html?name=foreign-top%7C{site}"
    return {"site": site, "ports": [port, other], "documents": documents, "last": "foreign-top"}


def _batches(asked: dict[str, dict[str, str]]) -> list[dict[str, dict[str, str]]]:
    """Return the ways in groups that are tried at once."""
    last = [way.name for way in WAYS if way.waits and way.name in asked]
    names = [name for name in asked if name not in last]
    groups = [*(names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE)), last]
    return [{way: asked[way] for way in group} for group in groups]


def _children(document: Document, site: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = to_builtins(children(document.name))
    for child in found:
        child["url"] = child["url"].replace("{site}", site)
    return found
