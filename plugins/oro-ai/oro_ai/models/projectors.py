"""Find the projector of a model: the file by which it reads images and audio.

Rules
1. A projector lies beside its model and has `mmproj` in its name; one in Ollama's store is named by the manifest.
2. `mmproj-F16.gguf` is of every model in its folder, one that has more in its name only of the model of that name.
3. Of several, one of 16 bits is preferred: projectors are small, and lose more by quantisation than models do.
4. One of a model in the hub's cache may lie in another folder of its repository; the nearest that has one is taken.
5. The configured file is for models that have none.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from oro_ai.file_names import SUFFIX, is_projector, projector_rank, without_quantisation
from oro_ai.stores import hub_cache, ollama

__all__ = ("projector_of",)

_BLANKS = re.compile(r"[-_.\s]+")


def projector_of(model: Path, configured: Path | None = None) -> Path | None:
    """Return the projector of a model file; None where there is none.

    Args:
        model: the file of the model.
        configured: the projector of models that have none of their own.
    """
    with suppress(OSError):
        if (found := ollama.projector_of(model)) is not None:
            return found
        for folder in (model.parent, *hub_cache.folders_around(model)):
            if (found := _projector_in(folder, model)) is not None:
                return found
    return configured if configured is not None and configured.is_file() else None


def _projector_in(folder: Path, model: Path) -> Path | None:
    there = [path for path in folder.glob(f"*{SUFFIX}") if is_projector(path.name) and path.is_file()]
    fitting = [path for path in there if _base(path.name) in ("", _base(model.name))]
    return min(fitting, key=lambda path: (not _base(path.name), projector_rank(path.name), path.name), default=None)


def _base(name: str) -> str:
    """Return what a name says of the model: without `mmproj`, the type of its numbers, and punctuation."""
    text = re.sub("(?i)mmproj(-model)?", "", name.removesuffix(SUFFIX))
    return _BLANKS.sub("", without_quantisation(text)).lower()
