"""The folder of an app for what its models have read."""

from __future__ import annotations

from pathlib import Path

__all__ = ("data_folder",)


def data_folder(bundle: str) -> Path:
    """Return the folder, which need not exist."""
    import platformdirs  # not with the app's start

    return platformdirs.user_data_path(bundle, appauthor=False) / "ai"
