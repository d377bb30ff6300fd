"""Images in prompts, a step at a time: what a model sees, what is computed, and what caches know."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oro_ai.engine.job import Done, Failed, Job
from oro_ai.engine.media import Attached, MediaPrompt
from oro_ai.llama.binding import C
from oro_ai.llama.model import Model
from oro_ai.llama.mtmd import bindings
from oro_ai.testing import write_model, write_projector
from oro_ai.testing.pictures import png
from oro_ai.testing.stepped import Engine

from oro_framework.errors import InvalidArgument

RED, BLUE = png(255, 200, 10), png(20, 40, 255)


class Seeing(Engine):
    """A generator of a model with a projector."""

    def __init__(self, path: Path, projector: Path, **shape: Any) -> None:
        from oro_ai.engine.placement import Placement

        super().__init__(path, placement=Placement(projector=str(projector)), **shape)

    def read(self, *parts: str | bytes) -> MediaPrompt:
        assert self.model.projector is not None
        told = [part if isinstance(part, str) else Attached("an image", part) for part in parts]
        return self.model.projector.read(told, add_special=True)

    def see(self, *parts: str | bytes, tokens: int = 16, **more: Any) -> Job:
        prompt = self.read(*parts)
        return self.ask(prompt.tokens, tokens, media=prompt.media, **more)

    def answer(self, *parts: str | bytes, **more: Any) -> str:
        job = self.see(*parts, **more)
        self.run()
        self.done(job)
        return self.text(job)


@pytest.fixture(scope="module", params=["mlp", "gemma3", "qwen2vl_merger"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("seeing")
    sections = (2, 3, 3) if request.param == "qwen2vl_merger" else ()
    model = write_model(folder / "seeing.gguf", ends=False, sections=sections)
    return model, write_projector(folder / "mmproj-seeing-F16.gguf", kind=request.param)


@pytest.fixture
def engine(files: tuple[Path, Path]) -> Iterator[Seeing]:
    made = Seeing(*files)
    yield made
    made.close()


def test_a_model_sees_the_image_and_tells_the_same_of_the_same(engine: Seeing) -> None:
    blind = engine.answer("Look: . What is it?")
    red = engine.answer("Look: ", RED, ". What is it?")
    blue = engine.answer("Look: ", BLUE, ". What is it?")
    assert len({blind, red, blue}) == 3
    engine.generator.reset()
    assert engine.answer("Look: ", RED, ". What is it?") == red


def test_the_text_is_that_of_libmtmds_own_helper(engine: Seeing) -> None:
    ours = engine.answer("Look: ", RED, " and ", BLUE, ". What is it?")
    engine.generator.reset()
    assert ours == helped(engine, ["Look: ", RED, " and ", BLUE, ". What is it?"], 16)


def test_an_image_in_the_cache_is_not_computed_again(engine: Seeing) -> None:
    first = engine.answer("Look: ", RED, ". What is it?")
    assert engine.generator.counts.encoded == 1
    again = engine.see("Look: ", RED, ". What is it?", first, " And now?")
    engine.run()
    assert engine.done(again).cached_tokens >= len(engine.read("Look: ", RED, ". What is it?").tokens)
    assert engine.generator.counts.encoded == 1
    other = engine.see("Look: ", BLUE, ". What is it?")
    engine.run()
    kept = engine.done(other).cached_tokens
    assert kept == engine.read("Look: ", BLUE, "x").media[0].start
    assert engine.generator.counts.encoded == 2


def test_streams_together_are_as_each_is_alone(engine: Seeing) -> None:
    prompts: list[tuple[str | bytes, ...]] = [
        ("Look: ", RED, ". What is it?"),
        ("Once upon a time",),
        ("Two: ", BLUE, RED, "."),
        ("The end of " * 8,),
    ]
    alone = []
    for prompt in prompts:
        alone.append(engine.answer(*prompt, tokens=24))
        engine.generator.reset()
    jobs = [engine.see(*prompt, tokens=24) for prompt in prompts]
    engine.run()
    assert [engine.text(job) for job in jobs] == alone


def test_a_job_that_is_cancelled_before_its_image_leaves_the_others(engine: Seeing) -> None:
    other = engine.ask("Once upon a time", 24)
    job = engine.see("Look: ", RED, ". What is it?")
    engine.generator.step()
    engine.generator.cancel(job)
    engine.run()
    assert engine.done(job).reason == "abort"
    assert engine.done(other).completion_tokens == 24


def test_an_interrupted_image_is_computed_anew(engine: Seeing, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = engine.answer("Look: ", RED, ". What is it?")
    engine.generator.reset()
    job = engine.see("Look: ", RED, ". What is it?")
    look = engine.context.look
    interrupted: list[bool] = []

    def once(*arguments: Any) -> int:
        if not interrupted:
            interrupted.append(True)
            engine.context.interrupt()
        return look(*arguments)

    monkeypatch.setattr(engine.context, "look", once)
    engine.run()
    assert interrupted
    assert engine.text(job) == expected


def test_chunks_that_were_forgotten_are_read_again(engine: Seeing, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = engine.answer("Look: ", RED, ". What is it?")
    engine.generator.reset()
    projector = engine.model.projector
    assert projector is not None
    projector._vectors.clear()
    job = engine.see("Look: ", RED, ". What is it?")
    monkeypatch.setattr("oro_ai.llama.projector.MOST_CHUNKS", 1)
    engine.read(BLUE, "x")
    engine.run()
    assert engine.text(job) == expected


def test_damaged_images_and_images_at_the_end_are_refused(engine: Seeing) -> None:
    with pytest.raises(InvalidArgument, match="Cannot use an image: "):
        engine.read("Look: ", RED[:60], ".")
    (media,) = engine.read("Look: ", RED, ".").media
    after = len(engine.read("Look: ", RED, ".").tokens) - media.end
    if after == len(engine.model.vocab.tokenize(".", add_special=False)):  # others have text of their own there
        with pytest.raises(InvalidArgument, match="nothing follows"):
            engine.read("Look: ", RED)


def test_an_image_may_advance_positions_by_less_than_its_tokens(engine: Seeing) -> None:
    (media,) = engine.read("Look: ", RED, ".").media
    assert (media.positions < media.count) is bool(bindings().mtmd_decode_use_mrope(projector_of(engine)))


def test_an_image_that_is_larger_than_a_step_is_refused(files: tuple[Path, Path]) -> None:
    engine = Seeing(*files, batch=2, sequences=2)
    job = engine.see("Look: ", RED, ".")
    engine.run()
    if engine.model.projector is not None and engine.model.projector.at_once:
        failed = engine.told[job][-1]
        assert isinstance(failed, Failed)
        assert "are computed at once" in failed.error.message
    else:
        assert isinstance(engine.told[job][-1], Done)
    engine.close()


def test_a_projector_of_another_model_leaves_one_of_text(tmp_path: Path, random_model: Path) -> None:
    from oro_ai.engine.placement import Placement

    other = write_projector(tmp_path / "mmproj.gguf", width=32)
    model = Model(random_model, Placement(projector=str(other)))
    assert model.projector is None
    assert "mmproj.gguf" in model.blind
    model.free()


def projector_of(engine: Seeing) -> Any:
    """Return libmtmd's handle of the projector."""
    assert engine.model.projector is not None
    return engine.model.projector.handle


def helped(engine: Seeing, parts: list[str | bytes], count: int) -> str:
    """Return the text that libmtmd's helper and the likeliest tokens make of a prompt."""
    m, projector, context = bindings(), projector_of(engine), engine.context.handle
    chunks, place = m.mtmd_input_chunks_init(), C.llama_pos()
    text = "".join(part if isinstance(part, str) else "<__media__>" for part in parts).encode()
    bitmaps = []
    for part in parts:
        if isinstance(part, bytes):
            buffer = (ctypes.c_uint8 * len(part)).from_buffer_copy(part)
            bitmaps.append(m.mtmd_helper_bitmap_init_from_buf(projector, buffer, len(part), False))
    told = m.mtmd_input_text(text=text, text_len=len(text), add_special=True, parse_special=True)
    pointers = (ctypes.c_void_p * len(bitmaps))(*bitmaps)
    assert m.mtmd_tokenize(projector, chunks, ctypes.byref(told), pointers, len(bitmaps)) == 0
    done = m.mtmd_helper_eval_chunks(
        projector, context, chunks, 0, 0, engine.context.shape.batch, True, ctypes.byref(place)
    )
    assert done == 0
    found, size = [], engine.model.vocab.size
    for step in range(count):
        logits = C.llama_get_logits_ith(context, -1)
        token = max(range(size), key=lambda index: logits[index])
        found.append(token)
        assert engine.context.check([token], place.value + step, 0) == 0
    m.mtmd_input_chunks_free(chunks)
    for bitmap in bitmaps:
        m.mtmd_bitmap_free(bitmap)
    return engine.model.vocab.detokenize(found)
