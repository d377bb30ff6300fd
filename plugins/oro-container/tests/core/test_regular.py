"""Regular expressions, beside those of the machine's grep."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_container.core.shell.patterns import expression
from oro_container.core.shell.regular.automaton import TooLong
from oro_container.core.shell.regular.pattern import Pattern
from oro_container.core.shell.regular.syntax import BadPattern

from .machine import ran

GREP = shutil.which("grep")
ATOMS = st.sampled_from(
    ["a", "b", "ab", ".", "[ab]", "[^a]", "[[:digit:]x]", "1", r"\w", r"\W", r"\b", "^", "$", r"\<", r"\>", "[a-c]"]
)
TIMES = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,}"])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, TIMES).map(lambda two: f"({two[0]}){two[1]}"),
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
    ),
    max_leaves=6,
)
LINES = st.lists(st.text("ab1 xc", max_size=8), min_size=1, max_size=8)


@pytest.mark.skipif(GREP is None, reason="the machine has no grep")
@settings(max_examples=150)
@given(EXPRESSIONS, LINES)
def test_lines_are_found_as_grep_finds_them(text: str, lines: list[str]) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    command = ["grep", "-nE", "--", text]
    done = subprocess.run(command, input=data, capture_output=True, env={"LC_ALL": "C"}, check=False)
    wanted = [int(line.partition(b":")[0]) for line in done.stdout.splitlines()]
    pattern = Pattern(text, extended=True)
    assert [number for number, line in enumerate(lines, 1) if pattern.is_in(line.encode())] == wanted
    # Both ways of matching, whichever is taken for such lines.
    assert [number for number, line in enumerate(lines, 1) if pattern._automaton.is_in(line.encode())] == wanted


@pytest.mark.parametrize(
    ("text", "extended", "line", "found"),
    [
        ("a|ab", True, "xab", ["ab"]),
        ("a*", True, "baac", ["aa"]),
        (r"a\{2\}", False, "aaaaa", ["aa", "aa"]),
        (r"a\+b\?", False, "aab a", ["aab", "a"]),
        ("(a+)", False, "(a+)", ["(a+)"]),
        ("^*a", False, "*a", ["*a"]),
        ("a^b$c", False, "a^b$c", ["a^b$c"]),
        (r"\bcat\b", True, "cat scat cat", ["cat", "cat"]),
        ("[]a]+", True, "x]a", ["]a"]),
        ("x{,2}y", True, "xxxy", ["xxy"]),
        ("a{", True, "a{", ["a{"]),
        ("[äö]", True, "größe", ["ö"]),
    ],
)
def test_what_matches_is_of_what_begins_first_the_longest(
    text: str, extended: bool, line: str, found: list[str]
) -> None:
    assert [each.decode() for each in Pattern(text, extended=extended).found(line.encode())] == found


@pytest.mark.parametrize("text", ["(", "a)", "[a", "a{3,2}", "(x{1000}){1000}", "\\", r"(a)\1", "[[:none:]]"])
def test_what_is_no_expression_says_why(text: str) -> None:
    with pytest.raises(BadPattern):
        Pattern(text, extended=True)


@pytest.mark.parametrize(
    "text", ["(a*)*b", "(a|aa)+$x", "(a+)+c", "(.*)(.*)(.*)(.*)(.*)x", "(a?){30}a{30}b", "a*a*a*a*b"]
)
def test_no_expression_takes_for_ever(text: str) -> None:
    assert Pattern(text, extended=True).is_in(b"a" * 20_000) is False
    output, status = ran(f"grep -cE '{text}' long.txt", files={"long.txt": "a" * 20_000 + "\n"})
    assert (output, status) == ("0\n", 1)


def test_matches_that_take_too_long_are_given_up() -> None:
    with pytest.raises(TooLong):
        list(Pattern("a.*b|a", extended=True).found(b"a" * 8000 + b"c" * 2000))


def test_a_pattern_of_names_takes_no_time() -> None:
    output, _ = ran("case $X in *a*a*a*a*a*a*a*a*a*b) echo yes;; *) echo no;; esac".replace("$X", "a" * 5000))
    assert output == "no\n"
    assert expression([("a*b*c", False)]) == "a(?>.*?b).*c"
