"""Answers of an isolated app: every one has the headers without which pages have no `SharedArrayBuffer`.

1. A document is isolated if it and all documents around it say so (COOP, COEP), and a worker if its script does.
2. What such a page embeds must say that it may be embedded (CORP); foreign origins are still refused where they were.
3. A header that an app sets itself stays as it is.
"""

from __future__ import annotations

from oro_framework.asgi import Headers
from oro_framework.host.requests.reply import BodyWriter, FileSlice, Head, Reply

__all__ = ("ISOLATION", "IsolatedReply", "isolated")

ISOLATION: Headers = (
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "cross-origin"),
)


def isolated(head: Head) -> Head:
    """Return a head with the headers of isolation that it lacks."""
    names = {name.lower() for name, _ in head.headers}
    return Head(head.status, (*head.headers, *(pair for pair in ISOLATION if pair[0] not in names)))


class IsolatedReply:
    """A `Reply` that adds the headers of isolation to the answer.

    Args:
        reply: the engine's end of the exchange.
    """

    __slots__ = ("_reply",)

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def respond(self, head: Head, body: bytes) -> None:
        """Answer with a whole body."""
        self._reply.respond(isolated(head), body)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file."""
        self._reply.respond_file(isolated(head), file)

    def stream(self, head: Head) -> BodyWriter:
        """Begin an answer whose body is written in pieces."""
        return self._reply.stream(isolated(head))
