"""The folder of the indexes of an app."""

from __future__ import annotations

from pathlib import Path

__all__ = ("indexes_folder",)


def indexes_folder(bundle: str) -> Path:
    """Return the folder, which need not exist."""
    import platformdirs  # not with the command line's start

    return platformdirs.user_data_path(bundle, appauthor=False) / "search"
