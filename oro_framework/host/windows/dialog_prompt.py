"""Asks for a permission with the desktop's own dialog, where a window is visible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from oro_framework.consent import Answer, Prompt, Question
from oro_framework.errors import Unsupported
from oro_framework.host.backends.base import Backend
from oro_framework.host.windows.window_table import Windows

__all__ = ("CHOICES", "dialog_prompt", "text_of")

CHOICES: tuple[tuple[str, Answer], ...] = (
    ("Don't allow", Answer.DENY),
    ("Allow this time", Answer.ONCE),
    ("Allow", Answer.ALLOW),
)


def dialog_prompt(backend: Backend | None, windows: Windows) -> Prompt | None:
    """Return the function that opens the dialog, or None where no window is visible."""
    if backend is None or not backend.capabilities.windows or windows.headless:
        return None

    async def prompt(question: Question) -> Answer:
        labels = [label for label, _ in CHOICES]
        title, text = text_of(question, windows.host.settings["meta_title"] or windows.host.bundle)
        chosen, error = await windows.ask_person(partial(_open, backend, title, text, labels))
        if error is not None:
            raise error
        return Answer.DISMISSED if chosen is None else CHOICES[chosen][1]

    return prompt


def text_of(question: Question, app: str) -> tuple[str, str]:
    """Return the headline and the explanation of a dialog."""
    who = app if question.origin.startswith("oro:") else question.origin
    return f"Allow {who} the permission “{question.permission}”?", question.description


def _open(backend: Backend, title: str, text: str, labels: list[str], done: Callable[..., Any]) -> None:
    try:
        backend.ask(title, text, labels, lambda chosen: done(chosen, None))
    except Unsupported as error:
        done(None, error)
