"""Errors of oro-ai beyond the framework's own."""

from __future__ import annotations

from oro_framework.errors import Broken, Busy, InvalidArgument, NotFound, TooLarge, Unsupported, UsageError

__all__ = (
    "BadGrammar",
    "CannotLoad",
    "CannotPull",
    "ContextExceeded",
    "Crashed",
    "NoContext",
    "NoModel",
    "NotLoaded",
    "Overloaded",
    "PromptTooLong",
    "local_only",
    "only_text",
)


class CannotLoad(Broken):
    """A model or an adapter cannot be used.

    Args:
        name: the name of the file.
        reason: completes the sentence.
        what: the kind of file.
    """

    code = "ERR_MODEL_LOAD"

    def __init__(self, name: str, reason: str, what: str = "model") -> None:
        super().__init__(f'Failed to load {what} "{name}": {reason}', name=name)


class CannotPull(Broken):
    """A model cannot be fetched.

    Args:
        name: the name of the file or its source.
        reason: completes the sentence.
    """

    code = "ERR_MODEL_PULL"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f'Cannot pull "{name}": {reason}', name=name)


class NoModel(NotFound):
    """There is no model of that name, or no model at all."""

    code = "model_not_found"


class NotLoaded(NotFound):
    """A model is needed that has not been loaded."""

    def __init__(self, name: str) -> None:
        super().__init__(f'Model is not loaded or does not exist: "{name}"', model=name)


class NoContext(NotFound):
    """The page has no context of that id, or its model was unloaded."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Failed to load context: there is none of id "{id}"', id=id)


class BadGrammar(InvalidArgument):
    """A grammar, or the JSON schema it was made from, is invalid.

    Args:
        reason: the message of llama.cpp; empty if there is none.
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(f"Cannot use the grammar: {reason or 'it is no GBNF with a rule root'}", param="grammar")


class PromptTooLong(TooLarge):
    """A prompt has more bytes than a request may have."""

    code = "prompt_too_large"


class ContextExceeded(UsageError):
    """A prompt has more tokens than the model, or the context, holds."""

    code = "context_length_exceeded"


class Crashed(Busy):
    """The process that computes has ended. Another one is started for a later request, which loads the model again.

    Args:
        reason: how it ended, completes the sentence.
        retry_after: seconds until one is started.
    """

    code = "ERR_MODEL_CRASHED"

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(f"Cannot go on computing: the models' process {reason}")
        self.retry_after = retry_after


class Overloaded(Busy):
    """There are too many requests; `Retry-After` says when to try again.

    Args:
        message: the message of the error.
        retry_after: seconds.
    """

    code = "rate_limit_exceeded"
    status = 429

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def local_only(what: str, upstream: str) -> Unsupported:
    """Return the error of what only a model in this app can do.

    Args:
        what: completes "Cannot …".
        upstream: the name of the upstream whose model was meant.
    """
    return Unsupported(f'Cannot {what}: its model is one of upstream "{upstream}", which does not let one')


def only_text(what: str, param: str) -> Unsupported:
    """Return the error of a message that has something else than text.

    Args:
        what: what it has, completes "Cannot use …".
        param: the parameter of the message.
    """
    return Unsupported(
        f"Cannot use {what}: models in this app read only text; a model of an upstream may read more", param=param
    )
