"""`oro ai`: models on the command line. Imported when the command is used."""

from __future__ import annotations

__all__ = ()
