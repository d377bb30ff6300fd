"""`Held`, beside a dictionary that does the same more slowly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from oro_framework.errors import ErrnoError
from oro_framework.held import Held
from oro_framework.types import Window

LIMIT = 2


@dataclass
class Numbered:
    id: str


WINDOWS = [None, *(cast("Window", Numbered(id)) for id in ("1", "2"))]
windows = st.sampled_from(WINDOWS)
ids = st.sampled_from("abc")


class Beside(RuleBasedStateMachine):
    """Two windows and a caller without one add and remove things by the same few ids."""

    def __init__(self) -> None:
        super().__init__()
        self.held: Held[object] = Held(LIMIT, missing=LookupError, taken=KeyError)
        self.model: dict[tuple[str, str], object] = {}

    @rule(window=windows, id=ids)
    def add(self, window: Window | None, id: str) -> None:
        owner = window.id if window else ""
        thing = object()
        if (owner, id) in self.model:
            with pytest.raises(KeyError):
                self.held.add(window, id, thing)
        elif sum(1 for other, _ in self.model if other == owner) == LIMIT:
            with pytest.raises(ErrnoError, match="EMFILE"):
                self.held.add(window, id, thing)
        else:
            assert self.held.add(window, id, thing) is thing
            self.model[owner, id] = thing

    @rule(window=windows, id=ids)
    def remove(self, window: Window | None, id: str) -> None:
        key = (window.id if window else "", id)
        if key in self.model:
            assert self.held.remove(window, id) is self.model.pop(key)
        else:
            with pytest.raises(LookupError, match=id):
                self.held.remove(window, id)

    @rule(window=windows, id=ids, same=st.booleans())
    def discard(self, window: Window | None, id: str, same: bool) -> None:
        key = (window.id if window else "", id)
        thing = self.model.get(key)
        self.held.discard(window, id, thing if same and thing else object())
        if same:
            self.model.pop(key, None)

    @invariant()
    def agree(self) -> None:
        assert {(owner, id) for owner, ids in self.held.ids().items() for id in ids} == set(self.model)
        assert set(self.held) == set(self.model.values())
        for window in WINDOWS:
            owner = window.id if window else ""
            assert self.held.of(window) == [thing for (other, _), thing in self.model.items() if other == owner]
            for id in "abc":
                assert self.held.find(window, id) is self.model.get((owner, id))


TestHeld = Beside.TestCase
