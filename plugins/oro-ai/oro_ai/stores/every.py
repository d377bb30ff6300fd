"""The models of every store of this user: the user's own folder of models, and what other programs have."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from oro_ai.engine.gguf import NotGGUF, read_header
from oro_ai.file_names import SUFFIX, is_projector, quantisation_of
from oro_ai.pulling.names import HubFile, HubRepository, OllamaModel, parse_name
from oro_ai.pulling.source import is_first_part
from oro_ai.stores import hub_cache, lm_studio, ollama
from oro_ai.stores.stored import Stored
from oro_framework.errors import UsageError

__all__ = ("OURS", "every_model", "folders_of_others", "found_model", "user_folder")

OURS = "oro"
"""The source of the user's own folder of models."""
_OTHERS: tuple[tuple[Callable[[Path, Mapping[str, str]], list[Path]], Callable[[Path], Iterator[Stored]], str], ...] = (
    (ollama.places, ollama.models, ollama.SOURCE),
    (lm_studio.places, lm_studio.models, lm_studio.SOURCE),
    (hub_cache.places, hub_cache.models, hub_cache.SOURCE),
)


def user_folder() -> Path:
    """Return the user's own folder of models, which need not exist: where `oro ai pull` puts them without an app."""
    import platformdirs  # slow to import

    return platformdirs.user_data_path("oro-framework", appauthor=False) / "models"


def every_model() -> Iterator[Stored]:
    """Yield the models of every store. Whatever cannot be read is left out."""
    folder = user_folder()
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if path.is_file() and is_first_part(path.name) and not is_projector(path.name):
            yield Stored(path.relative_to(folder).as_posix(), path, OURS)
    for _, store, models in folders_of_others():
        with suppress(OSError):
            yield from models(store)


def folders_of_others() -> Iterator[tuple[str, Path, Callable[[Path], Iterator[Stored]]]]:
    """Yield the stores of other programs that are there: the program, the folder, and what lists its models."""
    home = Path.home()
    for places, models, source in _OTHERS:
        for store in places(home, os.environ):
            with suppress(OSError):
                if store.is_dir():
                    yield source, store, models


def found_model(name: str) -> Stored | None:
    """Return the model of a name; None when no store has it.

    A name is that of the list, with or without `.gguf`, or one that `oro ai pull` takes.
    """
    models = list(every_model())
    same = [one for one in models if name in (one.name, one.name.removesuffix(SUFFIX))]
    with suppress(UsageError):
        same += [one for one in models if _means(name, one)]
    return next((one for one in same if _usable(one)), None)


def _usable(one: Stored) -> bool:
    try:
        return read_header(one.path).kind == "model"
    except (NotGGUF, OSError):
        return False


def _means(text: str, one: Stored) -> bool:
    """Return whether a name that `oro ai pull` takes means a model.

    Raises:
        UsageError: the text is no such name.
    """
    match parse_name(text):
        case OllamaModel() as name:
            return one.name == str(name) or (one.source == OURS and one.name == name.filename)
        case HubRepository() as name:
            inside = one.name.startswith(f"{name.owner}/{name.repository}/")
            return inside and (not name.quantisation or quantisation_of(one.name) == name.quantisation.upper())
        case HubFile() as name:
            return one.name == f"{name.owner}/{name.repository}/{name.path}" or (
                one.source == OURS and one.name == name.path.rpartition("/")[2]
            )
        case _:
            return False
