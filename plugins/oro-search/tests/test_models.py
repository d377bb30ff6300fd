"""Questions by meaning with real weights, ranking by a model, and answers of a model, all of oro-ai."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from oro_ai.testing import write_model
from oro_search.cli import search as command

from oro_framework.testing import open_host

from .endpoint import endpoint

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TEXTS = {
    "a.txt": "A man is eating a piece of bread in the kitchen.",
    "b.txt": "I forgot my login credentials and cannot get in.",
    "c.txt": "The stock market fell by three per cent on Monday.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of three sentences."""
    made = tmp_path / "sentences"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text)
    return made


def keys(models: Path, **more: Any) -> dict[str, Any]:
    return {"ai_llm_model_path": str(models), "search_model": "minilm", **more}


async def test_passages_are_found_by_their_meaning(models: Path, folder: Path) -> None:
    async with open_host(installed=("search", "ai"), settings=keys(models)) as app:
        status = (await app.call("search.index", folder=str(folder))).data
        assert (status["model"], status["dimensions"], status["passages"]) == ("minilm", 384, 3)
        for question, file in {"someone has dinner": "a.txt", "reset a password": "b.txt", "shares": "c.txt"}.items():
            found = (await app.call("search.search", folder=str(folder), question=question)).data
            assert (found["model"], found["remarks"]) == ("minilm", [])
            first = found["passages"][0]
            assert (first["file"], first["by"]) == (file, ["meaning"]), question


async def test_a_model_ranks_once_more(models: Path, folder: Path) -> None:
    async with open_host(installed=("search", "ai"), settings=keys(models, search_ranking_model="ranker")) as app:
        await app.call("search.index", folder=str(folder))
        found = (await app.call("search.search", folder=str(folder), question="bread")).data
        assert (found["ranked"], found["remarks"]) == (True, [])
        scores = [one["score"] for one in found["passages"]]
        assert len(set(scores)) == 3
        assert scores == sorted(scores, reverse=True)
    async with open_host(installed=("search", "ai"), settings=keys(models, search_ranking_model="minilm")) as app:
        found = (await app.call("search.search", folder=str(folder), question="bread")).data
        assert (found["ranked"], found["passages"][0]["file"]) == (False, "a.txt")
        assert found["remarks"][0].startswith("Not ranked once more: Cannot rank")


async def test_a_model_answers_from_passages(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    write_model(tmp_path / "models" / "random.gguf", context=4096)
    settings = {"ai_llm_model_path": str(tmp_path / "models"), "search_answer_model": "random"}
    async with open_host(installed=("search", "ai"), settings=settings) as app:
        await app.call("search.index", folder=str(folder))
        reply = (await app.call("search.answer", folder=str(folder), question="Who eats bread?")).data
        assert isinstance(reply["text"], str)
        assert [one["place"] for one in reply["sources"]] == ["a.txt:1"]


def test_the_command_asks_a_folder(models: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(documents.parent)
    runner = CliRunner()
    done = runner.invoke(command, ["when is the rent due", "--folder", str(documents), "--limit", "1"])
    assert done.stdout.splitlines()[:2] == ["lease.pdf p. 2", "  The rent is due on the third day of each month."]
    assert "Searched by words only: search_model names no model" in done.stderr
    done = runner.invoke(command, ["spade", "--folder", str(documents), "--limit", "1"])
    assert done.stdout.startswith("notes/garden.md:7  Garden\n"), done.output
    nothing = runner.invoke(command, ["zebra", "--folder", str(documents)], standalone_mode=False)
    assert nothing.return_value == 1


def test_the_command_takes_a_model_file(models: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    arguments = ["reset a password", "--folder", str(folder), "--model", str(models / "minilm.gguf"), "--json"]
    done = CliRunner().invoke(command, arguments)
    assert done.exception is None, done.output
    assert '"file": "b.txt"' in done.stdout.split('"file": "a.txt"')[0]


def test_the_command_takes_an_endpoint_and_its_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("ORO_SEARCH_EMBEDDINGS_KEY", "a key")
    with endpoint() as server:
        arguments = ["bread", "--folder", str(folder), "--model", "letters", "--url", server.url]
        done = CliRunner().invoke(command, arguments)
        assert done.exception is None, done.output
        assert set(server.keys) == {"Bearer a key"}
        assert "a key" not in done.output
