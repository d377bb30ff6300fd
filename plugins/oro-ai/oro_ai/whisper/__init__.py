"""Speech to text: models of sherpa-onnx, each in a process of its own, which a damaged model ends and the app survives.

`Speech` holds the models in the app, and `worker` computes in a process; they exchange frames of `messages`.
"""

from __future__ import annotations

__all__ = ()
