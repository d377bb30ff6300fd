"""The documents, workers and worklets that ask, and how each comes to be."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

__all__ = ("DOCUMENTS", "OWN", "Document", "Kind", "children")

Kind = Literal["own", "foreign", "opaque"]
"""Whose a document is: of the app's own origin, of another, or of one that nothing can name."""

OWN = "oro://org.example.isolation"
SCRIPTS = "allow-scripts allow-forms allow-popups"


class Document(Struct, frozen=True, kw_only=True):
    """One that asks."""

    name: str
    kind: Kind
    parent: str = ""
    how: str = ""
    url: str = ""
    sandbox: str = ""
    worker: bool = False
    full: bool = False
    """It tries every way; the others one of each kind."""
    bare: bool = False
    """Its window has none of the app's schemes."""
    runs: bool = True
    """False: it must not come to be at all."""
    says: str = ""
    """What it is, for people."""


def _frames() -> tuple[Document, ...]:
    here, page = "top", f"{OWN}/page.html"
    return (
        Document(name="own", kind="own", parent=here, how="frame", url=page, says="own page in a frame"),
        Document(name="own-srcdoc", kind="own", parent=here, how="srcdoc", says="`srcdoc` of an own page"),
        Document(name="own-blob", kind="own", parent=here, how="blob", says="`blob:` of an own page"),
        Document(name="own-blank", kind="own", parent=here, how="blank", says="`about:blank` of an own page"),
        Document(
            name="sandbox",
            full=True,
            kind="opaque",
            parent=here,
            how="frame",
            url=page,
            sandbox=SCRIPTS,
            says="own page in a sandboxed frame",
        ),
        Document(
            name="sandbox-srcdoc",
            kind="opaque",
            parent=here,
            how="srcdoc",
            sandbox=SCRIPTS,
            says="`srcdoc` in a sandboxed frame",
        ),
        Document(
            name="sandbox-blob",
            kind="opaque",
            parent=here,
            how="blob",
            sandbox=SCRIPTS,
            says="`blob:` in a sandboxed frame",
        ),
        Document(name="data", kind="opaque", parent=here, how="data", says="`data:` URL in a frame"),
        Document(
            name="foreign",
            kind="foreign",
            parent=here,
            how="frame",
            url="{site}/page.html",
            says="foreign page in a frame",
        ),
        Document(
            name="foreign-same",
            kind="foreign",
            parent=here,
            how="frame",
            url="{site}/page.html",
            sandbox=f"{SCRIPTS} allow-same-origin",
            says="foreign page in a frame that keeps its origin",
        ),
        Document(
            name="foreign-sandbox",
            kind="opaque",
            parent=here,
            how="frame",
            url="{site}/page.html",
            sandbox=SCRIPTS,
            says="foreign page in a sandboxed frame",
        ),
        Document(
            name="foreign-hop",
            kind="foreign",
            parent=here,
            how="frame",
            url="{site}/hop?to={site}/page.html",
            says="foreign page behind a redirect",
        ),
    )


def _own_workers() -> tuple[Document, ...]:
    def worker(name: str, how: str, url: str = "", kind: Kind = "own", says: str = "") -> Document:
        return Document(name=name, kind=kind, parent="top", how=how, url=url, worker=True, says=says)

    return (
        worker("worker", "worker", "/worker.js", says="own worker"),
        worker("worker-module", "worker-module", "/module.js", says="own module worker"),
        worker("worker-blob", "worker-blob", says="own worker of a `blob:`"),
        worker("worker-data", "worker-data", kind="opaque", says="worker of a `data:` URL of an own page"),
        worker("shared", "shared", "/worker.js", says="own shared worker"),
        worker("service", "service", "/worker.js", says="own service worker"),
    )


FEW = frozenset({"worker", "worker-blob", "blob", "framing"})
ALL = FEW | {"worker-module", "shared", "srcdoc", "boxed", "data"}


def _below(parent: str, where: str, names: frozenset[str]) -> tuple[Document, ...]:
    """Return what a foreign page makes."""

    def made(
        name: str, how: str, url: str = "", kind: Kind = "foreign", says: str = "", sandbox: str = "", runs: bool = True
    ) -> Document:
        worker = how.startswith(("worker", "shared"))
        return Document(
            name=f"{parent}-{name}",
            kind=kind,
            parent=parent,
            how=how,
            url=url,
            worker=worker,
            sandbox=sandbox,
            runs=runs,
            says=f"{says} of a foreign page {where}",
        )

    children = (
        made("worker", "worker", "/worker.js", says="worker"),
        made("worker-module", "worker-module", "/module.js", says="module worker"),
        made("worker-blob", "worker-blob", says="worker of a `blob:`"),
        made("shared", "shared", "/worker.js", says="shared worker"),
        made("srcdoc", "srcdoc", says="`srcdoc`"),
        made("blob", "blob", says="`blob:`"),
        made("boxed", "srcdoc", kind="opaque", sandbox=SCRIPTS, says="sandboxed `srcdoc`"),
        made("data", "data", kind="opaque", says="`data:` URL"),
        made("framing", "frame", f"{OWN}/page.html", kind="own", runs=False, says="own page in a frame"),
    )
    return tuple(child for child in children if child.name.removeprefix(f"{parent}-") in names)


DOCUMENTS: tuple[Document, ...] = (
    Document(name="top", full=True, kind="own", says="own page"),
    *_frames(),
    *_own_workers(),
    Document(
        name="sandbox-worker",
        kind="opaque",
        parent="sandbox",
        how="worker-blob",
        worker=True,
        says="worker of a sandboxed own page",
    ),
    Document(
        name="foreign-window",
        bare=True,
        kind="foreign",
        parent="top",
        how="window",
        url="{site}/page.html",
        says="foreign page in a window of its own",
    ),
    *_below("foreign", "in a frame", FEW),
    Document(name="foreign-top", full=True, kind="foreign", says="foreign page in the app's window"),
    *_below("foreign-top", "in the app's window", ALL),
)


def children(name: str) -> list[Document]:
    """Return what a document begins."""
    return [document for document in DOCUMENTS if document.parent == name]
