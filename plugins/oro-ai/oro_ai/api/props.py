"""The endpoints `props`, a model's defaults, and `slots`, the state of its sequences."""

from __future__ import annotations

from typing import Any

import msgspec

from oro_ai import settings as keys
from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_framework.types import Settings

__all__ = ("props", "slots")


class Which(msgspec.Struct, kw_only=True):
    """A request that names a model."""

    model: str | None = None


async def props(app: AppModels, asked: Asked) -> JSONAnswer:
    """Describe a model as llama-server does: its defaults, its template, the tokens around its texts.

    Raises:
        NoModel: there is no such model.
    """
    async with app.library.use(converted(asked, Which).model or "") as entry:
        facts = entry.facts
        return JSONAnswer(
            {
                "default_generation_settings": {
                    "n_ctx": entry.limit,
                    "params": _defaults(app.settings),
                },
                "total_slots": entry.generator.shape.sequences if entry.generator is not None else 0,
                "model_alias": entry.name,
                "model_path": str(entry.path),
                "modalities": {"vision": facts.vision, "audio": facts.audio},
                "chat_template": facts.templates.get("", ""),
                "chat_template_tool_use": facts.templates.get("tool_use"),
                "bos_token": facts.words.begin_text,
                "eos_token": facts.words.end_text,
            }
        )


async def slots(app: AppModels, asked: Asked) -> JSONAnswer:
    """Report the state of each sequence of the loaded models, or of the one `model` names."""
    name = converted(asked, Which).model
    entries = [app.library.required(name)] if name else list(app.library)
    return JSONAnswer([slot for entry in entries for slot in await _slots(entry)])


def _defaults(settings: Settings) -> dict[str, Any]:
    return {
        "temperature": settings[keys.DEFAULT_TEMPERATURE],
        "top_k": settings[keys.DEFAULT_TOP_K],
        "top_p": settings[keys.DEFAULT_TOP_P],
        "min_p": settings[keys.DEFAULT_MIN_P],
        "max_tokens": settings[keys.DEFAULT_MAX_TOKENS],
    }


async def _slots(entry: Entry) -> list[dict[str, Any]]:
    if entry.generator is None:
        return []
    return [
        {
            "id": slot.id,
            "model": entry.name,
            "n_ctx": entry.limit,
            "is_processing": slot.busy,
            "n_cached": slot.cached,
            "n_pending": slot.pending,
            "n_promised": slot.promised,
        }
        for slot in (await entry.generator.state()).slots
    ]
