"""Find models of speech, which are folders in the app's folder of models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from oro_ai import settings as keys
from oro_ai.errors import CannotLoad, NoModel
from oro_ai.whisper.kinds import Kind, Recognised, Unrecognised, recognised
from oro_framework.errors import InvalidArgument

__all__ = ("Found", "SpeechFolders")


class Found:
    """A model that can be loaded.

    Args:
        name: by which requests use it.
        folder: of its files.
        made: of which files.
    """

    def __init__(self, name: str, folder: Path, made: Recognised) -> None:
        self.name = name
        self.folder = folder
        self.kind: Kind = made.kind
        self.files = {part: str(folder / file) for part, file in made.files.items()}


class SpeechFolders:
    """The folders of models.

    Args:
        parents: what has them, in the order of the search.
    """

    def __init__(self, *parents: Path) -> None:
        self._parents = parents

    def find(self, name: str) -> Found:
        """Return the model of a name.

        Raises:
            InvalidArgument: the name leads out of the folder of models.
            NoModel: there is no such folder.
            CannotLoad: its files are no model's; the error says which are missing.
        """
        parts = Path(name).parts
        if not parts or Path(name).is_absolute() or ".." in parts or "\0" in name:
            raise InvalidArgument(
                f'Cannot look for model of speech "{name}": expected the name of a folder in the folder of models',
                param="model",
            )
        for parent in self._parents:
            if _is_folder(folder := parent / name):
                return _found(name, folder)
        where = ", ".join(f'"{parent}"' for parent in self._parents)
        why = f"there is no folder of that name in {where}" if where else f"{keys.MODEL_PATH.key} names no folder"
        raise NoModel(f'Cannot find model of speech "{name}": {why}', param="model")

    def every(self) -> Iterator[Found]:
        """Yield the models of all folders, in alphabetical order."""
        seen = set()
        for parent in self._parents:
            for folder in sorted(parent.glob("*")):
                if folder.name not in seen and _is_folder(folder):
                    try:
                        yield _found(folder.name, folder)
                    except CannotLoad:
                        continue  # a folder of something else
                    seen.add(folder.name)


def _found(name: str, folder: Path) -> Found:
    try:
        names = [path.name for path in folder.iterdir() if path.is_file()]
        return Found(name, folder, recognised(folder.name, names))
    except Unrecognised as error:
        raise CannotLoad(name, str(error), "model of speech") from error
    except OSError as error:
        raise CannotLoad(name, error.strerror or "its folder cannot be read", "model of speech") from error


def _is_folder(path: Path) -> bool:
    """Return whether a folder exists; False if the name is too long for one."""
    try:
        return path.is_dir()
    except OSError:
        return False
