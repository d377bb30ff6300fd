"""`oro ai run`: talk to a model."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oro_ai import settings as keys
from oro_ai.cli.model_files import configured, folder_option, found, located
from oro_ai.engine.job import Sampling
from oro_framework.commands import app_option, loaded_host, note
from oro_framework.errors import UsageError
from oro_framework.types import Host

if TYPE_CHECKING:
    from oro_ai.cli.speaker import Speaker

__all__ = ("run",)

PROMPT = ">>> "
BYE = ("/bye", "/exit", "/quit")


@click.command(short_help="Talk to a model")
@click.argument("model", default="")
@click.argument("prompt", nargs=-1)
@folder_option
@click.option("--system", default="", metavar="TEXT", help="What the model is told before anything is said.")
@click.option("--max-tokens", default=-1, metavar="N", help="Most tokens of an answer; else what the model holds.")
@click.option("--temperature", type=float, help="0 always takes the likeliest token; else as configured.")
@click.option("--seed", type=int, help="The same one gives the same answers.")
@app_option
def run(
    model: str,
    prompt: tuple[str, ...],
    folders: tuple[Path, ...],
    system: str,
    max_tokens: int,
    temperature: float | None,
    seed: int | None,
    app: str | None,
) -> int | None:
    """Talk to MODEL, a file or a name in the app's folder of models.

    With a PROMPT, or one that is piped in, it answers once. On a terminal it is a conversation: Ctrl-C stops an
    answer, a second one ends, as Ctrl-D and /bye do.
    """
    from oro_ai.cli.conversation import conversing
    from oro_ai.cli.speaker import Speaker

    host = loaded_host(app)
    path = _chosen(host, model, folders)
    if sys.stderr.isatty():
        note(f"Loading {path.name} …")
    sampling = _sampling(host, temperature, seed)
    with Speaker(partial(conversing, host, path, sampling, system, max_tokens)) as speaker:
        if prompt:
            return speaker.say(" ".join(prompt))
        if not sys.stdin.isatty():
            return speaker.say(sys.stdin.read().rstrip("\n"))
        note("Ctrl-C stops an answer, a second one ends; so do Ctrl-D and /bye")
        return _converse(speaker)


def _converse(speaker: Speaker) -> int:
    for said in _lines():
        speaker.say(said, figures=True)
    return 0


def _lines() -> Iterator[str]:
    """Yield the lines typed, until the user enters /bye or Ctrl-D."""
    with suppress(ImportError):
        import readline  # noqa: F401  # `input` edits lines with it
    while True:
        try:
            said = input(PROMPT).strip()
        except EOFError:
            click.echo()
            return
        if said in BYE:
            return
        if said:
            yield said


def _chosen(host: Host, model: str, folders: Sequence[Path]) -> Path:
    """Return the file of a name or, without a name, of the app's default model or of the only model there is."""
    places = list(folders) or configured(host)
    if name := model or host.settings[keys.DEFAULT_MODEL]:
        return located(name, places)
    every = [one for place in places for one in found(place) if one.header and one.header.kind == "model"]
    if len(every) != 1:
        there = ", ".join(f'"{one.name}"' for one in every)
        reason = f"there are {there}; name one" if every else "there is none; `oro ai pull` fetches one"
        raise UsageError(f"Cannot choose a model: {reason}")
    return every[0].path.resolve()


def _sampling(host: Host, temperature: float | None, seed: int | None) -> Sampling:
    settings = host.settings
    return Sampling(
        temperature=max(settings[keys.DEFAULT_TEMPERATURE] if temperature is None else temperature, 0.0),
        top_k=settings[keys.DEFAULT_TOP_K],
        top_p=settings[keys.DEFAULT_TOP_P],
        min_p=settings[keys.DEFAULT_MIN_P],
        seed=seed,
    )
