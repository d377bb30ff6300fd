"""Extensions that pages load while the app runs: routes `extension.*`, for `oro:extension`."""

from __future__ import annotations

__all__ = ()
