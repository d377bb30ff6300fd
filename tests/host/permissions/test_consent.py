"""What is left to a person is asked once, remembered as they meant it, and denied where nobody answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import trio

from oro_framework import Call, hookimpl, route
from oro_framework.consent import Answer, Chosen, Prompt, Question
from oro_framework.host.permissions.answers import answers_path
from oro_framework.testing import PATIENCE, open_host
from oro_framework.types import Choice, Host, Permission

BUNDLE = "org.example.consent"

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return answers_path(BUNDLE)


def kept(path: Path) -> Any:
    return json.loads(path.read_bytes()) if path.exists() else None


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@route("tea.pour", permission="tea")
def pour(call: Call) -> str:
    """Pour tea."""
    return "tea"


@route("tea.brew", permission="tea", deadline=0.2)
async def brew(call: Call) -> str:
    """Brew tea."""
    return "hot tea"


class Person:
    """A plugin that answers questions."""

    def __init__(self, *answers: Answer | Chosen) -> None:
        self.questions: list[Question] = []
        self.answers: Iterator[Answer | Chosen] = iter(answers)
        self.gate: trio.Event | None = None

    async def ask(self, question: Question) -> Answer | Chosen:
        self.questions.append(question)
        if self.gate is not None:
            await self.gate.wait()
        return next(self.answers)

    @hookimpl
    def oro_prompt(self, host: Host) -> Prompt:
        return self.ask

    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name="tea", description="Pour tea.")]

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Callable[..., Any]]:
        return [pour, brew]


def opened(person: Person, **settings: Any) -> Any:
    return open_host(person, settings={"permissions_allow_tea": "ask", **settings}, bundle=BUNDLE)


async def test_a_question_says_who_asks_and_for_what() -> None:
    person = Person(Answer.ALLOW)
    async with opened(person) as app:
        assert (await app.call("tea.pour")).data == "tea"
        (question,) = person.questions
        assert (question.permission, question.origin) == ("tea", app.host.origin)
        assert (question.description, question.target) == ("Pour tea.", "tea.pour")
        assert question.window is app.window


async def test_yes_is_remembered_in_the_next_run(state: Path) -> None:
    for person in (Person(Answer.ALLOW), Person()):
        async with opened(person) as app:
            assert (await app.call("tea.brew")).data == "hot tea"
            assert (await app.call("tea.pour")).data == "tea"
    assert kept(state) == {f"oro://{BUNDLE}": {"tea": True}}


async def test_no_is_remembered_too(state: Path) -> None:
    for person in (Person(Answer.DENY), Person()):
        async with opened(person) as app:
            err = (await app.call("tea.pour")).err
            assert (err["code"], err["type"]) == ("ERR_DENIED", "NotAllowedError")
            assert err["message"].endswith("lacks permission tea: the person said no")


async def test_once_lasts_until_the_app_ends(state: Path) -> None:
    for person in (Person(Answer.ONCE), Person(Answer.ONCE)):
        async with opened(person) as app:
            assert [(await app.call("tea.pour")).data for _ in range(2)] == ["tea", "tea"]
            assert len(person.questions) == 1
    assert kept(state) is None


async def test_no_answer_denies_and_the_next_call_asks_again() -> None:
    person = Person(Answer.DISMISSED, Answer.ALLOW)
    async with opened(person) as app:
        assert (
            "nobody answered; permissions_allow_tea = true would grant it"
            in (await app.call("tea.pour")).err["message"]
        )
        assert (await app.call("tea.pour")).data == "tea"


async def test_callers_wait_for_one_answer_and_no_deadline_runs_meanwhile() -> None:
    person = Person(Answer.ALLOW)
    person.gate = trio.Event()
    answers: list[Any] = []
    async with opened(person) as app:

        async def call(name: str) -> None:
            answers.append((await app.call(name)).data)

        with trio.fail_after(PATIENCE):
            async with trio.open_nursery() as nursery:
                for name in ("tea.brew", "tea.pour", "tea.brew"):
                    nursery.start_soon(call, name)
                await trio.sleep(0.4)  # longer than the deadline of tea.brew
                person.gate.set()
        assert sorted(answers) == ["hot tea", "hot tea", "tea"]
        assert len(person.questions) == 1


async def test_a_caller_that_leaves_ends_no_question() -> None:
    person = Person(Answer.ALLOW)
    person.gate = trio.Event()
    async with opened(person) as app:
        with trio.move_on_after(0.1):
            await app.call("tea.brew")
        person.gate.set()
        assert (await app.call("tea.brew")).data == "hot tea"
        assert len(person.questions) == 1


async def test_a_prompt_that_raises_denies(caplog: pytest.LogCaptureFixture) -> None:
    person = Person()  # has no answer: next() raises
    async with opened(person) as app:
        assert (await app.call("tea.pour")).err["code"] == "ERR_DENIED"
        assert "the prompt raised" in caplog.text


async def test_without_anybody_to_ask_the_answer_is_no(state: Path) -> None:
    async with open_host(settings={"permissions_default": "ask"}, bundle=BUNDLE) as app:
        reply = await app.call("window.setTitle", targetWindowIndex=0, value="x")
        assert reply.err["code"] == "ERR_DENIED"
        assert kept(state) is None


async def test_the_configuration_beats_what_the_person_said(state: Path) -> None:
    write(state, json.dumps({f"oro://{BUNDLE}": {"tea": True}}))
    async with opened(Person(), permissions_allow_tea=False) as app:
        assert (await app.call("tea.pour")).err["code"] == "ERR_DENIED"


async def test_a_page_asks_queries_and_gives_back() -> None:
    person = Person(Answer.ALLOW)
    async with opened(person) as app:
        states = [
            (await app.call(f"permissions.{verb}", name="tea")).data["state"]
            for verb in ("query", "request", "query", "revoke", "query")
        ]
        assert states == ["prompt", "granted", "granted", "prompt", "prompt"]
        assert await events(app, 2) == [
            {"name": "permissionchange", "detail": {"name": "tea", "state": "granted"}},
            {"name": "permissionchange", "detail": {"name": "tea", "state": "prompt"}},
        ]


async def test_answers_taken_back_elsewhere_are_asked_for_again(state: Path) -> None:
    person = Person(Answer.ALLOW, Answer.DENY)
    async with opened(person) as app:
        assert (await app.call("tea.pour")).data == "tea"
        write(state, "{}")
        assert (await app.call("tea.pour")).err["code"] == "ERR_DENIED"


async def test_a_broken_file_is_as_good_as_none(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(state, '{"oro://org.example.consent": ["tea"]}')
    async with opened(Person(Answer.ALLOW)) as app:
        assert (await app.call("tea.pour")).data == "tea"
    assert "Cannot read answers" in caplog.text
    assert kept(state) == {f"oro://{BUNDLE}": {"tea": True}}


async def events(app: Any, count: int) -> list[Any]:
    async with app.events() as heard:
        return [await heard.next() for _ in range(count)]


# -- choices ---------------------------------------------------------------------------------------------------

CUPS = [Choice(id="blue", label="The blue cup", includes=("blue/saucer",)), Choice(id="red", label="The red cup")]


class Guest(Person):
    """A plugin that chooses, by what a test says, and a route that asks for it."""

    def __init__(self, *answers: Answer | Chosen) -> None:
        super().__init__(*answers)
        self.looked = 0

    async def find(self) -> Sequence[Choice]:
        self.looked += 1
        return CUPS[: self.looked]

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Callable[..., Any]]:
        @route("tea.cup", permission="tea")
        async def cup(call: Call) -> str | None:
            """Return the id of the cup that the person chose."""
            chosen = await call.host.choices.choose(call, "tea", "Choose a cup.", self.find)
            return None if chosen is None else chosen.id

        @route("tea.cups", permission="tea")
        def cups(call: Call) -> list[str]:
            """Return the ids of what was given."""
            return sorted(call.host.choices.given(str(call.origin), "tea"))

        @route("tea.return", permission="tea")
        async def give_back(call: Call, *, id: str) -> None:
            """Give a cup back."""
            await call.host.choices.forget(str(call.origin), "tea", [id])

        return [cup, cups, give_back]


def hosted(guest: Guest, **settings: Any) -> Any:
    return open_host(guest, settings=settings, bundle=BUNDLE)


async def test_the_person_chooses_and_the_choice_is_kept_with_what_belongs_to_it(state: Path) -> None:
    guest = Guest(Chosen(CUPS[0]))
    async with hosted(guest) as app:
        assert (await app.call("tea.cup")).data == "blue"
        (question,) = guest.questions
        assert (question.description, question.target) == ("Choose a cup.", "tea.cup")
        assert [choice.label for choice in question.choices or ()] == ["The blue cup"]
        assert (await app.call("tea.cups")).data == ["blue", "blue/saucer"]
    assert kept(state) == {f"oro://{BUNDLE}": {"tea:blue": True, "tea:blue/saucer": True}}
    async with hosted(Guest()) as app:
        assert (await app.call("permissions.query", name="tea:blue")).data["state"] == "granted"
        assert (await app.call("tea.return", id="blue/saucer")).status == 200
        assert (await app.call("permissions.revoke", name="tea:blue")).data["state"] == "prompt"
        assert (await app.call("tea.cups")).data == []
    assert kept(state) == {}


async def test_a_choice_for_this_time_is_not_kept(state: Path) -> None:
    async with hosted(Guest(Chosen(CUPS[0], lasting=False))) as app:
        assert (await app.call("tea.cup")).data == "blue"
        assert (await app.call("tea.cups")).data == ["blue", "blue/saucer"]
    assert kept(state) is None


async def test_the_person_may_look_again_and_choose_nothing() -> None:
    guest = Guest(Answer.AGAIN, Chosen(CUPS[1]), Answer.DISMISSED, Answer.ALLOW)
    async with hosted(guest) as app:
        assert (await app.call("tea.cup")).data == "red"
        assert [len(question.choices or ()) for question in guest.questions] == [1, 2]
        assert (await app.call("tea.cup")).data is None
        assert (await app.call("tea.cup")).data is None, "no permission as such is given here"
        assert (await app.call("tea.cups")).data == ["red"]


async def test_a_piece_of_a_permission_is_given_by_a_choice_alone(state: Path) -> None:
    guest = Guest(Answer.ALLOW)
    async with hosted(guest, permissions_default="ask") as app:
        assert (await app.call("permissions.request", name="tea:blue")).data["state"] == "prompt"
        assert guest.questions == []
    assert kept(state) is None
