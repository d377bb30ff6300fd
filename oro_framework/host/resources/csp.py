"""Content-Security-Policy text: adds sources that plugins need, inline scripts, and limits on frames. Sans-IO.

Rules
1. Only restrictions are changed: without a policy, or without a directive that a policy
   falls back to, nothing is added.
2. A missing directive is added with the sources of the one it falls back to, then the new ones.
3. `'none'` is removed when a source is added.
4. A nonce is not added where it would switch `'unsafe-inline'` off.
5. The pages that may show the app's in a frame are a policy of its own, unless a policy has `frame-ancestors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

__all__ = ("allow_nonce", "framing_policy", "merge", "restricts_frames")

_FALLBACK = {
    "child-src": ("default-src",),
    "connect-src": ("default-src",),
    "font-src": ("default-src",),
    "frame-src": ("child-src", "default-src"),
    "img-src": ("default-src",),
    "manifest-src": ("default-src",),
    "media-src": ("default-src",),
    "object-src": ("default-src",),
    "script-src": ("default-src",),
    "script-src-attr": ("script-src", "default-src"),
    "script-src-elem": ("script-src", "default-src"),
    "style-src": ("default-src",),
    "style-src-attr": ("style-src", "default-src"),
    "style-src-elem": ("style-src", "default-src"),
    "worker-src": ("child-src", "script-src", "default-src"),
}

_Policy = dict[str, list[str]]


def merge(policy: str, needed: Mapping[str, Iterable[str]]) -> str:
    """Return `policy` with the sources of `needed` (`{directive: sources}`) allowed; empty stays empty."""
    return _each(policy, lambda parsed: _add(parsed, needed))


def allow_nonce(policy: str, nonce: str) -> str:
    """Return `policy` with inline scripts of this nonce allowed."""
    return _each(policy, lambda parsed: _add_nonce(parsed, f"'nonce-{nonce}'"))


def framing_policy(own: str, origins: Iterable[str]) -> str:
    """Return the policy by which only pages of `own` and of `origins` may show the app's in a frame.

    The app is named, not `'self'`: WebKit holds a sandboxed `blob:` document to the policy of the page that made it,
    and takes `'self'` for the document's own opaque origin then.
    """
    return " ".join(("frame-ancestors", own, *(origin for origin in origins if "://" in origin)))


def restricts_frames(policy: str) -> bool:
    """Return whether a policy, or one of a list, restricts the pages that may show its document in a frame."""
    return any("frame-ancestors" in _parse(text) for text in policy.split(","))


def _each(policy: str, change: Callable[[_Policy], None]) -> str:
    """Change every policy of a list of policies."""
    changed = []
    for text in policy.split(","):
        parsed = _parse(text)
        change(parsed)
        changed.append("; ".join(" ".join((name, *sources)) for name, sources in parsed.items()))
    return ", ".join(text for text in changed if text)


def _parse(text: str) -> _Policy:
    parsed: _Policy = {}
    for directive in text.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            parsed.setdefault(name.lower(), sources)
    return parsed


def _governing(parsed: _Policy, directive: str) -> str | None:
    """Return the present directive that governs `directive`, or None."""
    return next((name for name in (directive, *_FALLBACK.get(directive, ())) if name in parsed), None)


def _add(parsed: _Policy, needed: Mapping[str, Iterable[str]]) -> None:
    for directive, sources in needed.items():
        name = directive.lower()
        governing = _governing(parsed, name)
        if governing is not None and (new := list(sources)):
            kept = [source for source in parsed[governing] if source.lower() != "'none'"]
            parsed[name] = list(dict.fromkeys((*kept, *new)))


def _add_nonce(parsed: _Policy, source: str) -> None:
    governing = _governing(parsed, "script-src-elem")
    if governing is None:
        return
    sources = [text.lower() for text in parsed[governing]]
    strict = any(text.startswith(("'nonce-", "'sha", "'strict-dynamic'")) for text in sources)
    if "'unsafe-inline'" in sources and not strict:
        return
    _add(parsed, {"script-src" if governing == "default-src" else governing: [source]})
