"""Events cross to the loop together, in their order, and none is left behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from oro_ai.engine.post import Post


@given(st.lists(st.sampled_from(["put", "send", "loop"])))
def test_what_was_put_arrives_in_order_and_by_one_crossing_at_a_time(actions: list[str]) -> None:
    calls: deque[Callable[[], None]] = deque()
    post, heard = Post(calls.append), list[int]()
    put = 0
    for action in actions:
        if action == "put":
            post.put(heard.append, put)
            put += 1
        elif action == "send":
            post.send()
        elif calls:
            calls.popleft()()
        assert len(calls) <= 1
        assert heard == list(range(len(heard)))
    post.send()
    while calls:
        calls.popleft()()
    assert heard == list(range(put))


def test_what_a_sink_puts_arrives_too() -> None:
    post, heard = Post(), list[int]()

    def sink(number: int) -> None:
        heard.append(number)
        if number < 3:
            post.put(sink, number + 1)
            post.send()

    post.put(sink, 0)
    post.send()
    assert heard == [0, 1, 2, 3]
