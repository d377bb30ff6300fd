"""The capabilities of new sessions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.webdriver.errors import WebDriverError
from oro_framework.webdriver.wanted import OPTIONS, Wanted, read_wanted

APP = {OPTIONS: {"app": "tea"}}


def wanted(always: Any = None, *first: Any) -> Wanted:
    capabilities = {} if always is None else {"alwaysMatch": always}
    return read_wanted({"capabilities": {**capabilities, **({"firstMatch": list(first)} if first else {})}})


def test_an_app_is_named_in_either_part() -> None:
    assert wanted(APP).options.app == "tea"
    assert wanted({}, APP).options.app == "tea"
    assert wanted({}, {"browserName": "firefox", OPTIONS: {"app": "other"}}, {"browserName": "oro", **APP}) == wanted(
        APP
    )


def test_the_rest_is_left_to_the_driver() -> None:
    found = wanted({**APP, "browserName": "oro", "webSocketUrl": True, "pageLoadStrategy": "eager"})
    assert found.capabilities == {"pageLoadStrategy": "eager"}
    assert found.behaviour == "dismiss and notify"
    assert wanted({**APP, "unhandledPromptBehavior": "accept"}).behaviour == "accept"


@pytest.mark.parametrize(
    ("always", "error"),
    [
        ({}, "session not created"),
        ({"browserName": "chrome", **APP}, "session not created"),
        ({OPTIONS: {}}, "invalid argument"),
        ({OPTIONS: {"app": 1}}, "invalid argument"),
        ({OPTIONS: {"app": "tea", "arg": []}}, "invalid argument"),
        ({**APP, "unhandledPromptBehavior": "shrug"}, "invalid argument"),
        ([], "invalid argument"),
    ],
)
def test_others_are_refused_by_the_names_of_the_specification(always: Any, error: str) -> None:
    with pytest.raises(WebDriverError) as raised:
        wanted(always)
    assert raised.value.error == error


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["capabilities", "alwaysMatch", "firstMatch", OPTIONS, "app", "browserName"]), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@given(json_values)
def test_any_body_is_wanted_or_a_webdriver_error(body: Any) -> None:
    try:
        found = read_wanted(body)
    except WebDriverError:
        return
    assert isinstance(found.options.app, str)
