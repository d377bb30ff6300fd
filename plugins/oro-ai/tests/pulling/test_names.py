"""Names of models are read in every form that `oro ai pull` takes."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.pulling.names import Address, HubFile, HubRepository, OllamaModel, parse_name
from oro_ai.pulling.source import hub_source, parts_of, url_source

from oro_framework.errors import UsageError

HUB = "https://hub.example"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("smollm2", OllamaModel("library", "smollm2", "latest")),
        ("smollm2:135m", OllamaModel("library", "smollm2", "135m")),
        ("ollama:me/small:q4", OllamaModel("me", "small", "q4")),
        ("ollama.com/library/smollm2:135m", OllamaModel("library", "smollm2", "135m")),
        ("org/repo", HubRepository("org", "repo")),
        ("org/repo:Q4_K_M", HubRepository("org", "repo", "Q4_K_M")),
        ("hf.co/org/repo:Q4_0", HubRepository("org", "repo", "Q4_0")),
        ("org/repo/deep/tiny model.gguf", HubFile("org", "repo", "deep/tiny model.gguf")),
        ("huggingface.co/org/repo/x.gguf", HubFile("org", "repo", "x.gguf")),
        ("https://example.org/x.gguf", Address("https://example.org/x.gguf")),
    ],
)
def test_names(text: str, name: object) -> None:
    assert parse_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("", "tiny.gguf", "org//x.gguf", "org/../x.gguf", "ftp://example.org/x.gguf", "http:///x.gguf", "http://[/x"),
        *("org/", "/repo", "org/repo:", ":tag", "name:", "a b", "ollama:a/b/c", "hf.co/", "hf.co/x", "../x"),
    ],
)
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(UsageError, match="Cannot pull"):
        parse_name(text)


def test_where_files_of_the_hub_are() -> None:
    source = hub_source(HUB, HubFile("org", "repo", "deep/tiny model.gguf"), "refs/pr/1")
    assert source.url == "https://hub.example/org/repo/resolve/refs%2Fpr%2F1/deep/tiny%20model.gguf"
    assert (source.name, source.server) == ("tiny model.gguf", "hub")


def test_a_url() -> None:
    source = url_source("http://example.org/a/tiny%2Eq4.gguf?download=true")
    assert source.url == "http://example.org/a/tiny%2Eq4.gguf?download=true"
    assert (source.name, source.server) == ("tiny.q4.gguf", "other")
    assert url_source("https://example.org/get?id=5", "five.gguf").name == "five.gguf"


@pytest.mark.parametrize("path", ["", "%2Fetc%2Fx.gguf", ".gguf", "x.bin"])
def test_a_url_without_the_name_of_a_model(path: str) -> None:
    with pytest.raises(UsageError, match="--name"):
        url_source(f"https://example.org/{path}")


def test_models_of_several_files() -> None:
    whole = [f"a/x-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
    assert parts_of("a/x-00002-of-00003.gguf") == whole
    assert parts_of("x.gguf") == ["x.gguf"]
    assert parts_of("x-00001-of-99999.gguf") == ["x-00001-of-99999.gguf"]


TEXTS = st.text() | st.from_regex(r"[a-z./%:]+/[a-z./%:]+(/[a-z./%]+\.gguf)?", fullmatch=True)


@given(TEXTS, st.text())
def test_any_text_is_a_file_of_the_folder_or_refused(text: str, name: str) -> None:
    try:
        found = parse_name(text)
        if isinstance(found, OllamaModel):
            assert "/" not in found.filename
            assert not found.filename.startswith(".")
            return
        if isinstance(found, HubRepository):
            found = HubFile(found.owner, found.repository, "x.gguf")
        source = hub_source(HUB, found, "main", name=name) if isinstance(found, HubFile) else url_source(text, name)
    except UsageError:
        return
    assert "/" not in source.name
    assert source.name.endswith(".gguf")
    assert urlsplit(source.url).scheme in ("http", "https")
    if source.server == "hub":
        assert source.url.startswith(f"{HUB}/")
        assert ".." not in urlsplit(source.url).path.split("/")
