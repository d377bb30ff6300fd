"""`asconfig.json`, as far as a build has to know it; the compiler reads the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from oro_wasm.errors import BuildError

__all__ = ("CONFIG", "Config", "read_config")

CONFIG = "asconfig.json"


class Config:
    """A project's configuration.

    Args:
        told: the object of the file.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    @property
    def entries(self) -> list[str]:
        """Return the files that compilation begins with, relative to the project."""
        entries = self._told.get("entries")
        return [each for each in entries if isinstance(each, str)] if isinstance(entries, list) else []

    @property
    def base(self) -> str:
        """Return the configuration that this one extends, or an empty text."""
        base = self._told.get("extends")
        return base if isinstance(base, str) else ""

    def has_target(self, name: str) -> bool:
        """Return whether there are options of a target."""
        targets = self._told.get("targets")
        return isinstance(targets, dict) and name in targets

    def has_option(self, target: str, option: str) -> bool:
        """Return whether an option is given, for all targets or for one."""
        targets = self._told.get("targets")
        of_target = targets.get(target) if isinstance(targets, dict) else None
        return any(isinstance(each, dict) and option in each for each in (self._told.get("options"), of_target))


def read_config(folder: Path) -> Config | None:
    """Return a project's configuration, or None where it has none.

    Raises:
        BuildError: it is no JSON object, or extends a file that is not there.
    """
    path = folder / CONFIG
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BuildError(f'Cannot read "{path}": {error}; correct it') from None
    if not isinstance(told, dict):
        raise BuildError(f'Cannot read "{path}": it is no JSON object; it begins with {{')
    config = Config(told)
    if config.base.startswith(".") and not (folder / config.base).is_file():
        raise BuildError(
            f'Cannot build "{folder}": its {CONFIG} extends "{config.base}", which is not there; '
            "run `npm install` in the project"
        )
    return config
