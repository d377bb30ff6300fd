"""Asks for a permission with the desktop's own dialog, where a window is visible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from oro_framework.consent import Answer, Chosen, Prompt, Question
from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.windows.window_table import Windows
from oro_framework.types import Choice

__all__ = ("CHOICES", "CHOOSING", "dialog_prompt", "text_of")

CHOICES: tuple[tuple[str, Answer], ...] = (
    ("Don't allow", Answer.DENY),
    ("Allow this time", Answer.ONCE),
    ("Allow", Answer.ALLOW),
)

CHOOSING = ("Cancel", "Search again", "Allow this time", "Allow")
"""Buttons below a list; the first two need no row of it."""


def dialog_prompt(backend: Backend | None, windows: Windows) -> Prompt | None:
    """Return the function that opens the dialog, or None where no window is visible."""
    if backend is None or not backend.capabilities.windows or windows.headless:
        return None

    async def prompt(question: Question) -> Answer | Chosen:
        title, text = text_of(question, windows.host.settings["meta_title"] or windows.host.bundle)
        if question.choices is not None:
            return await choice(question, title, text)
        labels = [label for label, _ in CHOICES]
        chosen, error = await windows.ask_person(partial(_open, backend, title, text, labels))
        if error is not None:
            raise error
        return Answer.DISMISSED if chosen is None else CHOICES[chosen][1]

    async def choice(question: Question, title: str, text: str) -> Answer | Chosen:
        found = question.choices or ()
        row, button, error = await windows.ask_person(
            partial(_choose, backend, title, text, [choice.label for choice in found])
        )
        if error is not None:
            raise error
        return chosen_of(found, row, button)

    return prompt


def chosen_of(choices: Sequence[Choice], row: int | None, button: int | None) -> Answer | Chosen:
    """Return the answer by the row of the list and the button below it."""
    if button == 1:
        return Answer.AGAIN
    if row is None or button not in (2, 3):
        return Answer.DISMISSED
    return Chosen(choices[row], lasting=button == 3)


def text_of(question: Question, app: str) -> tuple[str, str]:
    """Return the headline and the explanation of a dialog."""
    who = app if question.origin.startswith("oro:") else question.origin
    if question.choices is not None:
        nothing = "" if question.choices else "\n\nNothing of the kind was found."
        return f"{who} wants to use a device", question.description + nothing
    return f"Allow {who} the permission “{question.permission}”?", question.description


def _open(backend: Backend, title: str, text: str, labels: list[str], done: Callable[..., Any]) -> None:
    try:
        backend.ask(title, text, labels, lambda chosen: done(chosen, None))
    except Unsupported as error:
        done(None, error)


def _choose(backend: Backend, title: str, text: str, rows: list[str], done: Callable[..., Any]) -> None:
    try:
        backend.ask_choice(title, text, rows, CHOOSING, lambda row, button: done(row, button, None))
    except Unsupported as error:
        done(None, None, error)
