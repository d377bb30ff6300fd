"""Audio is cut where it is quiet, and what comes of the pieces is put together: without a model."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.transcript import Segment, joined
from oro_ai.whisper.segments import LONGEST as LONGEST_SEGMENT
from oro_ai.whisper.segments import PAUSE, from_tokens
from oro_ai.whisper.splitter import LONGEST, SHORTEST, Splitter, quietest
from oro_ai.whisper.subtitles import srt, vtt

RATE = 100
"""Samples per second, few so that minutes are short."""


@given(st.lists(st.integers(0, 9000), max_size=6))
def test_pieces_are_the_audio_and_none_is_too_long(blocks: list[int]) -> None:
    noise = np.random.default_rng(sum(blocks)).uniform(-1, 1, sum(blocks)).astype(np.float32)
    splitter, pieces, place = Splitter(RATE), [], 0
    for size in blocks:
        pieces += list(splitter.feed(noise[place : place + size]))
        place += size
    pieces += list(splitter.finish())
    assert np.array_equal(np.concatenate([np.empty(0, np.float32), *pieces]), noise)
    assert all(len(piece) <= LONGEST * RATE for piece in pieces)
    assert all(len(piece) >= SHORTEST * RATE for piece in pieces[:-1])
    assert not list(splitter.finish())


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=20))
def test_how_audio_arrives_makes_no_difference(blocks: list[int]) -> None:
    noise = np.random.default_rng(len(blocks)).uniform(-1, 1, sum(blocks)).astype(np.float32)
    whole, parts, place = Splitter(RATE), Splitter(RATE), 0
    expected = [*whole.feed(noise), *whole.finish()]
    found = []
    for size in blocks:
        found += list(parts.feed(noise[place : place + size]))
        place += size
    found += list(parts.finish())
    assert [len(piece) for piece in found] == [len(piece) for piece in expected]


@given(st.floats(SHORTEST, LONGEST - 0.5))
def test_a_pause_is_where_it_is_cut(at: float) -> None:
    rate = 1000
    loud = np.random.default_rng(1).uniform(-1, 1, 60 * rate).astype(np.float32)
    begin = int(at * rate)
    loud[begin : begin + int(0.4 * rate)] *= 0.001
    first = next(Splitter(rate).feed(loud))
    assert begin <= len(first) <= begin + int(0.4 * rate)


@given(st.integers(0, 500), st.integers(1, 400))
def test_the_quietest_place_is_inside(count: int, rate: int) -> None:
    assert 0 <= quietest(np.zeros(count, np.float32), rate) <= count


tokens = st.lists(st.tuples(st.sampled_from(["▁so", " and", "ing", ".", "?", "▁"]), st.floats(0, 3)), max_size=60)


@given(tokens)
def test_segments_have_every_token_in_order_and_end_where_sentences_do(parts: list[tuple[str, float]]) -> None:
    words = [word for word, _ in parts]
    times = [float(time) for time in np.cumsum([step for _, step in parts])]
    end = (times[-1] if times else 0) + 1
    found = from_tokens(words, times, end)
    bare = re.sub(r"\s", "", "".join(words).replace("▁", " "))
    assert re.sub(r"\s", "", "".join(one.text for one in found)) == bare
    assert all(one.start <= one.end <= end + 0.01 for one in found)
    assert all(before.end <= after.start + 0.01 for before, after in pairwise(found))
    assert all("." not in one.text[:-1] and "?" not in one.text[:-1] for one in found if len(one.text) > 1)


def test_long_speech_without_a_full_stop_is_several_segments() -> None:
    found = from_tokens(["▁word"] * 100, [0.5 * place for place in range(100)], 50)
    assert len(found) == 5
    assert all(one.end - one.start <= LONGEST_SEGMENT for one in found)
    paused = from_tokens(["▁one", "▁two"], [0.0, PAUSE + 2], 5)
    assert paused == [Segment(0.0, PAUSE, "one"), Segment(3.0, 5, "two")]


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["so it goes", "", " on. "], "so it goes on."),
        (["我们", "都是"], "我们都是"),
        ([], ""),
    ],
)
def test_texts_are_joined_as_their_script_wants(texts: list[str], whole: str) -> None:
    assert joined(texts) == whole


def test_subtitles() -> None:
    segments = [Segment(0, 1.5, "Ever tried."), Segment(3599.9996, 3661.25, "a < b\n\n& c")]
    assert srt(segments) == (
        "1\n00:00:00,000 --> 00:00:01,500\nEver tried.\n\n2\n01:00:00,000 --> 01:01:01,250\na < b & c\n\n"
    )
    assert vtt(segments) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nEver tried.\n\n01:00:00.000 --> 01:01:01.250\na &lt; b &amp; c\n\n"
    )
