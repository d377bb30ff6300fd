"""Responses are kept up to a number and a size, the newest ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.models.responses import Kept, Store

from oro_framework.errors import NotFound


def kept(number: int, size: int = 1) -> Kept:
    return Kept({"id": f"resp_{number}", "output": [{"id": f"msg_{number}", "text": "x" * size}]}, [{"role": "user"}])


def there(store: Store, count: int) -> list[int]:
    def has(number: int) -> bool:
        try:
            store.required(f"resp_{number}")
        except NotFound:
            return False
        return True

    return [number for number in range(count) if has(number)]


def test_the_oldest_is_forgotten_first_and_what_is_too_large_is_not_kept() -> None:
    store = Store(most=3)
    for number in range(5):
        store.keep(kept(number))
    assert there(store, 5) == [2, 3, 4]
    store.forget("resp_3")
    with pytest.raises(NotFound, match="resp_3"):
        store.required("resp_3")
    small = Store(most_bytes=1000)
    small.keep(kept(0))
    small.keep(kept(1, 2000))
    assert there(small, 2) == [0]


def test_an_item_is_found_as_long_as_its_response_is_kept() -> None:
    store = Store(most=2)
    for number in range(3):
        store.keep(kept(number))
    assert store.item("msg_1") == {"id": "msg_1", "text": "x"}
    store.forget("resp_1")
    for gone in ("msg_0", "msg_1", "msg_never"):
        with pytest.raises(NotFound, match=gone):
            store.item(gone)


@given(sizes=st.lists(st.integers(0, 400), max_size=20))
def test_it_holds_no_more_than_it_may(sizes: list[int]) -> None:
    store = Store(most=5, most_bytes=600)
    for number, size in enumerate(sizes):
        store.keep(kept(number, size))
        assert len(there(store, len(sizes))) <= 5
        assert store._bytes <= 600
        assert len(store._items) == len(there(store, len(sizes)))
