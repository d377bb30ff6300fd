"""What the host itself offers, written as plugins; registered first, so no plugin can replace them."""

from __future__ import annotations

from oro_framework.builtin import application, core, diagnostics, permissions, platform, window

__all__ = ("BUILTIN",)

BUILTIN: tuple[tuple[str, object], ...] = (
    ("core", core),
    ("platform", platform),
    ("window", window),
    ("application", application),
    ("permissions", permissions),
    ("diagnostics", diagnostics),
)
