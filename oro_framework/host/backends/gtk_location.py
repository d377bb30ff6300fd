"""Where a Location header leads. Sans-IO."""

from __future__ import annotations

import re
from urllib.parse import urljoin

__all__ = ("resolve",)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def resolve(base: str, location: str) -> str:
    """Resolve a Location header; urllib joins only the schemes it knows, so ours go by as http.

    What no URL can hold leads nowhere: the base itself.
    """
    if _SCHEME.match(location):
        return location
    scheme, _, rest = base.partition(":")
    try:
        joined = urljoin(f"http:{rest}", location)
    except ValueError:
        return base
    return f"{scheme}:{joined.partition(':')[2]}"
