"""What this distribution declares to the host."""

from __future__ import annotations
