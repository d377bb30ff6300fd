"""The store of LM Studio: `PUBLISHER/REPOSITORY/FILE.gguf`, as on the hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from oro_ai.file_names import SUFFIX, is_projector
from oro_ai.pulling.source import is_first_part
from oro_ai.stores.stored import Stored

__all__ = ("SOURCE", "models", "places")

SOURCE = "LM Studio"
_POINTER = ".lmstudio-home-pointer"
"""The file in the home folder that has the path of LM Studio's own folder."""


def places(home: Path, environ: Mapping[str, str]) -> list[Path]:
    """Return the folders that may be a store, existing or not; the last is that of versions before 0.3."""
    try:
        chosen = Path((home / _POINTER).read_text("utf-8").strip() or home / ".lmstudio")
    except (OSError, ValueError):
        chosen = home / ".lmstudio"
    return list(dict.fromkeys([chosen / "models", home / ".lmstudio" / "models", home / ".cache/lm-studio/models"]))


def models(store: Path) -> Iterator[Stored]:
    """Yield the models of a store, sorted by name; of a model of several files only the first."""
    for path in sorted(store.glob(f"*/*/*{SUFFIX}")):
        if path.is_file() and is_first_part(path.name) and not is_projector(path.name):
            yield Stored(path.relative_to(store).as_posix(), path, SOURCE)
