"""Change the headers of an engine's request for the guest. Sans-IO."""

from __future__ import annotations

from oro_container.core.previews.headers import Headers, hop_by_hop, values
from oro_container.core.previews.mapping import Mapping

__all__ = ("is_document", "request_headers")

CONDITIONS = frozenset({b"accept-encoding", b"if-modified-since", b"if-none-match", b"if-range", b"range"})
DOCUMENTS = frozenset({b"document", b"embed", b"frame", b"iframe", b"object"})


def is_document(headers: Headers) -> bool:
    """Return whether a request is for a document, into which scripts are put."""
    wanted = values(headers, b"sec-fetch-dest")
    return wanted[0] in DOCUMENTS if wanted else any(b"text/html" in each for each in values(headers, b"accept"))


def request_headers(headers: Headers, mapping: Mapping, *, document: bool) -> Headers:
    """Return the headers for the guest.

    Args:
        headers: of the engine's request.
        mapping: the origins.
        document: whether scripts are put into the answer, so that all of it must come, as it is.
    """
    left_out = hop_by_hop(headers) | (CONDITIONS if document else frozenset())
    changed: Headers = [(b"host", mapping.guest.removeprefix(b"http://"))]
    for name, value in headers:
        if name == b"host" or name in left_out:
            continue
        changed.append((name, mapping.to_guest(value) if name in (b"origin", b"referer") else value))
    if document:
        changed.append((b"accept-encoding", b"identity"))
    return [*changed, *_framing(headers)]


def _framing(headers: Headers) -> Headers:
    """Return what the connection to the guest needs in place of what the engine's said."""
    if upgrade := values(headers, b"upgrade"):
        return [(b"connection", b"upgrade"), (b"upgrade", upgrade[0])]
    return [(b"transfer-encoding", b"chunked")] if values(headers, b"transfer-encoding") else []
