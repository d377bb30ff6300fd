"""The options of commands by which a container is granted something of the machine, or is limited."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable
from typing import Any

import click

from oro_container.core.policy import LEVELS, Folder, Level, Policy
from oro_framework import option_texts
from oro_framework.errors import UsageError

__all__ = ("policy_options",)

PROCESSES = Policy().processes
Command = Callable[..., Any]


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
    @click.option("--max-processes", type=click.IntRange(1), default=PROCESSES, show_default=True, help="At once.")
    @click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="End it after that.")
    @click.option("--level", type=click.Choice(LEVELS), default=Policy().level, help="The weakest walls that will do.")
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
        policy = Policy(
            folders=tuple(map(_folder, folders)),
            programs=tuple(map(_program, programs)),
            hosts=hosts,
            scripts=scripts,
            packages=not no_packages,
            listen=not no_listen,
            memory=None if max_memory is None else option_texts.size(max_memory),
            cpus=max_cpus,
            disk=None if max_disk is None else option_texts.size(max_disk),
            processes=max_processes,
            seconds=timeout,
            level=level,
        )
        return command(policy=policy, variables=option_texts.environment(env, os.environ), **rest)

    return granted


def _program(name: str) -> str:
    """Return the name of a program that this machine has.

    Raises:
        UsageError: it has none.
    """
    if shutil.which(name) is None:
        raise UsageError(f'Cannot grant program "{name}": this machine has none of that name')
    return name


def _folder(text: str) -> Folder:
    """Read `HOST[::GUEST][:ro]`.

    Raises:
        UsageError: HOST is no folder, a name is empty, or GUEST cannot be one of a container.
    """
    from oro_container.policy_settings import is_guest_path

    host, guest, writable = option_texts.folder(text)
    if guest and not is_guest_path(guest):
        raise UsageError(f'Cannot grant "{text}": "{guest}" is no absolute path, as a container has them; write /data')
    real = os.path.realpath(host)
    return Folder(host=real, guest=guest or real, writable=writable)
