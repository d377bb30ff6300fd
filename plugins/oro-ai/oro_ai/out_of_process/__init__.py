"""Models in a separate process, so that its crash does not end the app. Implements `oro_ai.engine.computing`.

`OutsideEngine` runs in the app and `worker` in the process; they exchange frames of `messages`.
"""

from __future__ import annotations

__all__ = ()
