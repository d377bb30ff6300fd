"""What a step computes, how long its prompts may be, and how inputs are packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from oro_ai.engine.pace import FIRST, Pace
from oro_ai.engine.packing import ROWS, pack
from oro_ai.engine.schedule import spans
from oro_ai.engine.slots import Slot

PENDING = st.lists(st.integers(1, 300), min_size=1, max_size=8)


def slots_of(pending: list[int]) -> list[Slot[object]]:
    return [Slot(id, list(range(count + 5)), 5) for id, count in enumerate(pending)]


@given(PENDING, st.integers(8, 128), st.integers(0, 128))
def test_every_stream_has_its_row_and_the_rest_goes_to_prompts(pending: list[int], rows: int, prompt_rows: int) -> None:
    chosen = spans(slots_of(pending), rows=rows, prompt_rows=prompt_rows)
    streams = [span for span in chosen if span.slot.pending == 1]
    prompts = [span for span in chosen if span.slot.pending > 1]
    assert len(streams) == pending.count(1)
    assert sum(span.count for span in chosen) <= rows
    assert sum(span.count for span in prompts) <= max(prompt_rows, 1)
    assert all(span.start == 5 and 0 < span.count <= span.slot.pending for span in chosen)
    assert all(span.output == (span.count == span.slot.pending) for span in chosen)
    long = sum(count for count in pending if count > 1)
    assert sum(span.count for span in prompts) == min(long, rows - len(streams), max(prompt_rows, 1))


def test_a_short_prompt_is_not_held_up_by_a_long_one() -> None:
    chosen = spans(slots_of([1000, 10]), rows=128, prompt_rows=64)
    assert {span.slot.id: span.count for span in chosen} == {1: 10, 0: 54}


def test_prompts_alone_have_whole_steps_and_beside_streams_what_fits_into_the_time() -> None:
    pace = Pace(0.1, 128)
    assert (pace.rows(0), pace.rows(1)) == (128, FIRST)
    pace.measured(16, 0.08)
    assert pace.rows(2) == 18
    pace.measured(16, 80.0)
    assert pace.rows(2) == 8
    for _ in range(50):
        pace.measured(100, 0.1)
    assert 95 <= pace.rows(2) <= 98
    pace.measured(1, 5.0)
    assert pace.rows(2) >= 95
    pace.measured(100, 60.0)
    assert pace.rows(2) >= 30


@given(st.lists(st.integers(1, 200), max_size=40), st.integers(1, 16))
def test_inputs_are_packed_in_order_and_within_limits(lengths: list[int], sequences: int) -> None:
    groups = list(pack(lengths, sequences=sequences))
    assert [place for group in groups for place in group] == list(range(len(lengths)))
    for group in groups:
        assert 1 <= len(group) <= sequences
        assert len(group) == 1 or sum(lengths[place] for place in group) <= ROWS
