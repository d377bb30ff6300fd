"""Errors of oro-search beyond the framework's own."""

from __future__ import annotations

from oro_framework.errors import Broken, NotFound

__all__ = ("ModelFailed", "NotIndexed")


class NotIndexed(NotFound):
    """A folder has no index that could answer.

    Args:
        folder: as the caller named it.
    """

    code = "ERR_NOT_INDEXED"

    def __init__(self, folder: str) -> None:
        super().__init__(f'Cannot search in "{folder}": it is not indexed; call "search.index" first', folder=folder)


class ModelFailed(Broken):
    """A model did not answer as it should.

    Args:
        what: what was asked for.
        model: its name.
        reason: completes the sentence.
    """

    code = "ERR_SEARCH_MODEL"

    def __init__(self, what: str, model: str, reason: str) -> None:
        super().__init__(f'Cannot {what} with model "{model}": {reason}', model=model)
