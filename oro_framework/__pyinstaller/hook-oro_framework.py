"""Collect the framework and the plugins of an app."""

from __future__ import annotations

from typing import Any

from PyInstaller.utils.hooks import copy_metadata

from oro_framework.__pyinstaller.collecting import parts_of, plugin_distributions


def hook(hook_api: Any) -> None:
    """Add the modules, files and metadata of the framework and of the plugins."""
    config = hook_api.analysis.hooksconfig.get("oro_framework", {})
    chosen = config.get("distributions")
    for distribution in ("oro-framework", *(plugin_distributions() if chosen is None else chosen)):
        parts = parts_of(distribution)
        hook_api.add_imports(*parts.modules)
        hook_api.add_datas([(file, place) for file, place in parts.data])
        hook_api.add_binaries([(file, place) for file, place in parts.libraries])
        if chosen is None:
            hook_api.add_datas(copy_metadata(distribution))
