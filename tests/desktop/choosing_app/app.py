"""Ask the person to choose a device, for the test of that dialog."""

from __future__ import annotations

from typing import Any, cast

from oro_framework.consent import Chosen, Question
from oro_framework.hookspecs import hookimpl
from oro_framework.host.windows.dialog_prompt import dialog_prompt
from oro_framework.service import Service
from oro_framework.types import Choice
from tests.desktop.app.app import Steering


class ChoosingSteering(Steering):
    """Asks the person, and says whether a dialog is open."""

    async def choose(self, labels: list[str]) -> Any:
        """Return the answer: a word, or the label that was chosen and whether the grant lasts."""
        host = cast(Any, self.host)
        prompt = dialog_prompt(host.backend, host.windows_manager)
        assert prompt is not None
        choices = [Choice(id=label, label=label) for label in labels]
        question = Question(
            permission="serial", description="Choose a port.", origin=host.origin, window=None, choices=choices
        )
        answer = await prompt(question)
        return [answer.choice.label, answer.lasting] if isinstance(answer, Chosen) else answer.value

    async def dialogs(self) -> int:
        """Return the number of dialogs that are open."""
        backend = cast(Any, self.host).backend
        return len(backend._dialogs if backend.name == "gtk" else backend._questions)


@hookimpl
def oro_services() -> list[type[Service]]:
    return [ChoosingSteering]
