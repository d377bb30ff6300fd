"""Patterns of schemas: a grammar takes a text in JSON just where the expression matches it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from oro_ai.errors import BadGrammar
from oro_ai.grammar.patterns import printable
from oro_ai.grammar.scalars import NotStrict
from oro_ai.grammar.schema import grammar_of
from oro_ai.llama.vocab import Vocab
from oro_ai.testing.grammars import accepts

TEXTS = st.text(st.sampled_from('ab01_-. "\\\n\t/+*(){}[]^$é€\N{PILE OF POO}\x01'), max_size=6)
MEMBERS = st.sampled_from(
    ["a", "b", "0-9", "a-z", " -~", "\\d", "\\w", "\\s", "\\S", "\\-", "\\]", '"', "\\\\", "é", "."]
)
CLASSES = st.builds(lambda no, all: f"[{no}{''.join(all)}]", st.sampled_from(["", "^"]), st.lists(MEMBERS, min_size=1))
ONES = st.one_of(
    st.sampled_from(
        ["a", "b", "0", "-", ".", "\\.", "\\+", "\\d", "\\D", "\\w", "\\s", '"', "\\\\", "\\/", "\\n", "é", "(?:a|b)"]
    ),
    CLASSES,
)
COUNTS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{0,2}"])
PATTERNS = st.lists(st.builds(lambda one, count: one + count, ONES, COUNTS), max_size=4).map(
    lambda all: f"^{''.join(all)}$"
)


def held_to(pattern: str) -> str:
    """Return its grammar, empty where it has a class or a range of nothing."""
    try:
        return grammar_of({"type": "string", "pattern": pattern})
    except BadGrammar:
        return ""


@given(pattern=PATTERNS, text=TEXTS)
@example(pattern="^[^a]*$", text='b"')
@example(pattern="^.*$", text="\\")
@example(pattern="^a\\++$", text="a+a+")
@example(pattern='^"+$', text='""')
def test_a_grammar_takes_what_matches_and_ends_no_text_midway(pattern: str, text: str, vocab: Vocab) -> None:
    held = held_to(pattern)
    assume(held)
    said = json.dumps(text, ensure_ascii=False)
    matches = re.fullmatch(pattern[1:-1], text, re.ASCII) is not None
    taken = accepts(vocab, held=held, text=said)
    assert matches or not taken
    if re.fullmatch(r"[^\x00-\x1f\"\\\x7f]*", text):
        assert taken or not matches
    raw = f'"{text}"'
    assert raw == said or not accepts(vocab, held=held, text=raw)


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?=a)b$",
        "^(?<x>a)$",
        "^a$|^b$",
        "^\\bx$",
        "^(a)\\1$",
        "^\\p{L}$",
        "^[b-a]$",
        "^[a$",
        "^\\$",
        "^[\\n]$",
        "^\\u00$",
        "^\x01$",
    ],
)
def test_what_no_grammar_can_hold_to_is_refused(pattern: str) -> None:
    with pytest.raises(NotStrict, match='"pattern"'):
        printable(pattern)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("^[^@\\s]+@[a-z.-]+\\.[a-z]{2,}$", ["me@example.org", "a.b@c-d.eu"]),
        ("^\\d{3}\\.\\d+$", ["123.4"]),
        ("^#[0-9A-Fa-f]{6}$", ["#00ffAA"]),
        ('^say "(a|b)"$', ['say "a"']),
        ("^C:\\\\\\w+$", ["C:\\tmp"]),
        ("^\\u00e9\\x41\\t$", ["éA\t"]),
    ],
)
def test_patterns_of_every_day_are_held_to(pattern: str, texts: list[str], vocab: Vocab) -> None:
    held = grammar_of({"type": "string", "pattern": pattern})
    assert all(accepts(vocab, held=held, text=json.dumps(text, ensure_ascii=False)) for text in texts)
    assert not any(accepts(vocab, held=held, text=json.dumps(f"{text}!", ensure_ascii=False)) for text in texts)
