"""The hotkeys of a page: whatever is bound and let go of, ids and keys stay one to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.configuration.keys import KEYS, Chord
from oro_framework.host.windows.hotkeys import MAX_HOTKEYS, Bindings

CHORD = st.builds(Chord, st.sampled_from("abc"), st.sampled_from([(), ("control",)]))


@given(st.lists(st.tuples(st.sampled_from(["bind", "unbind", "clear"]), CHORD, st.booleans()), max_size=60))
def test_ids_and_keys_stay_one_to_one(steps: list[tuple[str, Chord, bool]]) -> None:
    bindings, given_ids = Bindings(), set[int]()
    for step, chord, passive in steps:
        found = bindings.of_chord(chord)
        if step == "bind":
            bound = bindings.bind(chord, passive)
            assert (bound.chord, bound.passive) == (chord, passive)
            assert bound.id == found.id if found else bound.id not in given_ids
            given_ids.add(bound.id)
        elif step == "unbind" and found:
            bindings.unbind(found)
            assert bindings.get(found.id) is None
        elif step == "clear":
            assert bindings.clear() is bool(found or given_ids) or not len(bindings)
        assert len({each.chord for each in bindings}) == len({each.id for each in bindings}) == len(bindings)


def test_there_is_an_end_to_them() -> None:
    bindings = Bindings()
    chords = [Chord(key, held) for key in KEYS for held in ((), ("control",), ("alt",), ("meta",))]
    for chord in chords[:MAX_HOTKEYS]:
        bindings.bind(chord, True)
    with pytest.raises(ValueError, match="at most 256"):
        bindings.bind(chords[MAX_HOTKEYS], True)
    assert bindings.bind(chords[0], False).id == 1
