"""The endpoint `rerank`: rank documents by relevance to a query, with a model trained for ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from oro_ai import settings as keys
from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.errors import PromptTooLong
from oro_ai.models.app_models import AppModels
from oro_ai.models.embedding import rank
from oro_ai.models.entry import Entry
from oro_ai.models.prompts import check_bytes, tokenized
from oro_framework.errors import InvalidArgument

__all__ = ("answer", "pair")

MOST = 1000
"""The most documents of one request."""
Document = str | Mapping[str, Any]


class Request(msgspec.Struct, kw_only=True):
    """A request to rank documents."""

    query: str
    documents: Annotated[list[Document], Meta(min_length=1, max_length=MOST)]
    model: str | None = None
    top_n: Annotated[int, Meta(ge=1)] | None = None
    return_documents: bool | None = None


async def answer(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the index and the score of each document, best first.

    Scores come from the model and have no fixed range; only their order is meaningful.

    Raises:
        PromptTooLong: the query is over `ai_llm_max_prompt_bytes`, or the whole is over `ai_llm_embed_max_total_bytes`.
        ContextExceeded: the query with a document is longer than the model reads.
        UsageError: the model was not trained to rank.
    """
    request = converted(asked, Request)
    documents = [_text(one) for one in request.documents]
    settings = app.settings
    check_bytes(settings, request.query, "query")
    limit = settings[keys.EMBED_MAX_TOTAL_BYTES]
    if sum(len(text.encode("utf-8", "replace")) for text in (request.query, *documents)) > limit:
        raise PromptTooLong(f"Cannot rank: the query and its documents are over {limit} bytes", param="documents")
    async with app.library.use(request.model or "") as entry:
        query = await tokenized(entry, request.query, add_special=False, parse_special=False)
        pairs = [pair(entry, query, await _tokens(entry, text)) for text in documents]
        scores = await rank(app.library, entry, pairs)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])[: request.top_n]
    used = sum(map(len, pairs))
    return JSONAnswer(
        {
            "object": "list",
            "model": entry.name,
            "results": [
                {
                    "index": place,
                    "relevance_score": scores[place],
                    **({"document": {"text": documents[place]}} if request.return_documents else {}),
                }
                for place in order
            ],
            "usage": {"prompt_tokens": used, "total_tokens": used},
        }
    )


def pair(entry: Entry, query: Sequence[int], document: Sequence[int]) -> list[int]:
    """Return the tokens of a query and a document, with the model's special tokens before, between and after."""
    vocab = entry.facts.words
    begin = [vocab.begin] if vocab.adds_begin else []
    end = [vocab.end] if vocab.adds_end else []
    between = [vocab.separator] if vocab.separator >= 0 else []
    return [*begin, *query, *end, *between, *document, *(end or between)]


async def _tokens(entry: Entry, text: str) -> list[int]:
    return await tokenized(entry, text, add_special=False, parse_special=False)


def _text(document: Document) -> str:
    text = document if isinstance(document, str) else document.get("text")
    if not isinstance(text, str):
        raise InvalidArgument("Cannot rank a document: it has no text", param="documents")
    return text
