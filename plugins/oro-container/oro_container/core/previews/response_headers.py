"""Change the headers of a guest's response for the engine. Sans-IO."""

from __future__ import annotations

from oro_container.core.previews.content_policy import changed_policy, framing_policy
from oro_container.core.previews.cookies import set_cookies
from oro_container.core.previews.headers import Headers, hop_by_hop
from oro_container.core.previews.mapping import Mapping

__all__ = ("guard_headers", "response_headers")

ADDRESSES = frozenset({b"content-location", b"location"})
POLICIES = frozenset({b"content-security-policy", b"content-security-policy-report-only"})
LEFT_OUT = frozenset({b"alt-svc", b"referrer-policy", b"strict-transport-security", b"x-frame-options"})
OF_WHOLE_BODIES = frozenset(
    {
        b"accept-ranges",
        b"cache-control",
        b"content-digest",
        b"content-encoding",
        b"content-length",
        b"content-md5",
        b"digest",
        b"etag",
        b"expires",
        b"last-modified",
        b"repr-digest",
    }
)
"""Headers that are true of the guest's body, and not of one into which scripts are put."""

ISOLATED: Headers = [
    (b"cross-origin-embedder-policy", b"credentialless"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
"""Headers of a document in a frame of an isolated one; it may load what it likes, without cookies from elsewhere."""


def response_headers(
    headers: Headers, mapping: Mapping, guards: Headers, *, nonce: str | None = None, connect: str = ""
) -> Headers:
    """Return the headers for the engine.

    Args:
        headers: of the guest's response.
        mapping: the origins.
        guards: of `guard_headers`.
        nonce: of the scripts that are put into the document; None where none are.
        connect: the address those scripts connect to.
    """
    left_out = hop_by_hop(headers) | LEFT_OUT | {name for name, _ in guards if name not in POLICIES}
    if nonce is not None:
        left_out |= OF_WHOLE_BODIES
    changed: Headers = []
    for name, value in headers:
        if name in left_out:
            continue
        if name == b"set-cookie":
            changed.extend((name, each) for each in set_cookies(value))
        elif name in ADDRESSES:
            changed.append((name, mapping.to_engine(value)))
        elif name not in POLICIES:
            changed.append((name, value))
        elif policy := changed_policy(value, nonce, connect if nonce is not None else None):
            changed.append((name, policy))
    if nonce is not None:
        changed.append((b"cache-control", b"no-cache"))
    return [*changed, *guards]


def guard_headers(own: str, embedders: tuple[str, ...], *, isolated: bool = False) -> Headers:
    """Return the headers that every response of a preview has: where it may be shown, and that its name stays here.

    Args:
        own: the origin of the preview.
        embedders: the origins whose documents may show it.
        isolated: whether those are cross-origin isolated, and show only what says that it allows that.
    """
    return [
        *(ISOLATED if isolated else ()),
        (b"content-security-policy", framing_policy(embedders, own)),
        (b"referrer-policy", b"same-origin"),
    ]
