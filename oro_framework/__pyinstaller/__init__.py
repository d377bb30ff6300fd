"""Hooks for PyInstaller, which finds them by the entry-point group `pyinstaller40`.

They collect the framework and its plugins with their JavaScript, data, records and metadata. `oro build` says which
plugins; a plain run of PyInstaller takes all that are installed, unless its `hooksconfig` names some:

    Analysis(..., hooksconfig={"oro_framework": {"distributions": ["oro-fs", "oro-process"]}})
"""

from __future__ import annotations

from pathlib import Path

__all__ = ("hook_folders",)


def hook_folders() -> list[str]:
    """Return the folders of the hooks."""
    return [str(Path(__file__).parent)]
