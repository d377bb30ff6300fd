"""The rows llama.cpp is given are those that were added."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from oro_ai.llama.batch import Batch

TOKENS = st.lists(st.integers(0, 1 << 30), min_size=1, max_size=20)
SPANS = st.lists(st.tuples(TOKENS, st.integers(0, 1 << 20), st.integers(0, 7), st.booleans()), min_size=1, max_size=5)


def rows_of(batch: Batch) -> list[tuple[int, int, int, int, int]]:
    raw = batch.raw
    return [
        (raw.token[row], raw.pos[row], raw.n_seq_id[row], raw.seq_id[row][0], raw.logits[row])
        for row in range(raw.n_tokens)
    ]


@given(st.lists(SPANS, min_size=1, max_size=3))
def test_rows_are_what_was_added_whatever_was_there_before(steps: list[list[tuple[list[int], int, int, bool]]]) -> None:
    batch = Batch(100)
    for spans in steps:
        batch.clear()
        expected = []
        for tokens, place, sequence, last in spans:
            batch.add(tokens, place, sequence, last=last)
            for number, token in enumerate(tokens):
                output = int(last and number == len(tokens) - 1)
                expected.append((token, place + number, 1, sequence, output))
        assert batch.rows == len(expected)
        assert rows_of(batch) == expected


def test_every_row_may_have_an_output_and_be_followed_by_another_token() -> None:
    batch = Batch(8)
    batch.add([5], 7, 2, last=True)
    batch.add([6], 0, 1, last=True)
    batch.go_on([8, 9])
    assert rows_of(batch) == [(8, 8, 1, 2, 1), (9, 1, 1, 1, 1)]
    batch.clear()
    batch.add([1, 2, 3], 0, 0, every=True)
    assert [output for *_, output in rows_of(batch)] == [1, 1, 1]
