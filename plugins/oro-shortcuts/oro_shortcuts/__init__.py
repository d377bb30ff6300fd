"""Keys that work while another program has the keyboard: routes `shortcuts.*`, and the module `oro:shortcuts`."""

from __future__ import annotations

__all__ = ()
