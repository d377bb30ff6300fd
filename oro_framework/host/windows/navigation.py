"""The policy that decides which documents a window may load. Sans-IO.

Order
1. `oro_navigate` of plugins, asked by the host before this table.
2. `about:blank`, `about:srcdoc`, and the host's schemes: allow.
3. `data:` and `blob:` in a frame: allow; such a document has no origin that routes answer.
4. `webview_navigator_policies_allowed`: patterns in which `*` stands for any text: allow.
5. Patterns that plugins admit in frames while the app runs: allow in a frame, deny in the top frame.
6. `http:`, `https:`, `mailto:`, `tel:` in the top frame, from a link: open outside.
7. Anything else: deny.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

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
        self._in_frames: tuple[re.Pattern[str], ...] = ()

    def admit_frames(self, pattern: str) -> Callable[[], None]:
        """Allow addresses of a pattern in frames until the returned function is called. One thread writes, any reads.

        The table is replaced as a whole: a decision in another thread sees the one before or the one after.
        """
        compiled, held = _compiled(pattern), True
        self._in_frames = (*self._in_frames, compiled)

        def release() -> None:
            nonlocal held
            if held:
                held = False
                at = self._in_frames.index(compiled)
                self._in_frames = self._in_frames[:at] + self._in_frames[at + 1 :]

        return release

    def decide(self, url: str, top_level: bool) -> str:
        """Return `allow`, `deny` or `external`."""
        scheme = url.partition(":")[0].lower()
        if scheme in self._schemes or url.partition("#")[0] in ("about:blank", "about:srcdoc"):
            return "allow"
        if scheme in ("data", "blob") and not top_level:
            return "allow"
        if any(pattern.fullmatch(url) for pattern in self._allowed):
            return "allow"
        if any(pattern.fullmatch(url) for pattern in self._in_frames):
            return "deny" if top_level else "allow"
        return "external" if top_level and scheme in OUTSIDE else "deny"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)
