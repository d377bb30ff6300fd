"""The policy that decides which documents a window may load. Sans-IO.

Order
1. `oro_navigate` of plugins, asked by the host before this table.
2. `about:blank`, `about:srcdoc`, and the host's schemes: allow.
3. `data:` and `blob:` in a frame: allow; such a document has no origin that routes answer.
4. `webview_navigator_policies_allowed`: patterns in which `*` stands for any text: allow.
5. `http:`, `https:`, `mailto:`, `tel:` in the top frame, from a link: open outside.
6. Anything else: deny.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ("NavigationPolicy",)

OUTSIDE = frozenset({"http", "https", "mailto", "tel"})


class NavigationPolicy:
    """The table of one app.

    Args:
        schemes: names of the host's schemes.
        patterns: patterns of further addresses to allow.
    """

    def __init__(self, schemes: Iterable[str], patterns: Iterable[str] = ()) -> None:
        self._schemes = frozenset(scheme.lower() for scheme in schemes)
        self._allowed = tuple(_compiled(pattern) for pattern in patterns if pattern)

    def decide(self, url: str, top_level: bool) -> str:
        """Return `allow`, `deny` or `external`."""
        scheme = url.partition(":")[0].lower()
        if scheme in self._schemes or url.partition("#")[0] in ("about:blank", "about:srcdoc"):
            return "allow"
        if scheme in ("data", "blob") and not top_level:
            return "allow"
        if any(pattern.fullmatch(url) for pattern in self._allowed):
            return "allow"
        return "external" if top_level and scheme in OUTSIDE else "deny"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)
