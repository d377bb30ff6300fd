"""TCP and TLS for oro-framework: the routes `net.*` and `tls.*`, and the modules `oro:net` and `oro:tls`."""

from __future__ import annotations

__all__ = ()
