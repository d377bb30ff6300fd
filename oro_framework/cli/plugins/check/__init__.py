"""Examine a plugin as a reviewer would: each module looks at one side of it, and yields remarks."""

from __future__ import annotations
