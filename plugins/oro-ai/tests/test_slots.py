"""Slots under any order of jobs: what is promised is there, and a prefix is never one the cache does not hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from oro_ai.engine.job import Adapter
from oro_ai.engine.slots import WORTH, Slot, Slots, common

PROMPTS = st.lists(st.integers(0, 2), min_size=1, max_size=12) | st.integers(1, 30).map(lambda count: [0] * count)
ADAPTERS = st.sampled_from([(), (Adapter("a"),)])


class Jobs(RuleBasedStateMachine):
    """A context whose cache is a list of tokens for each sequence."""

    @initialize(count=st.integers(1, 4), cells=st.integers(24, 60), partial=st.booleans())
    def make(self, count: int, cells: int, partial: bool) -> None:
        self.slots: Slots[object] = Slots(count, cells, partial=partial)
        self.cache: dict[int, list[int]] = {slot.id: [] for slot in self.slots.all}
        self.parked = dict(self.cache)
        self.partial = partial

    @rule(prompt=PROMPTS, more=st.integers(1, 12), adapters=ADAPTERS, reuse=st.booleans())
    def admit(self, prompt: list[int], more: int, adapters: tuple[Adapter, ...], reuse: bool) -> None:
        before = {slot.id: slot.adapters for slot in self.slots.all}
        free = sum(slot.work is None for slot in self.slots.all)
        promised = sum(slot.promised for slot in self.slots.all)
        admission = self.slots.admit(prompt, len(prompt) + more, object(), adapters, reuse=reuse)
        fits = free and promised + len(prompt) + more <= self.slots.cells
        assert (admission is not None) == bool(fits)
        if admission is None:
            return
        source = admission.source or admission.slot
        held = self.cache if admission.parked is None else self.parked
        kept = held[source.id][: admission.keep]
        assert kept == prompt[: admission.keep]
        assert admission.keep < len(prompt)
        assert reuse or not admission.keep
        assert not admission.keep or before[source.id] == adapters
        if not self.partial and admission.keep:
            assert admission.source is None
            assert len(self.cache[source.id]) == admission.keep
        assert admission.parked is None or admission.parked == bytes(held[source.id])
        self.cache[admission.slot.id] = kept
        for slot in admission.emptied:
            assert slot is not admission.slot
            assert slot.parked is None
            self.cache[slot.id] = []

    @rule(data=st.data(), count=st.integers(1, 5))
    def compute(self, data: st.DataObject, count: int) -> None:
        if (slot := self._busy(data)) is None:
            return
        done = slot.tokens[slot.cached : slot.cached + count]
        self.cache[slot.id] += done
        slot.cached += len(done)
        if not slot.pending and len(slot.tokens) < slot.promised:
            slot.tokens.append(data.draw(st.integers(0, 2)))

    @rule()
    def park(self) -> None:
        for slot in self.slots.to_park():
            assert slot.work is None
            assert self.cache[slot.id]
            slot.parked = bytearray(self.cache[slot.id])
            self.parked[slot.id], self.cache[slot.id] = self.cache[slot.id], []

    @rule(data=st.data(), keep=st.booleans())
    def release(self, data: st.DataObject, keep: bool) -> None:
        if (slot := self._busy(data)) is None:
            return
        self.slots.release(slot, keep=keep)
        if not keep:
            self.cache[slot.id] = []

    @invariant()
    def holds_what_it_says(self) -> None:
        if not hasattr(self, "slots"):
            return
        held = 0
        for slot in self.slots.all:
            there = self.cache if slot.parked is None else self.parked
            assert slot.tokens[: slot.cached] == there[slot.id]
            assert slot.parked is None or not self.cache[slot.id]
            assert slot.parked is None or slot.work is None
            assert slot.work is not None or not slot.pending
            held += slot.promised if slot.work is not None else slot.cached
        assert held <= self.slots.cells

    def _busy(self, data: st.DataObject) -> Slot[Any] | None:
        busy = self.slots.busy()
        return data.draw(st.sampled_from(busy)) if busy else None


TestJobs = Jobs.TestCase


def test_a_long_prefix_is_copied_from_a_slot_that_generates() -> None:
    slots: Slots[str] = Slots(2, 100)
    first = slots.admit([1, 2, 3, 4], 10, "first")
    assert first is not None
    first.slot.cached = 4
    second = slots.admit([1, 2, 3, 9], 10, "second")
    assert second is not None
    assert (second.keep, second.source) == (3, first.slot)


def test_a_prompt_waits_for_a_prefix_that_is_being_computed() -> None:
    slots: Slots[str] = Slots(2, 1000)
    system = list(range(WORTH + 1))
    first = slots.admit([*system, 1], 200, "first")
    assert first is not None
    assert slots.admit([*system, 2], 200, "second") is None
    first.slot.cached = len(system) + 1
    second = slots.admit([*system, 2], 200, "second")
    assert second is not None
    assert second.keep == len(system)


def test_a_short_prefix_does_not_cost_a_long_cache() -> None:
    slots: Slots[str] = Slots(2, 100)
    first = slots.admit([1, 2, 3, 4, 5, 6, 7, 8], 10, "first")
    assert first is not None
    first.slot.cached = 8
    slots.release(first.slot)
    second = slots.admit([1, 9], 10, "second")
    assert second is not None
    assert (second.slot is first.slot, second.source, second.keep) == (False, first.slot, 1)


def test_the_cache_unused_for_longest_is_forgotten_first() -> None:
    slots: Slots[str] = Slots(3, 20)
    for prompt in ([1] * 8, [2] * 8):
        admission = slots.admit(prompt, 9, "job")
        assert admission is not None
        admission.slot.cached = 8
        slots.release(admission.slot)
    third = slots.admit([3] * 8, 9, "third")
    assert third is not None
    assert [slot.id for slot in third.emptied] == [0]


def test_common_counts_what_is_alike() -> None:
    assert common([], [1]) == 0
    assert common([1, 2, 3], [1, 2, 3]) == 3
    assert common([1, 2, 3, 4], [1, 2, 9, 4]) == 2


def test_what_is_parked_is_put_back_for_what_goes_on_from_it_and_not_for_a_word_or_two() -> None:
    slots: Slots[str] = Slots(2, 1000)
    said = list(range(WORTH + 5))
    first = slots.admit(said, 100, "first")
    assert first is not None
    first.slot.cached = len(said)
    slots.release(first.slot)
    assert slots.to_park() == [first.slot]
    first.slot.parked = bytearray(b"state")
    assert not slots.to_park()
    other = slots.admit([*said[:3], 99], 100, "other")
    assert other is not None
    assert (other.keep, other.parked, other.slot is first.slot) == (0, None, False)
    again = slots.admit([*said, 99], 100, "again")
    assert again is not None
    assert (again.slot is first.slot, again.keep, again.source) == (True, len(said), None)
    assert again.parked == bytearray(b"state")
    assert first.slot.parked is None
