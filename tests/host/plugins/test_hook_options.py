"""Every option of `@hookimpl` does on every hook what pluggy says, or is refused with the line and the remedy."""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from oro_framework.errors import PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host.plugins.hook_calls import LAST_FIRST
from oro_framework.host.plugins.hook_functions import HOOKS, is_first_result, is_notice
from oro_framework.host.plugins.loaded import DECIDING, DECLARING, GUARDS, Plugins

Wrapping = Generator[None, Any, Any]

EVERY = sorted(HOOKS)
FIRST_RESULT = {name for name, spec in HOOKS.items() if is_first_result(spec)}
NOTICES = {name for name, spec in HOOKS.items() if is_notice(spec)}
MANY = sorted(HOOKS.keys() - FIRST_RESULT - NOTICES)

every_hook = pytest.mark.parametrize("hook", EVERY)


@pytest.fixture
def plugins() -> Plugins:
    return Plugins(logging.getLogger("test"))


def answering(value: object, heard: list[Any] | None = None) -> Callable[[], Any]:
    """Return a hook function that answers with a value, and notes that it was called."""

    def answer() -> Any:
        if heard is not None:
            heard.append(value)
        return value

    return answer


def plugin(hook: str, function: Callable[..., Any], **options: Any) -> object:
    """Return a plugin with one hook function."""
    return SimpleNamespace(**{hook: hookimpl(function, **options)})


def asked(plugins: Plugins, hook: str) -> list[tuple[str, Any]]:
    """Call a hook as the host does; return the answers with the names of their plugins."""
    arguments = dict.fromkeys(inspect.signature(HOOKS[hook]).parameters)
    return [(info.name, value) for info, value in plugins.ask(hook, **arguments)]


def refused(plugins: Plugins, made: object) -> str:
    """Add a plugin that cannot work, and return why."""
    plugins.add("odd", made, required=False)
    info = plugins.infos["odd"]
    if GUARDS.intersection(info.hooks):
        pytest.fail("a guard that cannot work was passed over")
    assert info.state == "broken"
    return info.error


def refusal(plugins: Plugins, hook: str, function: Callable[..., Any], **options: Any) -> str:
    """Add a plugin whose hook cannot work, and return why: a guard stops the host."""
    if hook in GUARDS:
        with pytest.raises(PluginUnavailable) as raised:
            plugins.add("odd", plugin(hook, function, **options), required=False)
        reason = raised.value.message
    else:
        reason = refused(plugins, plugin(hook, function, **options))
    code = inspect.unwrap(function).__code__
    assert f'Cannot use hook "{hook}" at {code.co_filename}:{code.co_firstlineno}: ' in reason
    return reason


def test_every_hook_is_of_one_kind() -> None:
    assert set(HOOKS) >= DECLARING | DECIDING | FIRST_RESULT | NOTICES | GUARDS | LAST_FIRST
    assert not DECLARING & DECIDING
    assert not NOTICES & FIRST_RESULT


@every_hook
def test_plugins_are_asked_in_order(plugins: Plugins, hook: str) -> None:
    heard: list[Any] = []
    for number, options in enumerate([{}, {"trylast": True}, {"tryfirst": True}, {}, {"tryfirst": True}]):
        plugins.add(f"p{number}", plugin(hook, lambda number=number: heard.append(number), **options))
    assert asked(plugins, hook) == []
    assert heard == ([4, 2, 3, 0, 1] if hook in LAST_FIRST else [2, 4, 0, 3, 1])


@every_hook
def test_the_first_result_ends_the_call_where_the_hook_says_so(plugins: Plugins, hook: str) -> None:
    heard: list[Any] = []
    for value in (None, "second", "third"):
        plugins.add(str(value), plugin(hook, answering(value, heard)))
    answers = asked(plugins, hook)
    if hook in FIRST_RESULT:
        assert (heard, answers) == ([None, "second"], [("second", "second")])
    else:
        assert set(heard) == {None, "second", "third"}
        assert sorted(answers) == [("second", "second"), ("third", "third")]


@pytest.mark.parametrize("hook", MANY)
def test_a_wrapper_drops_and_adds_answers_of_a_list(plugins: Plugins, hook: str) -> None:
    seen: list[Any] = []

    def wrapper() -> Wrapping:
        answers = yield
        seen.extend(answers)
        return ["new", *answers[1:]]

    plugins.add("wraps", plugin(hook, wrapper, wrapper=True))
    for value in ("dropped", "kept"):
        plugins.add(value, plugin(hook, answering(value)))
    assert asked(plugins, hook) == [("wraps", "new"), ("kept", "kept")]
    assert seen == ["dropped", "kept"]


@pytest.mark.parametrize("hook", sorted(FIRST_RESULT))
@pytest.mark.parametrize(("returned", "answers"), [("same", [("inner", "same")]), ("x", [("wraps", "x")]), (None, [])])
def test_a_wrapper_changes_the_first_result(
    plugins: Plugins, hook: str, returned: str | None, answers: list[tuple[str, str]]
) -> None:
    def wrapper() -> Wrapping:
        assert (yield) == "same"
        return returned

    plugins.add("inner", plugin(hook, answering("same")))
    plugins.add("wraps", plugin(hook, wrapper, wrapper=True))
    assert asked(plugins, hook) == answers


@every_hook
def test_wrappers_are_around_all_others_in_order(plugins: Plugins, hook: str) -> None:
    heard: list[Any] = []

    def wrapper(name: str) -> Callable[[], Wrapping]:
        def wrap() -> Wrapping:
            heard.append(f"{name} begins")
            answers = yield
            heard.append(f"{name} ends")
            return answers

        return wrap

    plugins.add("inner", plugin(hook, answering("inner", heard), tryfirst=True))
    plugins.add("late", plugin(hook, wrapper("late"), wrapper=True, trylast=True))
    plugins.add("plain", plugin(hook, wrapper("plain"), wrapper=True))
    plugins.add("early", plugin(hook, wrapper("early"), wrapper=True, tryfirst=True))
    assert asked(plugins, hook) == [("inner", "inner")]
    order = ["early", "plain", "late"]
    assert heard == [*(f"{name} begins" for name in order), "inner", *(f"{name} ends" for name in reversed(order))]


def fails() -> Any:
    raise ValueError("out of paint")


def raises_first() -> Wrapping:
    yield from fails()


def raises_last() -> Wrapping:
    yield
    raise ValueError("out of paint")


def yields_twice() -> Wrapping:
    yield
    yield


def yields_never() -> Wrapping:
    yield from ()


def returns_nothing() -> Wrapping:
    yield


@pytest.mark.parametrize("hook", sorted(HOOKS.keys() - DECIDING))
@pytest.mark.parametrize("function", [raises_first, raises_last, yields_twice, yields_never])
def test_a_wrapper_that_fails_is_charged_and_leaves_the_answers(
    plugins: Plugins, hook: str, function: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    if hook in GUARDS:
        plugins.add("wraps", plugin(hook, function, wrapper=True))
        with pytest.raises(PluginUnavailable, match='plugin "wraps" is required'):
            asked(plugins, hook)
        return
    plugins.add("wraps", plugin(hook, function, wrapper=True), required=False)
    plugins.add("inner", plugin(hook, answering("kept")))
    for _ in range(2):
        assert asked(plugins, hook) == [("inner", "kept")]
    assert __file__ in caplog.text
    assert (plugins.infos["wraps"].state == "broken") is (hook in DECLARING)
    assert (plugins.infos["wraps"].muted == [hook]) is (hook not in DECLARING)


@pytest.mark.parametrize("hook", sorted(DECIDING))
@pytest.mark.parametrize("function", [raises_first, raises_last, yields_twice, yields_never])
def test_a_wrapper_of_a_decision_that_fails_decides(plugins: Plugins, hook: str, function: Callable[[], Any]) -> None:
    plugins.add("wraps", plugin(hook, function, wrapper=True))
    with pytest.raises(Exception, match=r"out of paint|a wrapper yields once"):
        asked(plugins, hook)


@pytest.mark.parametrize("hook", sorted(set(MANY) - GUARDS))
def test_a_wrapper_returns_the_list(plugins: Plugins, hook: str, caplog: pytest.LogCaptureFixture) -> None:
    plugins.add("wraps", plugin(hook, returns_nothing, wrapper=True), required=False)
    plugins.add("inner", plugin(hook, answering("kept")))
    assert asked(plugins, hook) == [("inner", "kept")]
    assert "a wrapper returns the list of answers, and it returned None" in caplog.text


@pytest.mark.parametrize("hook", sorted(NOTICES))
def test_a_wrapper_of_a_notice_returns_what_it_likes(plugins: Plugins, hook: str) -> None:
    plugins.add("wraps", plugin(hook, returns_nothing, wrapper=True))
    asked(plugins, hook)
    assert plugins.infos["wraps"].listens(hook)


@pytest.mark.parametrize("hook", sorted(GUARDS))
def test_no_wrapper_takes_back_what_stops_the_host_or_denies(plugins: Plugins, hook: str) -> None:
    ended: list[str] = []

    def forgiving() -> Wrapping:
        try:
            return (yield)
        except Exception:
            return []
        finally:
            ended.append("closed")

    plugins.add("wraps", plugin(hook, forgiving, wrapper=True))
    plugins.add("guard", plugin(hook, lambda: 1 / 0))
    with pytest.raises((PluginUnavailable, ZeroDivisionError)):
        asked(plugins, hook)
    assert ended == ["closed"]


@every_hook
def test_old_wrappers_are_refused(plugins: Plugins, hook: str) -> None:
    def wrapper() -> Wrapping:
        yield

    assert "say wrapper=True, and return the answers after the yield" in refusal(
        plugins, hook, wrapper, hookwrapper=True
    )


@every_hook
def test_a_wrapper_that_cannot_yield_is_refused(plugins: Plugins, hook: str) -> None:
    assert "leave out wrapper=True" in refusal(plugins, hook, lambda: None, wrapper=True)


@every_hook
def test_a_function_that_yields_declares_or_is_refused(plugins: Plugins, hook: str) -> None:
    def yields() -> Iterator[str]:
        yield "declared"

    if str(HOOKS[hook].__annotations__["return"]).startswith("Sequence"):
        plugins.add("yields", plugin(hook, yields))
        assert [list(value) for _, value in asked(plugins, hook)] == [["declared"]]
    else:
        assert "say wrapper=True, or return instead" in refusal(plugins, hook, yields)


@every_hook
def test_first_and_last_at_once_is_refused(plugins: Plugins, hook: str) -> None:
    assert "leave out tryfirst or trylast" in refusal(plugins, hook, lambda: None, tryfirst=True, trylast=True)


@every_hook
def test_coroutine_functions_are_refused(plugins: Plugins, hook: str) -> None:
    async def waits() -> None:
        pytest.fail("it ran")

    assert "make it a plain def, and await in the lifespan of a Service" in refusal(plugins, hook, waits)


@every_hook
def test_asynchronous_generators_are_refused(plugins: Plugins, hook: str) -> None:
    async def yields() -> AsyncIterator[None]:
        yield pytest.fail("it ran")

    assert "make it a plain def" in refusal(plugins, hook, yields, wrapper=True)


@pytest.mark.parametrize("hook", sorted(HOOKS.keys() - GUARDS - DECIDING))
def test_a_coroutine_for_an_answer_is_charged(plugins: Plugins, hook: str, caplog: pytest.LogCaptureFixture) -> None:
    async def late() -> str:
        return pytest.fail("it ran")

    plugins.add("late", plugin(hook, lambda: late()), required=False)
    assert asked(plugins, hook) == []
    assert "it answered with a coroutine, and hooks are not awaited" in caplog.text


@every_hook
def test_optionalhook_changes_nothing_where_the_hook_is_known(plugins: Plugins, hook: str) -> None:
    plugins.add("knows", plugin(hook, answering("heard"), optionalhook=True))
    assert asked(plugins, hook) == [("knows", "heard")]


@every_hook
def test_a_misspelt_hook_is_refused_unless_it_is_optional(plugins: Plugins, hook: str) -> None:
    plugins.add("newer", plugin(f"{hook}x", answering("never"), optionalhook=True))
    assert plugins.infos["newer"].hooks == []
    reason = refused(plugins, plugin(f"{hook}x", answering("never")))
    assert f'Cannot use hook "{hook}x" at {__file__}:' in reason
    assert f'there is no such hook; did you mean "{hook}"?' in reason


@every_hook
def test_specname_is_the_hook_whatever_the_function_is_called(plugins: Plugins, hook: str) -> None:
    plugins.add("named", SimpleNamespace(declare=hookimpl(answering("heard"), specname=hook)))
    assert asked(plugins, hook) == [("named", "heard")]
    assert plugins.infos["named"].hooks == [hook]


@every_hook
def test_one_plugin_may_have_a_hook_twice(plugins: Plugins, hook: str) -> None:
    def wrapper() -> Wrapping:
        answers = yield
        return answers

    both = {"plain": hookimpl(answering("heard"), specname=hook)}
    both["around"] = hookimpl(wrapper, specname=hook, wrapper=True)
    plugins.add("both", SimpleNamespace(**both))
    assert asked(plugins, hook) == [("both", "heard")]


@every_hook
def test_an_unmarked_hook_is_refused(plugins: Plugins, hook: str) -> None:
    made = SimpleNamespace(**{hook: lambda: None})
    if hook in GUARDS:
        with pytest.raises(PluginUnavailable, match="put @hookimpl above its def"):
            plugins.add("odd", made, required=False)
    else:
        assert "put @hookimpl above its def" in refused(plugins, made)


@every_hook
def test_a_function_takes_the_arguments_it_names(plugins: Plugins, hook: str) -> None:
    names = list(inspect.signature(HOOKS[hook]).parameters)
    got: list[Any] = []
    for count, marker in ((len(names), ""), (min(1, len(names)), ""), (len(names), "*, ")):
        taken = names[:count]
        text = (
            f"lambda {marker if taken else ''}{', '.join([*taken, 'own=1'])}: got.append(({', '.join([*taken, ''])}))"
        )
        plugins.add(f"p{len(plugins.infos)}", plugin(hook, eval(text, {"got": got})))
    plugins.ask(hook, **{name: name for name in names})
    assert got == [tuple(names), tuple(names[:1]), tuple(names)][:: -1 if hook in LAST_FIRST else 1]


@every_hook
@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda hots: None, 'the hook has no argument "hots"; '),
        (lambda *arguments: None, '"*arguments" takes none; name those you need of: '),
        (lambda **arguments: None, '"**arguments" takes none; name those you need of: '),
        (lambda host, /: None, "takes none; name those you need of: "),
    ],
)
def test_parameters_that_get_nothing_are_refused(
    plugins: Plugins, hook: str, function: Callable[..., Any], why: str
) -> None:
    assert why in refusal(plugins, hook, function)


@every_hook
def test_methods_of_every_kind_are_hooks(plugins: Plugins, hook: str) -> None:
    class Base:
        @hookimpl(specname=hook)
        def method(self) -> Any:
            return "method"

    class Static:
        @staticmethod
        @hookimpl(specname=hook)
        def function() -> Any:
            return "static"

    class Owned:
        @classmethod
        @hookimpl(specname=hook)
        def function(cls) -> Any:
            return "class"

    for made, value in ((Base(), "method"), (Static(), "static"), (Owned(), "class")):
        single = Plugins(logging.getLogger("test"))
        single.add("made", made)
        assert asked(single, hook) == [("made", value)]


@every_hook
def test_what_raises_is_charged_to_its_plugin(plugins: Plugins, hook: str, caplog: pytest.LogCaptureFixture) -> None:
    plugins.add("before", plugin(hook, answering(None)))
    plugins.add("fails", plugin(hook, fails), required=False)
    plugins.add("after", plugin(hook, answering("heard")))
    if hook in GUARDS | DECIDING:
        with pytest.raises((PluginUnavailable, ValueError), match="out of paint"):
            asked(plugins, hook)
        return
    for _ in range(2):
        assert asked(plugins, hook) == [("after", "heard")]
    assert f"{hook}" in caplog.text
    assert caplog.text.count("out of paint at ") == 1
    assert plugins.infos["fails"].state == ("broken" if hook in DECLARING else "active")


@every_hook
def test_a_plugin_that_is_set_aside_is_asked_no_more(plugins: Plugins, hook: str) -> None:
    heard: list[Any] = []

    def wrapper() -> Wrapping:
        heard.append("wrapped")
        return (yield)

    gone = SimpleNamespace(
        plain=hookimpl(answering("gone", heard), specname=hook),
        around=hookimpl(wrapper, specname=hook, wrapper=True),
    )
    plugins.add("gone", gone, required=False)
    plugins.add("stays", plugin(hook, answering("heard")))
    info = plugins.infos["gone"]
    info.required = False
    plugins.fail(info, "conflict", ValueError("taken"))
    assert asked(plugins, hook) == [("stays", "heard")]
    assert heard == []
    assert plugins.implements(hook)


@pytest.mark.parametrize("hook", sorted(HOOKS.keys() - NOTICES - DECLARING - DECIDING))
def test_a_function_may_answer_in_place_of_one_that_raises(plugins: Plugins, hook: str) -> None:
    plugins.answer_for(hook, lambda step: f"{step.info.name} has none")
    plugins.add("fails", plugin(hook, lambda: 1 / 0))
    for _ in range(2):
        assert asked(plugins, hook) == [("fails", "fails has none")]
