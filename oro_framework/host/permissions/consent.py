"""Asks the person for undecided permissions (`oro_prompt`, or the desktop's own dialog).

Rules
1. One question is open at a time; calls that need the same permission wait for the same answer.
2. A cancelled call ends no question: the answer counts for the next call.
3. Where no prompt can be shown (no plugin, no window), the permission is denied, and that is not remembered.
4. A piece of a permission, such as a device, is given by `choose` alone.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol

import trio

from oro_framework.consent import Answer, Chosen, Prompt, Question
from oro_framework.errors import Denied, Unsupported
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.permissions.answers import Answers
from oro_framework.host.permissions.grants import Decision, Permissions, State, Undecided, is_piece, piece_of
from oro_framework.types import Call, Choice, Window

__all__ = ("Consent",)

Ask = Callable[[Question], "Prompt | None"]
Key = tuple[str, str]


class Changed(Protocol):
    """Called when the state of a permission has changed."""

    def __call__(self, origin: str, permission: str, state: State) -> None: ...


class Consent:
    """The questions of one app. Loop thread.

    Args:
        permissions: the table.
        answers: the store of answers.
        prompt: returns the function that shows a question, or None when none can be shown.
        changed: called when an answer has changed the state of a permission.
    """

    def __init__(
        self,
        permissions: Permissions,
        answers: Answers,
        prompt: Callable[[], Prompt | None],
        changed: Changed,
        log: logging.Logger,
    ) -> None:
        self._permissions = permissions
        self._answers = answers
        self._prompt = prompt
        self._changed = changed
        self._log = log
        self._open: dict[Key, trio.Event] = {}
        self._last: dict[Key, Answer] = {}
        self._turn = trio.Lock()
        self._nursery: trio.Nursery | None = None

    def begin(self, nursery: trio.Nursery) -> None:
        """Ask from now on, with questions as tasks of a nursery."""
        self._nursery = nursery

    def end(self) -> None:
        """Stop asking."""
        self._nursery = None

    async def settle(self, call: Call, permission: str) -> None:
        """Ask the person if a call is undecided.

        Raises:
            Denied: the person denied it, or gave no answer.
        If cancelled, the question stays open.
        """
        decision = self._permissions.decide(call, permission)
        if decision.state == "prompt":
            answer = await self._asked(str(call.origin), call.window, permission, call.route)
            if answer is Answer.DISMISSED:
                line = f"permissions_allow_{permission} = true would grant it"
                reason = f"it has to be asked for, and nobody answered; {line}"
                self._permissions.record(call, permission, Decision("denied", reason, "host"))
                raise Denied(
                    f'Cannot call "{call.route}": origin {call.origin} lacks permission {permission}: {reason}'
                )

    async def decide(self, call: Call, permissions: Sequence[str]) -> bool:
        """Return whether a call may have all of these permissions; ask for those that are undecided.

        If cancelled, the question stays open.
        """
        for permission in permissions:
            try:
                self._permissions.guard(call, permission)
            except Undecided:
                await self._asked(str(call.origin), call.window, permission, call.route)
                decision = self._permissions.decide(call, permission)
                self._permissions.record(call, permission, decision)
                if not decision.allowed:
                    return False
            except Denied:
                return False
        return True

    def start_deciding(self, call: Call, permissions: Sequence[str], done: Callable[[bool], object]) -> None:
        """Call `done` with the result of `decide`, on the loop thread; with False once the app no longer asks."""

        async def decide() -> None:
            done(await self.decide(call, permissions))

        if self._nursery is None:
            done(False)
        else:
            self._nursery.start_soon(decide)

    async def request(self, call: Call, permission: str) -> State:
        """Ask for a permission and return its state afterwards; `prompt` when the person gave no answer.

        If cancelled, the question stays open.
        """
        if self._permissions.decide(call, permission).state == "prompt":
            await self._asked(str(call.origin), call.window, permission, call.route)
        return self._permissions.decide(call, permission).state

    async def revoke(self, origin: str, permission: str) -> Decision:
        """Forget the person's answer and return the new state. If cancelled, it may have been forgotten."""
        gone = await trio.to_thread.run_sync(partial(self._answers.forget, [permission], origin))
        decision = self._permissions.query(permission, origin)
        if gone:
            self._changed(origin, permission, decision.state)
        return decision

    async def choose(
        self, call: Call, permission: str, description: str, find: Callable[[], Awaitable[Sequence[Choice]]]
    ) -> Choice | None:
        """Have the person choose; see `oro_framework.interfaces.Choices`."""
        while True:
            question = Question(
                permission=permission, description=description, origin=str(call.origin), window=call.window,
                target=call.route, choices=await find(),
            )  # fmt: skip
            async with self._turn:
                answer = await self._answer(question)
            if answer is not Answer.AGAIN:
                break
        return await self._give(question, answer) if isinstance(answer, Chosen) else None

    async def take_back(self, origin: str, permissions: Sequence[str]) -> None:
        """Forget pieces of permissions that the person gave. If cancelled, they may have been forgotten."""
        for _, name in await trio.to_thread.run_sync(partial(self._answers.forget, permissions, origin)):
            self._changed(origin, name, "prompt")

    async def _give(self, question: Question, chosen: Chosen) -> Choice:
        choice = chosen.choice
        for id in (choice.id, *choice.includes):
            answer = Answer.ALLOW if chosen.lasting else Answer.ONCE
            await self._keep((question.origin, piece_of(question.permission, id)), answer)
        return choice

    async def _asked(self, origin: str, window: Window | None, permission: str, target: str) -> Answer:
        if self._nursery is None or is_piece(permission):
            return Answer.DISMISSED
        key = (origin, permission)
        if key not in self._open:
            self._open[key] = trio.Event()
            declared = self._permissions.names().get(permission)
            description = declared.description if declared is not None else ""
            question = Question(
                permission=permission, description=description, origin=origin, window=window, target=target
            )
            self._nursery.start_soon(self._put, key, question)
        await self._open[key].wait()
        return self._last.get(key, Answer.DISMISSED)

    async def _put(self, key: Key, question: Question) -> None:
        """Ask, keep the answer, and wake the calls that wait for it, even if the prompt fails."""
        try:
            async with self._turn:
                answer = await self._answer(question)
                if isinstance(answer, Answer) and answer is not Answer.AGAIN:
                    self._last[key] = answer
                    if answer is not Answer.DISMISSED:
                        await self._keep(key, answer)
        finally:
            self._open.pop(key).set()

    async def _keep(self, key: Key, answer: Answer) -> None:
        lasting, allowed = answer is not Answer.ONCE, answer is not Answer.DENY
        await trio.to_thread.run_sync(partial(self._answers.put, *key, allowed, lasting=lasting))
        self._changed(*key, "granted" if allowed else "denied")

    async def _answer(self, question: Question) -> Answer | Chosen:
        try:
            prompt = self._prompt()
            if prompt is None:
                return Answer.DISMISSED
            answer = await prompt(question)
            return answer if isinstance(answer, Chosen) and question.choices is not None else Answer(answer)
        except Unsupported as error:
            self._log.warning("%s", error.message)
        except BaseException as error:
            fault = fault_of(error)
            self._log.error('Cannot ask for permission "%s": the prompt raised', question.permission, exc_info=fault)
        return Answer.DISMISSED
