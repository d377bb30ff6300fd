"""`oro ai`, run as people run it."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from oro_ai.cli.models import bytes_text
from oro_ai.testing import write_adapter, write_model, write_projector
from oro_ai.testing.pictures import png
from oro_ai.testing.registry import registry
from oro_ai.testing.shop import shop
from oro_ai.testing.stores import tree, write_ollama

Oro = Callable[..., Any]
OOPS = 60.0
"""Seconds no step may take."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a model, one that was cut off, and an adapter in a folder of its own."""
    folder = tmp_path_factory.mktemp("shelf")
    whole = write_model(folder / "tiny.gguf", context=1 << 20)
    (folder / "cut.gguf").write_bytes(whole.read_bytes()[:-500])
    (folder / "more").mkdir()
    write_adapter(folder / "more" / "manner.gguf")
    return folder


def test_models_says_what_is_where(shelf: Path, tmp_path: Path, oro: Oro) -> None:
    done = oro("models", "--json", ORO_AI_LLM_MODEL_PATH=str(shelf))
    cut, manner, tiny = json.loads(done.out)
    assert (tiny["name"], tiny["architecture"], tiny["context"], tiny["kind"]) == (
        "tiny.gguf",
        "llama",
        1 << 20,
        "model",
    )
    assert tiny["size"] == (shelf / "tiny.gguf").stat().st_size
    assert (manner["name"], manner["kind"]) == ("more/manner.gguf", "adapter")
    assert "the file is not whole" in cut["problem"]
    text = oro("models", "--folder", str(shelf), "--folder", str(tmp_path)).out
    assert re.search(r"tiny\.gguf +llama +– +1,048,576 +[\d.]+ [kM]B", text)


def test_the_folder_of_an_app_counts(shelf: Path, tmp_path: Path, oro: Oro) -> None:
    (tmp_path / "oro.toml").write_text(
        '[meta]\nbundle_identifier = "org.example.shelf"\n'
        f'[ai]\nllm_model_path = "{shelf}"\nllm_default_model = "tiny"\n'
    )
    assert "tiny.gguf" in oro("models").out
    done = oro("run", "--temperature", "0", "--max-tokens", "5", said="Hello")
    assert done.code == 0, done.err
    assert done.out.strip()


def test_an_app_without_a_folder_is_told_what_to_do(tmp_path: Path, oro: Oro) -> None:
    (tmp_path / "oro.toml").write_text('[meta]\nbundle_identifier = "org.example.bare"\n')
    done = oro("pull", "smollm2:135m")
    assert (done.code, done.out) == (2, "")
    assert "ai_llm_model_path of this app names none" in done.err


def test_without_an_app_models_are_the_persons_own(shelf: Path, home: Path, oro: Oro) -> None:
    assert "oro ai pull smollm2:135m" in oro("models").err
    nothing = oro("run", "Say hi")
    assert nothing.code == 2
    assert "there is none" in nothing.err
    assert "oro ai pull smollm2:135m" in nothing.err
    with registry(tags={"library/smollm2:135m": (shelf / "tiny.gguf").read_bytes()}) as server:
        done = oro("pull", "smollm2:135m", ORO_AI_LLM_REGISTRY_URL=server.address)
        own = home / ".local/share/oro-framework/models/smollm2-135m.gguf"
        assert (done.code, done.out) == (0, f"{own}\n"), done.err
        assert "--force replaces it" in oro("pull", "smollm2:135m").err
    assert re.search(r"Your own.*\n +smollm2-135m\.gguf +llama", oro("models").out)
    limits = ("--max-tokens", "5", "--temperature", "0")
    said = oro("run", "Say hi", *limits)
    assert (said.code, said.err) == (0, "")
    assert said.out.strip()
    for name in ("smollm2:135m", "smollm2-135m", "smollm2-135m.gguf"):
        assert oro("run", name, "Say hi", *limits).out == said.out
    other = oro("run", "llama3:8b", "Say hi")
    assert other.code == 1
    assert "`oro ai pull llama3:8b` fetches it" in other.err


def test_models_of_other_programs_answer_where_they_lie(shelf: Path, home: Path, oro: Oro) -> None:
    data = (shelf / "tiny.gguf").read_bytes()
    write_ollama(home / ".ollama/models", "qwen3:0.6b", data)
    before = tree(home / ".ollama")
    assert re.search(r"Ollama.*\n +qwen3:0\.6b +llama", oro("models").out)
    said = oro("run", "qwen3:0.6b", "Say hi", "--max-tokens", "5")
    assert (said.code, said.err) == (0, "")
    assert said.out.strip()
    assert tree(home / ".ollama") == before, "nothing is written there"


def test_pull_puts_a_model_into_the_folder(shelf: Path, tmp_path: Path, oro: Oro) -> None:
    with shop((shelf / "tiny.gguf").read_bytes()) as server:
        asked = ["pull", "org/repo/tiny.gguf", "--folder", "models", "--sha256", server.digest]
        done = oro(*asked, ORO_AI_LLM_HUB_URL=f"{server.address}/")
        assert (done.code, done.out) == (0, "models/tiny.gguf\n"), done.err
        assert (tmp_path / "models" / "tiny.gguf").read_bytes() == server.data
        again = oro(*asked, ORO_AI_LLM_HUB_URL=server.address)
        assert again.code == 2
        assert "--force replaces it" in again.err
        assert oro(*asked, "--force", ORO_AI_LLM_HUB_URL=server.address).code == 0
        server.status = 404
        missing = oro("pull", f"{server.address}/other.gguf", "--folder", "models")
        assert (missing.code, missing.out) == (1, "")
        assert missing.err.strip() == 'error: Cannot pull "other.gguf": there is no such file'


def test_what_is_piped_in_is_one_prompt(shelf: Path, oro: Oro) -> None:
    asked = ["run", str(shelf / "tiny.gguf"), "--temperature", "0", "--max-tokens", "12"]
    answer = oro(*asked, said="Hello\n")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.strip()
    assert oro(*asked, "Hello").out == answer.out, "a prompt may be an argument, too"
    assert oro(*asked, "--system", "Be rude", "Hello").out != answer.out
    drawn = [oro("run", str(shelf / "tiny"), "--seed", "7", "--max-tokens", "9", "Hi").out for _ in "ab"]
    assert drawn[0] == drawn[1] != ""


def test_run_shows_a_model_an_image(shelf: Path, tmp_path: Path, oro: Oro) -> None:
    model = write_model(tmp_path / "seeing.gguf", ends=False)
    write_projector(tmp_path / "mmproj-F16.gguf")
    (tmp_path / "red.png").write_bytes(png(255, 0, 0))
    asked = ["run", str(model), "--temperature", "0", "--max-tokens", "8", "What is it?"]
    seen = oro(*asked, "--image", str(tmp_path / "red.png"))
    assert seen.out.strip()
    assert seen.out != oro(*asked).out
    assert "only text" in oro("run", str(shelf / "tiny.gguf"), "x", "--image", str(tmp_path / "red.png")).err


def test_run_says_what_it_cannot_do(shelf: Path, embedding_model: Path, oro: Oro) -> None:
    assert "nobody" in oro("run", "nobody", "--folder", str(shelf), "x").err
    assert "the file is not whole" in oro("run", "cut", "--folder", str(shelf), "x").err
    assert "there is none; `oro ai pull` fetches one" in oro("run").err
    assert "only makes embeddings" in oro("run", str(embedding_model), "x").err
    assert re.search(
        rf"{re.escape(embedding_model.name)} .* embeds", oro("models", "--folder", str(embedding_model.parent)).out
    )


# -- on a terminal ---------------------------------------------------------------------------------


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str, kind: str = "dumb") -> None:
        self.seen = ""
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ["TERM"] = kind
            os.execv(sys.executable, [sys.executable, "-m", "oro_framework.cli", "ai", *arguments])

    def until(self, text: str) -> str:
        """Wait for a text and return what came with it."""
        end = time.monotonic() + OOPS
        while text not in self.seen:
            assert select.select([self._end], [], [], max(end - time.monotonic(), 0))[0], (
                f"{text!r} not in {self.seen!r}"
            )
            try:
                self.seen += os.read(self._end, 65536).decode("utf-8", "replace")
            except OSError:
                pytest.fail(f"it ended without {text!r}: {self.seen!r}")
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def ended(self, again: str = "") -> int:
        """Wait for the end and return the exit code.

        Args:
            again: typed each second: a signal that comes after a prompt is written and before it is read from is not
                heard until something else is typed, as Python waits for a line.
        """
        end = time.monotonic() + OOPS
        while time.monotonic() < end:
            if not select.select([self._end], [], [], 1)[0]:
                self.type(again)
                continue
            try:
                if not os.read(self._end, 65536):
                    break
            except OSError:
                break
        else:
            pytest.fail("it did not end")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self) -> None:
        os.close(self._end)
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def test_a_conversation(shelf: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "run", str(shelf / "tiny.gguf"), "--temperature", "0", "--max-tokens", "20")
    try:
        terminal.until(">>> ")
        terminal.type("Hello\n")
        terminal.until("20 tokens")
        terminal.until(">>> ")
        terminal.type("And now\n")
        terminal.until(" a second")
        terminal.until(">>> ")
        terminal.type("/bye\n")
        assert terminal.ended() == 0
    finally:
        terminal.close()


def test_ctrl_c_stops_an_answer_and_a_second_one_ends(chat_model: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "run", str(chat_model), "--temperature", "0")
    try:
        for _ in range(2):
            terminal.until(">>> ")
            terminal.type("Write a very long story about a fox.\n")
            terminal.until("fox.\r\n")
            terminal.until(" the ")
            terminal.type("\x03")
            terminal.until("stopped")
        terminal.until(">>> ")
        terminal.type("\x03")
        assert terminal.ended(again="\x03") == 130
    finally:
        terminal.close()


def test_an_answer_does_not_obey_the_terminal() -> None:
    from oro_ai.cli.speaker import printable

    assert printable("naïve 🦊\n\ttext \x1b[2J\x07\x9b") == "naïve 🦊\n\ttext �[2J��"


def test_what_a_model_does_not_hold_is_forgotten(random_model: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "run", str(random_model), "--temperature", "0", "--max-tokens", "20")
    try:
        told = terminal.until(">>> ")
        for _ in range(3):  # three prompts are more than its 512 tokens, whatever it answers
            terminal.type("Hello " * 30 + "\n")
            told += terminal.until(">>> ")
        assert "of the oldest exchanges were forgotten" in told
        terminal.type("\x04")
        assert terminal.ended() == 0
    finally:
        terminal.close()


def test_pull_draws_how_far_it_is_and_goes_on_after_ctrl_c(shelf: Path, tmp_path: Path) -> None:
    with shop((shelf / "tiny.gguf").read_bytes(), stalls_after=[100_000]) as server:
        asked = ("pull", f"{server.address}/tiny.gguf", "--folder", str(tmp_path))
        terminal = Terminal(tmp_path, *asked, kind="xterm")
        try:
            terminal.until("tiny.gguf")
            terminal.until("/" + bytes_text(len(server.data)).split()[0])
            terminal.type("\x03")
            terminal.until("the same command goes on")
            assert terminal.ended() == 130
        finally:
            terminal.close()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.gguf.part", "tiny.gguf.part.from"]
        terminal = Terminal(tmp_path, *asked, kind="xterm")
        try:
            terminal.until("are there from an earlier time")
            assert terminal.ended() == 0
        finally:
            terminal.close()
        assert (tmp_path / "tiny.gguf").read_bytes() == server.data
        assert server.ranges_asked()[1] == f"bytes={100_000}-"
