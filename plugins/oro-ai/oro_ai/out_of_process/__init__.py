"""Models in a process of their own, which ends with the app and may end before it (`oro_ai.engine.computing`).

The app's half is `OutsideEngine`, the other one `serve`; between them go frames of `messages`.
"""

from __future__ import annotations

__all__ = ()
