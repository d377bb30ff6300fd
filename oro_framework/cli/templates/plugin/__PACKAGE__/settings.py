"""Settings of this plugin, under `[__MODULE__]` of oro.toml."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Setting

GREETING = Setting("__MODULE___greeting", str, "Hello", "word that greetings begin with")

ALL: tuple[Setting[Any], ...] = (GREETING,)
