"""Who may reach what: the verdict for every cell of the matrix, from a few rules. Sans-IO.

Rules, the first that fits
1. A document that must not come to be reaches nothing, nor does one in a window without the app's schemes.
2. An `asset` is everybody's, by GET and HEAD.
3. What another site redirects is not asked by the document, whoever that is.
4. A route (`call`) and what is `scripts` are for own documents and workers alone, when a script of theirs asks: the
   preload marks that. No loader that takes an address (an element, a style, a worklet, an import) carries a mark;
   media elements may call routes where the engine tells that no other site has redirected them, and forms of own
   documents where it tells whose they are.
5. What is `shared` is for own documents and workers, by every way.
6. A `socket` is for who has its key and the app's origin, which QtWebEngine names for an own page's `data:` worker, and
   WebKitGTK not for an own shared worker.
   What is `named` is for scripts of the documents the configuration names, and what is for `none` of these, such as
   the app's configuration and code, is reached by no way.
7. Requests of which no engine tells the sender may have what is `shared` by GET and HEAD, as a link may lead to any
   web server; by every other method nothing.
8. Where an engine has a way only at times, or answers by itself, the verdict is `either` if nobody is harmed by it.
"""

from __future__ import annotations

from typing import Literal

from tests.isolation.documents import Document
from tests.isolation.loaders import Senders, may_be_told, sender
from tests.isolation.targets import Target
from tests.isolation.ways import Way

__all__ = ("SAFE", "Verdict", "verdict")

Verdict = Literal["reached", "refused", "either"]
SAFE = frozenset({"GET", "HEAD"})


def verdict(document: Document, way: Way, target: Target, loaders: Senders) -> Verdict:
    """Return what is to become of a cell in the engine whose loaders these are."""
    said = may_be_told(loaders, way.name, sender(document))
    if not document.runs or document.bare:
        return "refused"
    if target.rule == "asset":
        sure = said and way.method == "GET" and way.settles and (document.kind == "own" or not document.worker)
        return "reached" if sure else "either"
    if target.rule == "none":
        return "refused"
    own = document.kind == "own" and not way.led
    if target.rule == "socket":
        sure = own and document.how != "shared"
        return "reached" if sure else "either" if document.worker and document.parent == "top" else "refused"
    if target.rule == "named":
        return _named(document, way, said)
    if target.rule in ("call", "scripts") and own and (way.media or (way.posts and target.rule == "call")):
        return "either"
    if target.rule in ("call", "scripts"):
        return ("reached" if said == {"marked"} and way.settles else "either") if own and way.called else "refused"
    if own:
        known = bool(said) and said <= {"marked", "own"} and way.settles
        answers = target.counted or way.method in SAFE
        return "reached" if known and answers else "either"
    if way.method in SAFE and (way.led or "untold" in said):
        return "either"
    return "refused"


def _named(document: Document, way: Way, said: frozenset[str]) -> Verdict:
    """Return what the site that the configuration names may have: its documents, by their scripts."""
    if document.kind == "opaque":
        return "refused"
    asks = (
        document.kind == "foreign"
        and document.parent
        and not document.worker
        and way.name in ("fetch", "fetch-json", "xhr")
    )
    return "reached" if asks and said == {"foreign"} else "either"
