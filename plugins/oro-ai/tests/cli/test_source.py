"""What a person may write for a model to be pulled."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.cli.source import parse_source

from oro_framework.errors import UsageError

HUB = "https://hub.example"


def test_a_name_on_the_hub() -> None:
    source = parse_source("org/repo/deep/tiny model.gguf", hub=HUB)
    assert source.url == "https://hub.example/org/repo/resolve/main/deep/tiny%20model.gguf"
    assert (source.name, source.on_hub) == ("tiny model.gguf", True)
    assert "/resolve/refs%2Fpr%2F1/" in parse_source("o/r/x.gguf", hub=HUB, revision="refs/pr/1").url


def test_a_url() -> None:
    source = parse_source("http://example.org/a/tiny%2Eq4.gguf?download=true", hub=HUB)
    assert source.url == "http://example.org/a/tiny%2Eq4.gguf?download=true"
    assert (source.name, source.on_hub) == ("tiny.q4.gguf", False)
    assert parse_source("https://example.org/get?id=5", hub=HUB, name="five.gguf").name == "five.gguf"


NEITHER = (
    *("", "tiny.gguf", "org/repo", "org//x.gguf", "org/../x.gguf", "ftp://example.org/x.gguf", "http:///x.gguf"),
    *("https://example.org/", "https://example.org/%2Fetc%2Fx.gguf", "https://example.org/.gguf", "http://[/x.gguf"),
)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither(text: str) -> None:
    with pytest.raises(UsageError, match="Cannot pull"):
        parse_source(text, hub=HUB)


@given(st.text() | st.from_regex(r"[a-z./%]+/[a-z./%]+/[a-z./%]+\.gguf", fullmatch=True), st.text())
def test_any_text_is_a_file_of_the_folder_or_refused(text: str, name: str) -> None:
    try:
        source = parse_source(text, hub=HUB, name=name)
    except UsageError:
        return
    assert "/" not in source.name
    assert source.name.endswith(".gguf")
    assert urlsplit(source.url).scheme in ("http", "https")
    if source.on_hub:
        assert source.url.startswith(f"{HUB}/")
        assert ".." not in urlsplit(source.url).path.split("/")
