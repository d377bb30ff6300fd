"""A plugin that chooses devices as a test says, and keeps what was asked."""

from __future__ import annotations

from collections.abc import Callable

from oro_framework import hookimpl
from oro_framework.consent import Answer, Chosen, Prompt, Question
from oro_framework.types import Host

__all__ = ("Person", "choosing")

Choose = Callable[[Question], "Answer | Chosen"]


def choosing(id: object, lasting: bool = True) -> Choose:
    """Return a function that chooses a device, and never another one of this machine: then it closes the dialog."""

    def choose(question: Question) -> Answer | Chosen:
        found = [choice for choice in question.choices or () if choice.id == str(id)]
        return Chosen(found[0], lasting) if found else Answer.DISMISSED

    return choose


class Person:
    """The person at the machine.

    Args:
        choose: returns the answer to a question.
    """

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.questions: list[Question] = []

    def offered(self) -> list[list[str]]:
        """Return the ids of what there was to choose from, question by question."""
        return [[choice.id for choice in question.choices or ()] for question in self.questions]

    async def ask(self, question: Question) -> Answer | Chosen:
        self.questions.append(question)
        return self.choose(question)

    @hookimpl
    def oro_prompt(self, host: Host) -> Prompt:
        return self.ask
