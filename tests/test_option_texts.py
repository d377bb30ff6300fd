"""Grants and limits as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import UsageError
from oro_framework.option_texts import environment, folder, seconds, size


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere", 'Cannot grant "nowhere": there is no such folder'),
        ("file", 'Cannot grant "file": it is no folder'),
        ("::/data", 'Cannot grant "::/data": a name is empty'),
        (".::", 'Cannot grant ".::": a name is empty'),
        (":ro", 'Cannot grant ":ro": a name is empty'),
    ],
)
def test_a_grant_that_makes_no_sense_says_why(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=message):
        folder(text)


def test_variables_are_set_or_passed_on() -> None:
    assert environment(["A=1", "B", "C=", "A=2=3"], {"B": "here", "A": "not"}) == {"A": "2=3", "B": "here", "C": ""}
    for text in ("=1", "", "D"):
        with pytest.raises(UsageError):
            environment([text], {})


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("1", 1),
        ("65536", 65536),
        ("64KiB", 65536),
        ("64 kib", 65536),
        ("1.5GiB", 3 << 29),
        ("10MB", 10_000_000),
        ("2k", 2000),
        ("7B", 7),
    ],
)
def test_a_size_is_read(text: str, bytes_: int) -> None:
    assert size(text) == bytes_


@pytest.mark.parametrize("text", ["", "0", "-1", "0.5", "64 KiBi", "1TiB", "KiB", "1e9", "٣", "99999999999GiB"])
def test_a_text_that_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="as a size"):
        size(text)


@given(st.integers(1, 1 << 40), st.sampled_from([("", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("kB", 1000)]))
def test_every_whole_size_is_exact(number: int, unit: tuple[str, int]) -> None:
    if number * unit[1] < 1 << 63:
        assert size(f"{number}{unit[0]}") == number * unit[1]


@given(st.text())
def test_any_text_is_a_size_or_an_error(text: str) -> None:
    for read in (size, seconds):
        try:
            assert read(text) > 0
        except UsageError:
            continue
