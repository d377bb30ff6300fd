"""Names of downloads stay in their folder, whatever is suggested."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.download_names import attachment_name, candidates, safe_name


@given(st.text(), st.text())
def test_any_text_gives_one_visible_segment(suggested: str, url: str) -> None:
    for name in islice(candidates(safe_name(suggested, url)), 3):
        assert name == name.strip()
        assert 0 < len(name.encode()) <= 220
        assert not name.startswith(".")
        assert not set(name) & set('/\\\0\n\r<>:"|?*\u202e')


@given(st.text(min_size=1))
def test_candidates_differ(suggested: str) -> None:
    found = list(islice(candidates(safe_name(suggested)), 20))
    assert len(set(found)) == 20


@pytest.mark.parametrize(
    ("suggested", "url", "name"),
    [
        ("report.pdf", "oro://a/x", "report.pdf"),
        ("", "oro://a/files/a%20b.tar.gz?x=1", "a b.tar.gz"),
        ("../../.bashrc", "", "bashrc"),
        ("..", "oro://a/", "download"),
        ("C:\\temp\\NUL.txt", "", "_NUL.txt"),
        ("invoice\u202efdp.exe", "", "invoice_fdp.exe"),
        ("", "data:text/plain,hello/x", "download"),
        ("é" * 200 + ".txt", "", "é" * 98 + ".txt"),
    ],
)
def test_examples(suggested: str, url: str, name: str) -> None:
    assert safe_name(suggested, url) == name


def test_numbers_stand_before_the_ending() -> None:
    assert list(islice(candidates("a.tar.gz"), 3)) == ["a.tar.gz", "a (1).tar.gz", "a (2).tar.gz"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="a b.txt"', "a b.txt"),
        ("attachment; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
        ('attachment; filename="na\xc3\xafve.txt"', "naïve.txt"),
        ("attachment", ""),
        ("inline; filename=x.txt", None),
        ("", None),
    ],
)
def test_attachments(value: str, name: str | None) -> None:
    assert attachment_name(value) == name


@given(st.text())
def test_any_header_is_read_without_an_error(value: str) -> None:
    attachment_name(value)
