"""Which upstream is asked when, and what the answers of servers mean for that."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.upstream.attempts import FIRST_PAUSE, LONGEST_PAUSE, Attempts
from oro_ai.upstream.errors import UpstreamFailed
from oro_ai.upstream.failure import Failure, failure_of, wait_of
from oro_ai.upstream.targets import Target
from oro_ai.upstream.upstream import Upstream

A, B = (Target(Upstream(name=name, url="http://127.0.0.1/v1", retries=2), "m") for name in "ab")


def failure(**more: Any) -> Failure:
    return Failure(error=UpstreamFailed("a", "x"), **more)


def attempts(*targets: Target, rests: dict[str, float] | None = None) -> Attempts:
    return Attempts(targets, {} if rests is None else rests, 0.0, lambda: 1.0)


def test_one_upstream_is_asked_again_after_pauses_that_double() -> None:
    turns, now, pauses = attempts(A), 0.0, []
    while (turn := turns.next(now)) is not None:
        pauses.append(turn[1])
        now += turn[1]
        turns.failed(A, failure(again=True), now)
    assert pauses == [0, FIRST_PAUSE, FIRST_PAUSE * 2]


def test_the_next_upstream_is_asked_at_once() -> None:
    turns = attempts(A, B)
    assert turns.next(0.0) == (A, 0.0)
    turns.failed(A, failure(again=True), 0.0)
    assert turns.next(0.0) == (B, 0.0)
    turns.failed(B, failure(again=True), 0.0)
    assert turns.next(0.0) == (A, FIRST_PAUSE)


def test_one_that_cannot_help_is_left_out() -> None:
    turns = attempts(A, B)
    turns.failed(A, failure(), 0.0)
    turns.failed(B, failure(again=True), 0.0)
    assert turns.next(0.0) == (B, FIRST_PAUSE)


def test_a_senseless_request_goes_nowhere_else() -> None:
    turns = attempts(A, B)
    turns.failed(A, failure(elsewhere=False), 0.0)
    assert turns.next(0.0) is None


def test_who_asks_for_a_pause_has_it_also_from_later_requests() -> None:
    rests: dict[str, float] = {}
    turns = attempts(A, rests=rests)
    turns.failed(A, failure(again=True, wait=5), 1.0)
    assert turns.next(1.0) == (A, 5.0)
    assert attempts(A, B, rests=rests).next(1.0) == (B, 0.0)
    assert attempts(A, rests=rests).next(2.0) == (A, 4.0)


def test_nobody_waits_for_a_long_pause() -> None:
    turns = attempts(A)
    turns.failed(A, failure(again=True, wait=LONGEST_PAUSE + 1), 0.0)
    assert turns.next(0.0) is None


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 100)), max_size=40))
def test_any_failures_come_to_an_end(told: list[tuple[bool, bool, float]]) -> None:
    turns, now, asked = attempts(A, B), 0.0, 0
    story = iter(told)
    while (turn := turns.next(now)) is not None:
        target, wait = turn
        assert 0 <= wait <= LONGEST_PAUSE
        now, asked = now + wait, asked + 1
        again, elsewhere, rest = next(story, (True, True, 0.0))
        turns.failed(target, failure(again=again, elsewhere=elsewhere, wait=rest), now)
    assert asked <= 6
    assert turns.error.message


@pytest.mark.parametrize(
    ("status", "again", "elsewhere", "code"),
    [
        (400, False, False, "upstream_refused"),
        (401, False, True, "ERR_UPSTREAM"),
        (404, False, True, "model_not_found"),
        (422, False, False, "upstream_refused"),
        (429, True, True, "rate_limit_exceeded"),
        (301, False, True, "ERR_UPSTREAM"),
        (500, True, True, "ERR_UPSTREAM"),
        (503, True, True, "ERR_UPSTREAM"),
        (501, False, True, "ERR_UPSTREAM"),
    ],
)
def test_a_status_says_what_may_help(status: int, again: bool, elsewhere: bool, code: str) -> None:
    found = failure_of(A, status, {}, b"{}")
    assert (found.again, found.elsewhere, found.error.code) == (again, elsewhere, code)
    assert 'upstream "a"' in found.error.message


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "Because."}},
        {"object": "error", "message": "Because.", "code": 400},
        {"error": "Because."},
        {"detail": "Because."},
        {"error": {"detail": "\x00Because."}},
    ],
)
def test_what_servers_say_is_told(body: Any) -> None:
    assert failure_of(A, 400, {}, json.dumps(body).encode()).error.message == 'Cannot use upstream "a": Because'


def test_a_key_is_never_told() -> None:
    said = json.dumps({"error": {"message": "wrong key: sesame"}}).encode()
    for status in (400, 401, 403, 404, 429, 500):
        assert "sesame" not in failure_of(A, status, {}, said, "sesame").error.message


def test_a_spent_quota_is_not_asked_for_again() -> None:
    said = json.dumps({"error": {"message": "x", "code": "insufficient_quota"}}).encode()
    assert not failure_of(A, 429, {}, said).again


def test_a_pause_is_seconds_milliseconds_or_a_date() -> None:
    assert wait_of({"retry-after": "7"}) == 7
    assert wait_of({"retry-after-ms": "250", "retry-after": "1"}) == 0.25
    assert wait_of({"retry-after": "Thu, 01 Jan 1970 00:00:09 GMT"}, now=2) == 7
    assert wait_of({"retry-after": "Thu, 01 Jan 1970 00:00:09 GMT"}, now=20) == 0


@given(st.text(max_size=40))
def test_any_pause_is_a_number(text: str) -> None:
    assert 0 <= wait_of({"retry-after": text, "retry-after-ms": text}, now=0) < 1e12


@given(st.binary(max_size=80), st.integers(201, 599))
def test_any_answer_is_a_failure_that_names_its_upstream(body: bytes, status: int) -> None:
    assert '"a"' in failure_of(A, status, {}, body).error.message
