"""Choices of a person for all projects: the languages that are disabled, and how builds optimize.

It is kept under the desktop's configuration folder. Of Wasmrun's configuration its `default_optimization` is read, too.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct

from oro_framework.atomic import replace_file
from oro_framework.errors import ConfigError
from oro_wasm.builds.build import Optimization

__all__ = ("Preferences", "preferences_path", "read_preferences", "write_preferences")


class Preferences(Struct, frozen=True, kw_only=True):
    """Choices of a person."""

    disabled: tuple[str, ...] = ()
    """Names of languages that are not used."""
    optimization: Optimization | None = None
    """Of builds that name none."""


def preferences_path() -> Path:
    """Return the file of the preferences."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "oro-framework" / "wasm.json"


def read_preferences() -> Preferences:
    """Return the preferences; where there are none, those that Wasmrun's configuration has.

    Raises:
        ConfigError: the file cannot be understood.
    """
    path = preferences_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Preferences)
    except OSError:
        return Preferences(optimization=_of_wasmrun())
    except msgspec.DecodeError as error:
        raise ConfigError(f'Cannot read "{path}": {error}; correct or remove it') from None


def write_preferences(preferences: Preferences) -> None:
    """Keep the preferences.

    Raises:
        OSError: the file cannot be written; it is as it was.
    """
    path = preferences_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, msgspec.json.format(msgspec.json.encode(preferences)) + b"\n")


def _of_wasmrun() -> Optimization | None:
    folder = os.environ.get("WASMRUN_CONFIG_PATH")
    path = (Path(folder) if folder else Path.home() / ".wasmrun") / "config.toml"
    try:
        settings = tomllib.loads(path.read_text("utf-8")).get("settings", {})
    except (OSError, ValueError):
        return None
    chosen = settings.get("default_optimization") if isinstance(settings, dict) else None
    return next((each for each in get_args(Optimization) if each == chosen), None)
