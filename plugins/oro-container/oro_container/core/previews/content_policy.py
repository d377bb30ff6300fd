"""Change the content security policy of a guest's document for a preview. Sans-IO.

1. Who may show the document in a frame is for the host to say: `frame-ancestors` of the guest goes.
2. `upgrade-insecure-requests` goes: a preview has no `https:`.
3. The scripts of the preview get a nonce where the policy restricts scripts; a policy in the document itself comes
   after them, and does not concern them.
4. Where the policy restricts connections, the address that takes messages is added.
"""

from __future__ import annotations

__all__ = ("changed_policy", "framing_policy")

DROPPED = frozenset({"frame-ancestors", "upgrade-insecure-requests"})

_Policy = dict[str, list[str]]


def framing_policy(embedders: tuple[str, ...], own: str) -> bytes:
    """Return the policy by which only documents of some origins, and the preview's own, show it in a frame."""
    return " ".join(("frame-ancestors", *embedders, own)).encode()


def changed_policy(header: bytes, nonce: str | None = None, connect: str | None = None) -> bytes:
    """Return the value of a header `Content-Security-Policy` in place of the guest's; empty where nothing is left.

    Args:
        header: the guest's, one policy or several.
        nonce: of the scripts that are added; None where none are.
        connect: an address that they connect to.
    """
    policies = [_parse(text) for text in header.decode("latin-1").split(",")]
    for policy in policies:
        for name in DROPPED & policy.keys():
            del policy[name]
        if nonce is not None:
            _allow_script(policy, f"'nonce-{nonce}'")
        if connect is not None:
            _add(policy, "connect-src", ("connect-src", "default-src"), connect)
    return ", ".join(text for policy in policies if (text := _text(policy))).encode("latin-1")


def _parse(text: str) -> _Policy:
    parsed: _Policy = {}
    for directive in text.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            parsed.setdefault(name.lower(), sources)
    return parsed


def _text(policy: _Policy) -> str:
    return "; ".join(" ".join((name, *sources)) for name, sources in policy.items())


def _allow_script(policy: _Policy, source: str) -> None:
    governed = ("script-src-elem", "script-src", "default-src")
    governing = next((name for name in governed if name in policy), None)
    if governing is None:
        return
    sources = [text.lower() for text in policy[governing]]
    strict = any(text.startswith(("'nonce-", "'sha", "'strict-dynamic'")) for text in sources)
    if "'unsafe-inline'" in sources and not strict:
        return
    _add(policy, "script-src" if governing == "default-src" else governing, governed, source)


def _add(policy: _Policy, directive: str, governed: tuple[str, ...], source: str) -> None:
    governing = next((name for name in governed if name in policy), None)
    if governing is not None:
        policy[directive] = [*(each for each in policy[governing] if each.lower() != "'none'"), source]
