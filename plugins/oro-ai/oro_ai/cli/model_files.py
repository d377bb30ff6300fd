"""Find model files in the folders that a command searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from oro_ai import settings as keys
from oro_ai.engine.gguf import Header, NotGGUF, read_header
from oro_ai.errors import NoModel
from oro_ai.file_names import SUFFIX
from oro_ai.pulling.source import is_first_part, parts_of
from oro_framework.errors import UsageError
from oro_framework.types import Host

__all__ = ("Found", "configured", "folder_option", "found", "located", "looked_into", "pulled_into", "shared")

NO_APP = "local.oro"
"""The bundle of a command that was given no app and stands in none."""

folder_option = click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder of models, in place of the app's own or yours.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file with the name of a model."""

    path: Path
    folder: Path
    size: int
    """The size in bytes."""
    header: Header | None
    """The header; None when the file cannot be used."""
    problem: str = ""
    source: str = ""
    """The program whose store it is in; empty for a folder that was named."""
    known_as: str = ""
    """Its name in that store."""

    @property
    def name(self) -> str:
        """The name by which the app loads it."""
        return self.known_as or self.path.relative_to(self.folder).as_posix()


def configured(host: Host) -> list[Path]:
    """Return the folders of an app's configuration, the folder of models first."""
    written = [host.settings[keys.MODEL_PATH], host.settings[keys.LORA_PATH]]
    return list(dict.fromkeys(host.root / path for path in written if path))


def looked_into(host: Host, folders: Sequence[Path]) -> list[Path]:
    """Return the folders given as options, or else those of the configuration."""
    return list(folders) or configured(host)


def pulled_into(host: Host, folders: Sequence[Path]) -> Path:
    """Return the folder that models are downloaded into: the user's own where there is no app.

    Raises:
        UsageError: there is an app whose configuration names no folder.
    """
    if chosen := looked_into(host, folders):
        return chosen[0]
    if host.bundle != NO_APP:
        raise UsageError(
            f"Cannot choose a folder: {keys.MODEL_PATH.key} of this app names none; "
            "set it in oro.toml or as ORO_AI_LLM_MODEL_PATH, or use --folder"
        )
    from oro_ai.stores.every import user_folder

    return user_folder()


def found(folder: Path) -> Iterator[Found]:
    """Yield the models in a folder and its subfolders, sorted by name; of one in several files only the first."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if path.is_file() and is_first_part(path.name):
            yield _looked_at(path, folder)


def shared() -> Iterator[Found]:
    """Yield the models of the user's own folder, and those of other programs."""
    from oro_ai.stores.every import every_model

    for one in every_model():
        yield replace(_looked_at(one.path, one.path.parent), source=one.source, known_as=one.name)


def located(name: str, folders: Sequence[Path], *, stores: bool) -> tuple[Path, str]:
    """Return the file of a path, or of a name, with or without `.gguf`, and the name by which to load it.

    Args:
        name: the path or name.
        folders: the folders to look into.
        stores: whether to look into the user's own folder, too, and into the stores of other programs.

    Raises:
        NoModel: there is no such file.
    """
    from oro_ai.stores.every import found_model

    places = [Path(), *folders] if Path(name).name else []
    for path in (place / written for place in places for written in (name, name + SUFFIX)):
        if path.is_file():
            return path.absolute(), path.name
    if stores and (one := found_model(name)) is not None:
        return one.path, one.name
    where = [f'not in "{folder}"' for folder in folders]
    where += ["none of your own models, nor of another program's"] if stores else []
    raise NoModel(f'Cannot find model "{name}": it is no file, and {", ".join(where)}{_hint(name)}')


def _hint(name: str) -> str:
    """Return how to download a model of that name, to end a sentence; empty if it is not such a name."""
    from oro_ai.pulling.names import parse_name

    if not any(mark in name for mark in ":/") or name.startswith((".", "/")):
        return ""
    try:
        parse_name(name)
    except UsageError:
        return ""
    return f"; `oro ai pull {name}` fetches it"


def _looked_at(path: Path, folder: Path) -> Found:
    try:
        parts = [path.with_name(part) for part in parts_of(path.name)]
        missing = next((part.name for part in parts if not part.is_file()), "")
        size = sum(part.stat().st_size for part in parts if part.is_file())
        if missing:
            return Found(path=path, folder=folder, size=size, header=None, problem=f"its part {missing} is missing")
        return Found(path=path, folder=folder, size=size, header=read_header(path))
    except NotGGUF as error:
        return Found(path=path, folder=folder, size=size, header=None, problem=str(error))
    except OSError as error:
        return Found(path=path, folder=folder, size=0, header=None, problem=error.strerror or "it cannot be read")
