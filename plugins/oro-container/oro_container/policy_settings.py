"""`[container]` of `oro.toml` as the policy of an app's containers, which pages can narrow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, get_args

from oro_container.core.hosts import HostPattern
from oro_container.core.policy import Folder, Level, Policy
from oro_framework.numbers import above_zero, positive
from oro_framework.types import Setting, Settings

__all__ = ("ALL", "HOSTS", "folder_of", "granted", "is_guest_path", "paths")

_READ_ONLY = ":ro"
_NONE: tuple[str, ...] = ()
_LEVELS: tuple[Level, ...] = get_args(Level)


def texts(value: Any) -> tuple[str, ...]:
    """Read an array of texts, or one text with spaces or commas.

    Raises:
        ValueError: it is neither; the message completes "expected …".
    """
    words = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) and word for word in words):
        raise ValueError("an array of texts")
    return tuple(words)


def hosts(value: Any) -> tuple[str, ...]:
    """Read an array of hosts.

    Raises:
        ValueError: one is none; the message completes "expected …".
    """
    named = texts(value)
    for each in named:
        HostPattern.parse(each)
    return named


def folders(value: Any) -> tuple[str, ...]:
    """Read an array of folders, as `HOST[::GUEST][:ro]`.

    Raises:
        ValueError: one is none; the message completes "expected …".
    """
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) and _is_folder(each) for each in value):
        raise ValueError('an array of folders such as ["assets::/assets:ro"], whose name in containers is absolute')
    return tuple(value)


def paths(value: Any) -> tuple[str, ...]:
    """Read an array of folders.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) and each for each in value):
        raise ValueError('an array of folders such as ["template"]')
    return tuple(value)


def level(value: Any) -> Level:
    """Read the name of a level of walls.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    if value not in _LEVELS:
        raise ValueError(f"one of {', '.join(_LEVELS)}")
    found: Level = value
    return found


def most(value: Any) -> int | None:
    """Read a limit above 0, or None for no limit.

    Raises:
        ValueError: it is neither; the message completes "expected …".
    """
    return None if value is None else positive(value)


def longest(value: Any) -> float | None:
    """Read a time above 0, or None for no limit.

    Raises:
        ValueError: it is neither; the message completes "expected …".
    """
    return None if value is None else above_zero(value)


def processors(value: Any) -> float | None:
    """Read a number of processors, or None for no limit.

    Raises:
        ValueError: it is neither; the message completes "expected …".
    """
    try:
        return longest(value)
    except ValueError:
        raise ValueError("a number of processors above 0, such as 1.5") from None


ENV = Setting("container_env", texts, _NONE, "names of the app's own variables that programs in containers get")
FOLDERS = Setting(
    "container_folders", folders, _NONE, "folders of the machine that containers see, as `HOST[::GUEST][:ro]`"
)
PROGRAMS = Setting(
    "container_programs", texts, _NONE, "programs of the machine, by name or path, beside those every container has"
)
HOSTS = Setting(
    "container_hosts", hosts, _NONE, 'where containers may connect to, such as ["*.example.com", "machine:5432", "*"]'
)
LISTEN = Setting("container_listen", bool, True, "whether programs in containers may listen on ports of their own")
PACKAGES = Setting(
    "container_packages", bool, True, "whether containers may install packages from the registry that npm is set to"
)
SCRIPTS = Setting("container_scripts", bool, False, "whether packages may run scripts while they are installed")
PROCESSES = Setting("container_processes", positive, Policy().processes, "processes a container may have at once")
MEMORY = Setting("container_memory", most, None, "bytes of memory for all processes of a container together")
CPUS = Setting("container_cpus", processors, None, "processors that all processes of a container together may use")
CPU_SECONDS = Setting("container_cpu_seconds", most, None, "processor seconds for each process of a container")
SECONDS = Setting("container_seconds", longest, None, "seconds until a container ends")
DISK = Setting("container_disk", most, None, "bytes of a container's files")
FILES = Setting("container_files", most, None, "files and folders a container may have")
LEVEL = Setting("container_level", level, Policy().level, f"weakest walls of containers: {', '.join(_LEVELS)}")
STRONGEST = Setting(
    "container_strongest", level, _LEVELS[0], "strongest walls that containers get, where this system has them"
)

ALL: tuple[Setting[Any], ...] = (
    *(ENV, FOLDERS, PROGRAMS, HOSTS, LISTEN, PACKAGES, SCRIPTS, PROCESSES),
    *(MEMORY, CPUS, CPU_SECONDS, SECONDS, DISK, FILES, LEVEL, STRONGEST),
)
"""Every key of the policy."""


def granted(settings: Settings, root: Path) -> Policy:
    """Return the policy of an app.

    Args:
        settings: those of the app.
        root: the app's resources, from which its folders are named.
    """
    return Policy(
        env=settings[ENV],
        folders=tuple(folder_of(root, each) for each in settings[FOLDERS]),
        programs=settings[PROGRAMS],
        hosts=settings[HOSTS],
        listen=settings[LISTEN],
        packages=settings[PACKAGES],
        scripts=settings[SCRIPTS],
        processes=settings[PROCESSES],
        memory=settings[MEMORY],
        cpus=settings[CPUS],
        cpu_seconds=settings[CPU_SECONDS],
        seconds=settings[SECONDS],
        disk=settings[DISK],
        files=settings[FILES],
        level=settings[LEVEL],
    )


def folder_of(root: Path, text: str) -> Folder:
    """Return the folder that a text `HOST[::GUEST][:ro]` names."""
    writable = not text.endswith(_READ_ONLY)
    host, _, guest = text.removesuffix(_READ_ONLY).partition("::")
    real = os.path.realpath(root / host)
    return Folder(host=real, guest=guest or real, writable=writable)


def _is_folder(text: str) -> bool:
    host, separator, guest = text.removesuffix(_READ_ONLY).partition("::")
    return bool(host) and "\0" not in text and (not separator or is_guest_path(guest))


def is_guest_path(path: str) -> bool:
    """Return whether a folder of the machine can have a path in a container."""
    return path.startswith("/") and path != "/" and not {"", ".", ".."} & set(path.split("/")[1:])
