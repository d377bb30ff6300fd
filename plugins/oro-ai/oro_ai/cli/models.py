"""`oro ai models`: list the models in folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from oro_ai.cli.model_files import Found, folder_option, found, looked_into, shared
from oro_ai.engine.gguf import Header
from oro_framework.commands import answer_json, app_option, json_option, loaded_host, note, show, table

__all__ = ("bytes_text", "embeds", "models", "quantisation")

EXAMPLE = "oro ai pull smollm2:135m"
"""The command that fetches a small model, of 270 MB."""
_SOURCES = {"oro": "Your own"}
"""Titles of sources that are no programs."""
_GUESSED = 1024
"""The flag added to a file type that was guessed."""
_TYPES = {
    **{0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S"},
    **{12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K"},
    **{19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL"},
    **{26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16"},
    **{36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4"},
}
"""The storage type of most of a file's weights, by `general.file_type` of the GGUF format."""


@click.command(short_help="Show which models are where")
@folder_option
@app_option
@json_option
def models(folders: tuple[Path, ...], app: str | None, as_json: bool) -> None:
    """Show the models of the app's folders, of your own, and of other programs; or of the folders you name.

    Of each: what kind it is, how its weights are stored, how long a text it holds. Models of Ollama, LM Studio and the
    hub's cache are used where they lie.
    """
    places = looked_into(loaded_host(app), folders)
    all_found = {place: list(found(place)) for place in places}
    others = [] if folders else list(shared())
    every = [one for there in all_found.values() for one in there] + others
    if as_json:
        answer_json([_described(one) for one in every])
        return
    if every:
        _show(all_found, others)
    for place, there in all_found.items():
        if not there:
            note(f"{place}: {'no models' if place.is_dir() else 'there is no such folder'}")
    if not every and not folders:
        note(f"There are no models yet. Fetch a small one, and talk to it:\n\n    {EXAMPLE}\n    oro ai run")


def quantisation(header: Header) -> str:
    """Return how a model's weights are stored, such as `Q4_1`; empty when its file does not say."""
    kind = header.metadata.get("general.file_type")
    return _TYPES.get(kind % _GUESSED, "") if isinstance(kind, int) else ""


def bytes_text(size: float) -> str:
    """Return a number of bytes in a readable unit, such as `1.2 GB`."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.2f} GB"


def _show(all_found: dict[Path, list[Found]], others: Sequence[Found]) -> None:
    from rich.markup import escape

    made = table("Folder and model", "Architecture", "Weights", "Context", "Size", "")
    for column in (3, 4):
        made.columns[column].justify = "right"
    groups = {str(place): there for place, there in all_found.items()}
    for one in others:
        groups.setdefault(_SOURCES.get(one.source, one.source), []).append(one)
    for title, there in groups.items():
        if not there:
            continue
        if made.row_count:
            made.add_row()
        made.add_row(f"[bold]{escape(title)}[/]")
        for one in there:
            row = _described(one)
            hint = f"[red]{escape(one.problem)}[/]" if one.problem else _hint(one)
            context = f"{row['context']:,}" if row["context"] else "–"
            facts = (row["architecture"] or "–", row["quantisation"] or "–", context, bytes_text(one.size))
            made.add_row(f"  {escape(one.name)}", *map(escape, facts), hint)
    show(made)


def _hint(one: Found) -> str:
    """Return the purpose of a file that is not for generation."""
    header = one.header
    if header is None:
        return ""
    if header.kind == "adapter":
        return "LoRA"
    return "embeds" if embeds(header) else ""


def embeds(header: Header) -> bool:
    """Return whether a model only makes embeddings."""
    return header.metadata.get(f"{header.architecture}.attention.causal") is False


def _described(one: Found) -> dict[str, Any]:
    header = one.header
    length = header.metadata.get(f"{header.architecture}.context_length") if header else None
    return {
        "name": one.name,
        "path": str(one.path),
        "source": one.source or None,
        "size": one.size,
        "kind": header.kind if header else None,
        "architecture": header.architecture if header else None,
        "quantisation": (quantisation(header) or None) if header else None,
        "context": length if isinstance(length, int) else None,
        "problem": one.problem or None,
    }
