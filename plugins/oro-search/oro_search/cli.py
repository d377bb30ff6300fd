"""`oro search`: ask the documents of a folder."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import click

from oro_framework.commands import answer_json, app_option, json_option, loaded_host, note, written_out
from oro_framework.errors import UsageError
from oro_search import settings

if TYPE_CHECKING:
    from oro_search.answers import Results

__all__ = ("search",)


@click.command(short_help="Ask the documents of a folder")
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="The folder of documents; the current one unless given.",
)
@click.option("--limit", type=click.IntRange(1, 50), default=5, metavar="N", help="Most passages; 5 unless given.")
@click.option("--model", default="", metavar="MODEL", help="The model that makes vectors, in place of the app's own.")
@click.option("--url", default="", metavar="URL", help="The OpenAI-compatible endpoint that has the model.")
@app_option
@json_option
def search(
    question: tuple[str, ...], folder: Path, limit: int, model: str, url: str, app: str | None, as_json: bool
) -> int:
    """Find the passages of a folder's documents that answer QUESTION, each with its file and line or page.

    The folder's index is made, or brought up to date, first; it is kept in the cache folder. Without a model, one is
    found by its words only. MODEL is a file of oro-ai's, or a name that the endpoint knows, whose key is
    ORO_SEARCH_EMBEDDINGS_KEY.
    """
    from oro_search.searching import searched

    results = searched(loaded_host(app, _assignments(model, url)), folder, " ".join(question), limit)
    if as_json:
        answer_json(results)
    else:
        _show(results)
    return 0 if results["passages"] else 1


def _assignments(model: str, url: str) -> list[str]:
    """Return the settings that options stand for."""
    if url and not model:
        raise UsageError("Cannot use --url: name the endpoint's model by --model")
    chosen = [f"{settings.EMBEDDINGS_URL.key}={url}"] if url else []
    if model and not url and Path(model).is_file():
        path = Path(model).resolve()
        return [f"ai_llm_model_path={path.parent}", f"{settings.MODEL.key}={path.name}"]
    return [*chosen, f"{settings.MODEL.key}={model}"] if model else chosen


def _show(results: Results) -> None:
    for number, passage in enumerate(results["passages"]):
        if number:
            click.echo()
        heading = f"  {passage['heading']}" if passage["heading"] else ""
        click.echo(click.style(written_out(passage["place"]), bold=True) + click.style(written_out(heading), dim=True))
        click.echo(indent(written_out(passage["text"]), "  "))
    for remark in results["remarks"]:
        note(remark)
    if not results["passages"]:
        note("Nothing was found")
