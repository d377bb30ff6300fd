"""Keys pressed together: whatever is written is a chord or a reason why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.configuration.keys import KEYS, MODIFIERS, Chord

KEY = st.sampled_from(sorted(KEYS))
HELD = st.sets(st.sampled_from(sorted(MODIFIERS)))


@given(st.text(max_size=30) | st.lists(st.sampled_from(["ctrl", "k", "Shift", "+", "f9", ""])).map("+".join))
def test_any_text_is_a_chord_or_a_value_error(text: str) -> None:
    for read in (Chord.parse, Chord.of_menu):
        try:
            chord = read(text)
        except ValueError:
            continue
        assert chord is None or Chord.parse(chord.expression) == chord


@given(KEY, HELD, st.randoms())
def test_order_and_case_make_no_difference(key: str, held: set[str], random: object) -> None:
    chord = Chord.parse(" + ".join([*sorted(held), "plus" if key == "+" else key]))
    words = [*held, "plus" if key == "+" else key]
    random.shuffle(words)  # type: ignore[attr-defined]
    assert Chord.parse("+".join(word.upper() for word in words)) == chord
    assert (chord.key, set(chord.modifiers)) == (key, held)
    assert chord.hash == Chord.parse(chord.expression).hash


def test_different_chords_have_different_hashes() -> None:
    chords = [Chord(key, held) for key in KEYS for held in ((), ("control",), ("control", "shift"), ("alt",))]
    assert len({chord.hash for chord in chords}) == len(chords)


@pytest.mark.parametrize(
    ("text", "expression"),
    [("c", "control + c"), ("T", "control + shift + t"), ("s + Meta", "meta + s"), ("F5", "f5"),
     ("S + Meta, Control, Alt", "control + alt + shift + meta + s"), ("+", "control + plus")],
)  # fmt: skip
def test_accelerators_of_menus(text: str, expression: str) -> None:
    chord = Chord.of_menu(text)
    assert chord is not None
    assert chord.expression == expression


@pytest.mark.parametrize("text", ["", "control", "a + b", "nokey", "control + ü", "f25"])
def test_what_is_no_chord(text: str) -> None:
    with pytest.raises(ValueError, match="modifiers and one key"):
        Chord.parse(text)
