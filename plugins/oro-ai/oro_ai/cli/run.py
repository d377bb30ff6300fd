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
from oro_ai.cli.model_files import folder_option, found, located, looked_into, shared
from oro_ai.cli.models import EXAMPLE, embeds
from oro_ai.engine.job import Sampling
from oro_ai.errors import NoModel
from oro_ai.stores.every import OURS
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
@click.option(
    "--image",
    "images",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="An image that goes with the first prompt, for models that see; several are allowed.",
)
@click.option("--max-tokens", default=-1, metavar="N", help="Most tokens of an answer; else what the model holds.")
@click.option("--temperature", type=float, help="0 always takes the likeliest token; else as configured.")
@click.option("--seed", type=int, help="The same one gives the same answers.")
@app_option
def run(
    model: str,
    prompt: tuple[str, ...],
    folders: tuple[Path, ...],
    system: str,
    images: tuple[Path, ...],
    max_tokens: int,
    temperature: float | None,
    seed: int | None,
    app: str | None,
) -> int | None:
    """Talk to MODEL: a file, or a name that `oro ai models` shows. Without MODEL to the only one there is, or to the
    app's default one; then the first word may be the PROMPT.

    With a PROMPT, or one that is piped in, it answers once. On a terminal it is a conversation: Ctrl-C stops an
    answer, a second one ends, as Ctrl-D and /bye do.
    """
    from oro_ai.cli.conversation import conversing
    from oro_ai.cli.speaker import Speaker

    host = loaded_host(app)
    (path, name), said = _chosen(host, model, prompt, folders)
    if sys.stderr.isatty():
        note(f"Loading {name} …")
    sampling = _sampling(host, temperature, seed)
    shown = tuple(image.read_bytes() for image in images)
    with Speaker(partial(conversing, host, path, name, sampling, system, max_tokens, shown)) as speaker:
        if said:
            return speaker.say(said)
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


def _chosen(host: Host, model: str, prompt: Sequence[str], folders: Sequence[Path]) -> tuple[tuple[Path, str], str]:
    """Return the file and name of the model to talk to, and the prompt.

    Raises:
        NoModel: there is no model of that name.
        UsageError: none was named, and the choice is not clear.
    """
    places, stores = looked_into(host, folders), not folders
    said = " ".join(prompt)
    if not model:
        return _usual(host, places, stores), said
    try:
        return located(model, places, stores=stores), said
    except NoModel:
        # One sentence in quotes and no more: no name of a model has a space in it, and hardly one is a prompt.
        if prompt or " " not in model:
            raise
    return _usual(host, places, stores), model


def _usual(host: Host, places: Sequence[Path], stores: bool) -> tuple[Path, str]:
    """Return the app's default model, or else the only one: of its folders, or of the user's own, or of others."""
    if name := host.settings[keys.DEFAULT_MODEL]:
        return located(name, places, stores=stores)
    every = [one for place in places for one in found(place)]
    others = list(shared()) if stores else []
    for models in (every, [one for one in others if one.source == OURS], others):
        fit = [one for one in models if one.header and one.header.kind == "model" and not embeds(one.header)]
        if len(fit) == 1:
            return fit[0].path.absolute(), fit[0].name
        if fit:
            there = "\n".join(f"    oro ai run {one.name}" for one in fit)
            raise UsageError(f"Cannot choose a model: there are {len(fit)}; name one\n\n{there}")
    raise UsageError(
        "Cannot choose a model: there is none; `oro ai pull` fetches one, such as this small one of 270 MB\n\n"
        f"    {EXAMPLE}"
    )


def _sampling(host: Host, temperature: float | None, seed: int | None) -> Sampling:
    settings = host.settings
    return Sampling(
        temperature=max(settings[keys.DEFAULT_TEMPERATURE] if temperature is None else temperature, 0.0),
        top_k=settings[keys.DEFAULT_TOP_K],
        top_p=settings[keys.DEFAULT_TOP_P],
        min_p=settings[keys.DEFAULT_MIN_P],
        seed=seed,
    )
