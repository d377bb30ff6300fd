"""The endpoints `tokenize` and `detokenize`: convert between text and a model's tokens."""

from __future__ import annotations

from typing import Any

import msgspec

from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.models.app_models import AppModels
from oro_ai.models.prompts import check_bytes, detokenized, tokenized
from oro_framework.errors import InvalidArgument

__all__ = ("detokenize", "tokenize")


class Text(msgspec.Struct, kw_only=True):
    """A request for tokens."""

    content: str
    model: str | None = None
    add_special: bool | None = None
    parse_special: bool | None = None
    with_pieces: bool | None = None


class Tokens(msgspec.Struct, kw_only=True):
    """A request for text."""

    tokens: list[int]
    model: str | None = None


async def tokenize(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the tokens of a text.

    Raises:
        PromptTooLong: the text is over `ai_llm_max_prompt_bytes`.
    """
    request = converted(asked, Text)
    check_bytes(app.settings, request.content)
    async with app.library.use(request.model or "") as entry:
        tokens = await tokenized(
            entry,
            request.content,
            add_special=bool(request.add_special),
            parse_special=request.parse_special is not False,
        )
        shown: list[Any] = list(tokens)
        if request.with_pieces:
            pieces = await entry.model.pieces(tokens)
            shown = [{"id": token, "piece": _shown(piece)} for token, piece in zip(tokens, pieces, strict=True)]
    return JSONAnswer({"tokens": shown})


async def detokenize(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the text of tokens.

    Raises:
        InvalidArgument: the model has no such token.
    """
    request = converted(asked, Tokens)
    async with app.library.use(request.model or "") as entry:
        size = entry.facts.words.size
        if wrong := [token for token in request.tokens if not 0 <= token < size]:
            raise InvalidArgument(f"Cannot use token {wrong[0]}: it is not below {size}", param="tokens")
        return JSONAnswer({"content": await detokenized(entry, request.tokens)})


def _shown(piece: bytes) -> Any:
    """Return a piece as text, or as bytes where it is not a whole number of characters."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return list(piece)
