"""Images in requests to every endpoint that answers conversations: what reaches the model, and what is refused."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.chat.files import MOST_PIXELS, image_bytes, image_size
from oro_ai.engine.media import Media, position, whole_chunks
from oro_ai.models.projectors import projector_of
from oro_ai.testing import write_audio_projector, write_model, write_projector
from oro_ai.testing.pictures import data_url, png, wav
from oro_ai.testing.stores import write_hub_cache, write_ollama

from oro_framework.errors import InvalidArgument, TooLarge
from oro_framework.testing.host import OpenHost, open_host

AI = "/ai/llama/"
RED, BLUE = png(255, 200, 10), png(20, 40, 255)
GREEDY = {"temperature": 0, "ignore_eos": True, "max_tokens": 12}


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a model that sees, and one of text whose name is another."""
    folder = tmp_path_factory.mktemp("seeing")
    write_model(folder / "seeing.gguf", ends=False)
    write_model(folder / "blind.gguf", ends=False)
    write_projector(folder / "mmproj-seeing-F16.gguf")
    return folder


@asynccontextmanager
async def serving(models: Path, **more: Any) -> AsyncIterator[OpenHost]:
    keys = {"ai_llm_model_path": str(models), "ai_llm_default_model": "seeing", **more}
    async with open_host(plugin, settings=keys) as app:
        yield app


async def post(app: OpenHost, endpoint: str, body: Any, status: int = 200) -> Any:
    answer = await app.client.post(AI + endpoint, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def image(data: bytes | str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": data if isinstance(data, str) else data_url(data)}}


def said(*parts: Any) -> dict[str, Any]:
    content = [{"type": "text", "text": part} if isinstance(part, str) else part for part in parts]
    return {"messages": [{"role": "user", "content": content}], **GREEDY}


def text(answer: Any) -> str:
    return str(answer["choices"][0]["message"]["content"])


# -- what a model sees ------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_an_image_reaches_the_model_and_is_kept_for_the_next_turn(seeing: Path) -> None:
    async with serving(seeing) as app:
        chat = "v1/chat/completions"
        red = await post(app, chat, said(image(RED), "What is it?"))
        blue = await post(app, chat, said(image(BLUE), "What is it?"))
        blind = await post(app, chat, said("What is it?"))
        assert len({text(red), text(blue), text(blind)}) == 3
        again = await post(app, chat, said(image(RED), "What is it?"))
        assert text(again) == text(red)
        details = again["usage"]["prompt_tokens_details"]
        assert details["cached_tokens"] >= 16
        (card,) = (await app.client.get(AI + "v1/models")).json()["data"]
        assert (card["meta"]["vision"], card["meta"]["audio"]) == (True, False)
        template = await post(app, "apply-template", {"messages": said(image(RED), "x")["messages"]})
        assert "<__media__>\nx" in template["prompt"]
        several = await post(app, chat, {**said(image(RED), "What is it?"), "n": 3})
        assert {choice["message"]["content"] for choice in several["choices"]} == {text(red)}


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_other_dialects_send_the_same_image(seeing: Path) -> None:
    async with serving(seeing) as app:
        ours = text(await post(app, "v1/chat/completions", said(image(RED), "What is it?")))
        base64 = b64encode(RED).decode()
        block = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64}}
        turn = {"role": "user", "content": [block, {"type": "text", "text": "What is it?"}]}
        counted = {"model": "seeing", "messages": [turn]}
        anthropic = await post(app, "v1/messages", {**counted, "max_tokens": 12, "temperature": 0})
        assert anthropic["content"][0]["text"] == ours
        count = await post(app, "v1/messages/count_tokens", counted)
        assert count["input_tokens"] == anthropic["usage"]["input_tokens"] + anthropic["usage"].get(
            "cache_read_input_tokens", 0
        )
        options = {"temperature": 0, "num_predict": 12}
        message = {"role": "user", "content": "What is it?", "images": [base64]}
        ollama = {"model": "seeing", "messages": [message], "stream": False, "options": options}
        assert (await post(app, "api/chat", ollama))["message"]["content"] == ours
        generate = {"model": "seeing", "prompt": "What is it?", "images": [base64], "stream": False, "options": options}
        assert (await post(app, "api/generate", generate))["response"] == ours
        await post(app, "api/generate", {**generate, "raw": True}, 400)
        parts = [
            {"type": "input_image", "image_url": data_url(RED), "detail": "auto"},
            {"type": "input_text", "text": "What is it?"},
        ]
        asked = {"model": "seeing", "input": [{"role": "user", "content": parts}]}
        response = await post(app, "v1/responses", {**asked, "temperature": 0, "max_output_tokens": 12, "store": False})
        assert response["output"][-1]["content"][0]["text"] == ours


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_a_step_has_room_for_images_that_are_computed_at_once(tmp_path: Path) -> None:
    write_model(tmp_path / "seeing.gguf", ends=False)
    write_projector(tmp_path / "mmproj-F16.gguf", kind="gemma3")
    async with serving(tmp_path, ai_llm_context_n_batch=2) as app:
        red = await post(app, "v1/chat/completions", said(image(RED), "What is it?"))
        blue = await post(app, "v1/chat/completions", said(image(BLUE), "What is it?"))
        assert text(red) != text(blue)


PARTS = (
    "{% for message in messages %}{{ message.role }}:{% for part in message.content %}"
    "{% if part.type == 'text' %}{{ part.text }}{% elif part.type == 'image' %}<image>{% endif %}{% endfor %};"
    "{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"
)


@pytest.mark.anyio
async def test_a_template_that_shows_only_parts_is_given_them(tmp_path: Path) -> None:
    write_model(tmp_path / "seeing.gguf", template=PARTS)
    write_projector(tmp_path / "mmproj-F16.gguf")
    async with serving(tmp_path) as app:
        asked = {"messages": said(image(RED), "What is it?")["messages"]}
        assert (await post(app, "apply-template", asked))["prompt"] == "user:<__media__>\nWhat is it?;assistant:"
        plain = {"messages": [{"role": "user", "content": "Hello"}]}
        assert (await post(app, "apply-template", plain))["prompt"] == "user:Hello;assistant:"


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_a_model_that_hears_takes_audio(tmp_path: Path) -> None:
    write_model(tmp_path / "seeing.gguf", ends=False, context=2048)
    write_audio_projector(tmp_path / "mmproj-F16.gguf")
    async with serving(tmp_path) as app:
        chat, audio = "v1/chat/completions", "input_audio"

        async def heard(data: bytes) -> str:
            told = {"data": b64encode(data).decode(), "format": "wav"}
            return text(await post(app, chat, said({"type": audio, audio: told}, "What is it?")))

        low, high = await heard(wav(200)), await heard(wav(2000))
        assert low != high
        assert await heard(wav(200)) == low
        props = (await app.client.get(AI + "props")).json()
        assert props["modalities"] == {"vision": False, "audio": True}
        assert "only text and audio" in (await post(app, chat, said(image(RED), "?"), 501))["error"]["message"]
        damaged = {"type": audio, audio: {"data": b64encode(b"RIFF____WAVE").decode(), "format": "wav"}}
        await post(app, chat, said(damaged, "?"), 400)


# -- what is refused --------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_what_is_no_image_is_refused_by_its_place(seeing: Path) -> None:
    async with serving(seeing) as app:
        for given, status, why in (
            ("https://example.org/x.png", 400, "fetch nothing"),
            ("file:///etc/passwd", 400, "fetch nothing"),
            ("oro://app/x.png", 400, "fetch nothing"),
            ("../secret.png", 400, "fetch nothing"),
            ("data:image/png,raw", 400, "not in base64"),
            ("data:image/png;base64,####", 400, "no base64"),
            (data_url(b"plain text"), 400, "no image of type"),
            (data_url(RED[:100]), 400, "Cannot use messages[0].content[1]"),
            (data_url(RED[:16] + b"\x00\x01\x00\x00" * 2 + RED[24:]), 413, "pixels"),
        ):
            error = (await post(app, "v1/chat/completions", said("Look", image(given), "?"), status))["error"]
            assert "messages[0].content[1]" in error["message"], error
            assert why in error["message"], error
            assert error["param"] == "messages"
        audio = {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}
        error = (await post(app, "v1/chat/completions", said(audio, "?"), 501))["error"]
        assert "only text and images" in error["message"]
        error = (await post(app, "v1/chat/completions", {**said(image(RED), "?"), "model": "blind"}, 501))["error"]
        assert "mmproj" in error["message"]
        await post(app, "v1/embeddings", {"input": [image(RED)]}, 400)
        await post(app, "v1/chat/completions", said(*[image(RED)] * 65, "?"), 413)


@pytest.mark.anyio
@pytest.mark.usefixtures("in_app")
async def test_without_libmtmd_the_refusal_says_how_to_get_it(seeing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "llama_cpp.mtmd_cpp", None)
    monkeypatch.setattr("oro_ai.llama.mtmd._loaded", [])
    async with serving(seeing) as app:
        error = (await post(app, "v1/chat/completions", said(image(RED), "?"), 501))["error"]
        assert "LLAVA_BUILD=ON" in error["message"]
        assert text(await post(app, "v1/chat/completions", said("Hello")))


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_a_cache_with_an_image_is_not_saved(seeing: Path, tmp_path: Path) -> None:
    async with serving(seeing, ai_llm_rate_limit_concurrency=1) as app:
        await post(app, "v1/chat/completions", said(image(RED), "What is it?"))
        answer = await app.client.post(AI + "slots/0", params={"action": "save"}, json={"filename": "x.bin"})
        assert answer.status_code == 400
        assert "images" in answer.text


# -- files ------------------------------------------------------------------------------------------------


def test_the_size_of_an_image_is_that_of_its_header() -> None:
    assert image_size(png(1, 2, 3, side=7)) == (7, 7)
    assert image_size(b"GIF89a\x03\x00\x02\x00") == (3, 2)
    assert image_size(b"BM" + bytes(12) + b"\x28\0\0\0" + b"\x05\0\0\0" + b"\xfa\xff\xff\xff") == (5, 6)
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08\x00\x09\x00\x08\x03"
    assert image_size(jpeg) == (8, 9)
    assert image_size(b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x03\0\0\x04\0\0") == (4, 5)
    assert image_size(b"RIFF\0\0\0\0WAVEfmt ") is None


@given(st.one_of(*(st.binary().map(head.__add__) for head in (b"", b"\xff\xd8", b"GIF89a", b"BM", b"RIFF0000WEBP"))))
def test_no_bytes_break_the_reader_of_sizes(data: bytes) -> None:
    width, height = image_size(data) or (0, 0)
    if 0 < width * height <= MOST_PIXELS:
        assert image_bytes(data_url(data), "x") == data
        return
    with pytest.raises((InvalidArgument, TooLarge)):
        image_bytes(data_url(data), "x")


def test_webp_is_read_by_pillow(seeing: Path) -> None:
    pillow = pytest.importorskip("PIL.Image")
    from io import BytesIO

    from oro_ai.chat.attachments import Attachments
    from oro_ai.engine.media import Attached

    class Facts:
        vision, audio, blind = True, False, ""

    written = BytesIO()
    pillow.new("RGB", (8, 8), "red").save(written, "WEBP")
    attachments = Attachments(Facts())  # type: ignore[arg-type]
    mark = attachments.add(image(data_url(written.getvalue(), "image/webp")), "x")
    (file,) = attachments.parts(mark)
    assert isinstance(file, Attached)
    assert image_size(file.data) == (8, 8)


def test_positions_and_prefixes_know_whole_images() -> None:
    one = Media(start=3, count=10, positions=4, key=-5, data=b"")
    assert [position([one], place) for place in (0, 3, 13, 20)] == [0, 3, 7, 14]
    assert [whole_chunks([one], length) for length in (2, 3, 4, 12, 13, 30)] == [2, 3, 3, 3, 13, 30]


def test_a_projector_is_found_beside_its_model(tmp_path: Path) -> None:
    model = tmp_path / "Qwen2-VL-2B-Instruct-Q4_K_M.gguf"
    assert projector_of(model) is None
    for name in ("mmproj-other-F16.gguf", "mmproj-Qwen2-VL-2B-Instruct-Q8_0.gguf"):
        (tmp_path / name).touch()
    assert projector_of(model) == tmp_path / "mmproj-Qwen2-VL-2B-Instruct-Q8_0.gguf"
    (tmp_path / "Qwen2-VL-2B-Instruct-mmproj-f16.gguf").touch()
    assert projector_of(model) == tmp_path / "Qwen2-VL-2B-Instruct-mmproj-f16.gguf"
    (tmp_path / "plain-Q4_0.gguf").touch()
    assert projector_of(tmp_path / "plain-Q4_0.gguf") is None
    (tmp_path / "gpt-oss-MXFP4.gguf").touch()
    (tmp_path / "mmproj-gpt-oss-FP16.gguf").touch()
    assert projector_of(tmp_path / "gpt-oss-MXFP4.gguf") == tmp_path / "mmproj-gpt-oss-FP16.gguf"
    (tmp_path / "mmproj-BF16.gguf").touch()
    assert projector_of(tmp_path / "plain-Q4_0.gguf") == tmp_path / "mmproj-BF16.gguf"
    assert projector_of(tmp_path / "nowhere" / "x.gguf", tmp_path / "mmproj-BF16.gguf") == tmp_path / "mmproj-BF16.gguf"


MODEL = "o/seeing-GGUF/seeing-Q4_K_M.gguf"


@pytest.mark.parametrize(
    ("model", "projector", "commit", "is_found"),
    [
        (MODEL, "mmproj-F16.gguf", "a", True),
        (MODEL, "mmproj-seeing-F16.gguf", "a", True),
        (MODEL, "mmproj/mmproj-F16.gguf", "a", True),
        (MODEL, "mmproj-F16.gguf", "b", True),
        (MODEL, "projectors/deep/mmproj-F16.gguf", "b", True),
        (MODEL, "mmproj-other-F16.gguf", "a", False),
        (MODEL, "with-a-model/mmproj-F16.gguf", "a", False),
        ("o/seeing-GGUF/Q8_0/seeing-Q8_0-00001-of-00002.gguf", "mmproj-BF16.gguf", "a", True),
        ("o/seeing-GGUF/Q8_0/seeing-Q8_0-00001-of-00002.gguf", "mmproj/seeing-mmproj-BF16.gguf", "b", True),
        ("o/other-GGUF/seeing-Q4_K_M.gguf", "mmproj-F16.gguf", "a", False),
    ],
)
def test_a_projector_of_the_hubs_cache_is_in_its_repository(
    tmp_path: Path, model: str, projector: str, commit: str, is_found: bool
) -> None:
    seeing = write_hub_cache(tmp_path, model, b"a model", "a" * 40)
    write_hub_cache(tmp_path, "o/seeing-GGUF/with-a-model/x.gguf", b"another model", "a" * 40)
    there = write_hub_cache(tmp_path, f"o/seeing-GGUF/{projector}", b"a projector", commit * 40, main=False)
    assert seeing.is_symlink()
    assert projector_of(seeing) == (there if is_found else None)


def test_the_nearest_projector_of_the_hubs_cache_is_taken(tmp_path: Path) -> None:
    seeing = write_hub_cache(tmp_path, MODEL, b"a model", "a" * 40)
    far = write_hub_cache(tmp_path, "o/seeing-GGUF/mmproj-seeing-F16.gguf", b"far", "b" * 40, main=False)
    assert projector_of(seeing) == far
    below = write_hub_cache(tmp_path, "o/seeing-GGUF/mmproj/mmproj-F16.gguf", b"below", "a" * 40)
    assert projector_of(seeing) == below
    beside = write_hub_cache(tmp_path, "o/seeing-GGUF/mmproj-Q8_0.gguf", b"beside", "a" * 40)
    assert projector_of(seeing) == beside


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_a_model_of_the_hubs_cache_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    model = write_model(tmp_path / "model", ends=False).read_bytes()
    projector = write_projector(tmp_path / "projector").read_bytes()
    write_hub_cache(tmp_path / "hub", "o/seeing/seeing-Q8_0.gguf", model)
    write_hub_cache(tmp_path / "hub", "o/seeing/mmproj/mmproj-F16.gguf", projector)
    shared = {"ai_llm_shared_models": True, "ai_llm_default_model": "o/seeing/seeing-Q8_0.gguf"}
    async with open_host(plugin, settings=shared) as app:
        red = await post(app, "v1/chat/completions", said(image(RED), "What is it?"))
        blue = await post(app, "v1/chat/completions", said(image(BLUE), "What is it?"))
        assert text(red) != text(blue)


def test_a_projector_of_ollamas_store_is_named_by_its_manifest(tmp_path: Path) -> None:
    seeing = write_ollama(tmp_path, "llava:7b", b"a model", projector=b"a projector")
    blind = write_ollama(tmp_path, "qwen3:0.6b", b"another model")
    found = projector_of(seeing)
    assert found is not None
    assert found.read_bytes() == b"a projector"
    assert projector_of(blind) is None
