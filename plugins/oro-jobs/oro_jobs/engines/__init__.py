"""Where jobs run: processes, threads, a Dask cluster."""

from __future__ import annotations

__all__ = ()
