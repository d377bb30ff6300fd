"""Things that the person gives to pages one by one, kept as answers about pieces of permissions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from oro_framework.declarations import Choice
from oro_framework.host.permissions.answers import Answers
from oro_framework.host.permissions.consent import Consent
from oro_framework.host.permissions.grants import piece_of
from oro_framework.interfaces import Call

__all__ = ("HostChoices",)


class HostChoices:
    """See `oro_framework.interfaces.Choices`.

    Args:
        consent: asks the person.
        answers: the store of answers.
    """

    def __init__(self, consent: Consent, answers: Answers) -> None:
        self._consent = consent
        self._answers = answers

    async def choose(
        self, call: Call, permission: str, description: str, find: Callable[[], Awaitable[Sequence[Choice]]]
    ) -> Choice | None:
        return await self._consent.choose(call, permission, description, find)

    def given(self, origin: str, permission: str) -> frozenset[str]:
        beginning = piece_of(permission, "")
        names = [name for name, answer in self._answers.of(origin).items() if answer and name.startswith(beginning)]
        return frozenset(name.removeprefix(beginning) for name in names)

    async def forget(self, origin: str, permission: str, ids: Sequence[str]) -> None:
        await self._consent.take_back(origin, [piece_of(permission, id) for id in ids])
