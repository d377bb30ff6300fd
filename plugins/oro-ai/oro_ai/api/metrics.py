"""The endpoint `metrics`: counters in the text format of Prometheus, named as llama-server names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from oro_ai.answer import TextAnswer
from oro_ai.api.request import Asked
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry

__all__ = ("Family", "metrics", "written")

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Family:
    """A metric and its samples, each with its labels."""

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    samples: tuple[Sample, ...]


async def metrics(app: AppModels, asked: Asked) -> TextAnswer:
    """Respond with the counters of every loaded model and of requests."""
    models = [family for entry in app.library for family in await _of(entry)]
    requests = tuple(
        ({"endpoint": endpoint, "status": str(status)}, float(count))
        for (endpoint, status), count in sorted(app.traffic.counts.statuses.items())
    )
    families = [
        *_joined(models),
        Family("oro_ai:requests_total", "counter", "Requests that have ended", requests),
        Family(
            "oro_ai:requests_refused_total", "counter", "Requests over a limit", (({}, float(app.traffic.refused)),)
        ),
    ]
    return TextAnswer(written(families), CONTENT_TYPE)


def written(families: Iterable[Family]) -> str:
    """Return metrics as text."""
    lines = []
    for family in families:
        lines += [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}"]
        lines += [f"{family.name}{_labels(labels)} {value:.17g}" for labels, value in family.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels.items()) + "}"


async def _of(entry: Entry) -> list[Family]:
    generator = entry.generator
    if generator is None:
        return []
    state = await generator.state()
    counts = state.counts

    def one(name: str, kind: Literal["counter", "gauge"], help: str, value: float) -> Family:
        return Family(f"llamacpp:{name}", kind, help, (({"model": entry.name}, value),))

    return [
        one("prompt_tokens_total", "counter", "Tokens of prompts that were computed", counts.prompt_tokens),
        one("prompt_tokens_cached_total", "counter", "Tokens of prompts a cache held", counts.cached_tokens),
        one("tokens_predicted_total", "counter", "Tokens that were generated", counts.generated_tokens),
        one("n_decode_total", "counter", "Steps that were computed", counts.steps),
        one("sequences_total", "counter", "Sequences that were begun", counts.jobs),
        one("sequences_aborted_total", "counter", "Sequences that were given up", counts.aborted),
        one("requests_processing", "gauge", "Sequences that are generated", state.busy),
        one("requests_deferred", "gauge", "Sequences that wait", state.waiting),
        one("kv_cache_tokens", "gauge", "Tokens in the cache", state.held),
        one("kv_cache_cells", "gauge", "Tokens the cache has room for", state.cells),
    ]


def _joined(families: Iterable[Family]) -> list[Family]:
    """Return one family for each name, with the samples of all models."""
    joined: dict[str, Family] = {}
    for family in families:
        known = joined.get(family.name)
        samples = (*known.samples, *family.samples) if known else family.samples
        joined[family.name] = Family(family.name, family.kind, family.help, samples)
    return list(joined.values())
