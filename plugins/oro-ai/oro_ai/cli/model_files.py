"""Find model files in the folders that a command searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from oro_ai import settings as keys
from oro_ai.engine.gguf import Header, NotGGUF, read_header
from oro_ai.errors import NoModel
from oro_ai.model_folders import SUFFIX
from oro_framework.errors import UsageError
from oro_framework.types import Host

__all__ = ("Found", "configured", "folder_option", "found", "located", "looked_into")

folder_option = click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder of models, in place of the app's own.",
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

    @property
    def name(self) -> str:
        """The name by which the app loads it."""
        return self.path.relative_to(self.folder).as_posix()


def configured(host: Host) -> list[Path]:
    """Return the folders of an app's configuration, the folder of models first."""
    written = [host.settings[keys.MODEL_PATH], host.settings[keys.LORA_PATH]]
    return list(dict.fromkeys(host.root / path for path in written if path))


def looked_into(host: Host, folders: Sequence[Path]) -> list[Path]:
    """Return the folders given as options, or else those of the configuration.

    Raises:
        UsageError: there are no options and no configured folders.
    """
    chosen = list(folders) or configured(host)
    if not chosen:
        raise UsageError(
            f"Cannot look for models: {keys.MODEL_PATH.key} names no folder; "
            "set it in oro.toml or as ORO_AI_LLM_MODEL_PATH, or use --folder"
        )
    return chosen


def found(folder: Path) -> Iterator[Found]:
    """Yield the models in a folder and its subfolders, sorted by name."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if path.is_file():
            yield _looked_at(path, folder)


def located(name: str, folders: Sequence[Path]) -> Path:
    """Return the file of a path, or of a name in one of the folders, with or without `.gguf`.

    Raises:
        NoModel: there is no such file.
    """
    places = [Path(), *folders] if Path(name).name else []
    for path in (place / written for place in places for written in (name, name + SUFFIX)):
        if path.is_file():
            return path.resolve()
    where = ", ".join(f'"{folder}"' for folder in folders) or "any folder"
    raise NoModel(f'Cannot find model "{name}": it is no file, and not in {where}')


def _looked_at(path: Path, folder: Path) -> Found:
    try:
        size = path.stat().st_size
        return Found(path=path, folder=folder, size=size, header=read_header(path))
    except NotGGUF as error:
        return Found(path=path, folder=folder, size=size, header=None, problem=str(error))
    except OSError as error:
        return Found(path=path, folder=folder, size=0, header=None, problem=error.strerror or "it cannot be read")
