"""The options of commands by which a guest is granted something of the machine, or is limited."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import click

from oro_framework import option_texts
from oro_wasm.guests.start import Directory, Grants, Limits

__all__ = ("directory", "grant_options", "limit_options")

Command = Callable[..., Any]
FUEL = (1 << 63) - 1
"""The most instructions the engine can count."""


def grant_options(command: Command) -> Command:
    """Add `--dir`, `--env`, `--network`, `--no-clocks` and `--no-random`; the command gets them as `grants`."""

    @click.option(
        "--dir", "directories", multiple=True, metavar="HOST[::GUEST][:ro]", help="Grant a folder; :ro only to read."
    )
    @click.option("--env", multiple=True, metavar="NAME[=VALUE]", help="Set a variable, or pass on that of this shell.")
    @click.option("--network", is_flag=True, help="Let it connect, listen and resolve names; components only.")
    @click.option("--no-clocks", is_flag=True, help="Withhold the time.")
    @click.option("--no-random", is_flag=True, help="Withhold random numbers.")
    @functools.wraps(command)
    def granted(
        directories: tuple[str, ...], env: tuple[str, ...], network: bool, no_clocks: bool, no_random: bool, **rest: Any
    ) -> Any:
        grants = Grants(
            directories=tuple(map(directory, directories)),
            env=option_texts.environment(env, os.environ),
            clocks=not no_clocks,
            random=not no_random,
            network=network,
        )
        return command(grants=grants, **rest)

    return granted


def directory(text: str) -> Directory:
    """Read `HOST[::GUEST][:ro]`; a guest sees a folder under its own name where GUEST is left out.

    Raises:
        UsageError: HOST is no folder, or a name is empty.
    """
    host, guest, writable = option_texts.folder(text)
    return Directory(host=os.path.abspath(host), guest=guest or host, writable=writable)


def limit_options(command: Command) -> Command:
    """Add `--timeout`, `--max-memory` and `--fuel`; the command gets them as `limits`."""

    @click.option("--timeout", metavar="SECONDS", help="Stop it after that time, with exit code 124.")
    @click.option("--max-memory", metavar="SIZE", help="How far each of its memories may grow, such as 64MiB.")
    @click.option("--fuel", type=click.IntRange(1, FUEL), metavar="N", help="Stop it after that many instructions.")
    @functools.wraps(command)
    def limited(timeout: str | None, max_memory: str | None, fuel: int | None, **rest: Any) -> Any:
        limits = Limits(
            memory=Limits().memory if max_memory is None else option_texts.size(max_memory),
            timeout=None if timeout is None else option_texts.seconds(timeout),
            fuel=fuel,
        )
        return command(limits=limits, **rest)

    return limited
