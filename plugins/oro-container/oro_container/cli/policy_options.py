"""The options of commands by which a container is granted something of the machine, or is limited."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from oro_container.core.policy import LEVELS, Level, Policy
from oro_framework.errors import UsageError

__all__ = ("policy_options", "size")

Command = Callable[..., Any]
_UNITS = {"": 1, "k": 1000, "kb": 1000, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9}
_UNITS |= {"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}


def policy_options(command: Command) -> Command:
    """Add the options of a policy; the command gets them as `policy`, and what `--env` sets as `variables`."""

    @click.option("--dir", "folders", multiple=True, metavar="HOST[::GUEST][:ro]", help="Grant a folder; :ro to read.")
    @click.option("--env", multiple=True, metavar="NAME[=VALUE]", help="Set a variable, or pass on that of this shell.")
    @click.option("--program", "programs", multiple=True, metavar="NAME", help="Grant a program of this machine.")
    @click.option("--host", "hosts", multiple=True, metavar="HOST[:PORT]", help="Let it connect there; * is anywhere.")
    @click.option("--scripts", is_flag=True, help="Let packages run scripts while they are installed.")
    @click.option("--no-packages", is_flag=True, help="Install no packages for it.")
    @click.option("--no-listen", is_flag=True, help="Let no program listen.")
    @click.option("--max-memory", metavar="SIZE", help="Memory of all its programs, such as 512MiB.")
    @click.option("--max-cpus", type=click.FloatRange(0, min_open=True), metavar="COUNT", help="Processors, as in 1.5.")
    @click.option("--max-disk", metavar="SIZE", help="Size of its files.")
    @click.option("--max-processes", type=click.IntRange(1), default=Policy().processes, show_default=True)
    @click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="End it after that.")
    @click.option("--level", type=click.Choice(LEVELS), default="none", help="The weakest walls that will do.")
    @functools.wraps(command)
    def granted(
        folders: tuple[str, ...],
        env: tuple[str, ...],
        programs: tuple[str, ...],
        hosts: tuple[str, ...],
        scripts: bool,
        no_packages: bool,
        no_listen: bool,
        max_memory: str | None,
        max_cpus: float | None,
        max_disk: str | None,
        max_processes: int,
        timeout: float | None,
        level: Level,
        **rest: Any,
    ) -> Any:
        from oro_container.policy_settings import folder_of

        policy = Policy(
            folders=tuple(folder_of(Path.cwd(), each) for each in folders),
            programs=programs,
            hosts=hosts,
            scripts=scripts,
            packages=not no_packages,
            listen=not no_listen,
            memory=None if max_memory is None else size(max_memory),
            cpus=max_cpus,
            disk=None if max_disk is None else size(max_disk),
            processes=max_processes,
            seconds=timeout,
            level=level,
        )
        return command(policy=policy, variables=_variables(env), **rest)

    return granted


def size(text: str) -> int:
    """Return the bytes that a text such as `512MiB` or `2G` means.

    Raises:
        UsageError: it is no size.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip().lower(), re.ASCII)
    if found is None or found[2] not in _UNITS:
        raise UsageError(f'Cannot read "{text[:80]}" as a size: expected a number with MiB, GB or the like')
    return int(float(found[1]) * _UNITS[found[2]])


def _variables(texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, separator, value = text.partition("=")
        found[name] = value if separator else os.environ.get(name, "")
    return found
