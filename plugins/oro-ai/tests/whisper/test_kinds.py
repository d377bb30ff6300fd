"""Models of speech are known by the names of their files, as releases have them: without a model."""

from __future__ import annotations

from pathlib import Path

import pytest
from oro_ai.errors import CannotLoad, NoModel
from oro_ai.whisper.folders import Found, SpeechFolders
from oro_ai.whisper.kinds import Unrecognised, languages_in, recognised
from oro_ai.whisper.model import SpeechModel

from oro_framework.errors import InvalidArgument, Unsupported

RELEASES = {
    "sherpa-onnx-whisper-tiny.en": (
        "whisper",
        ["tiny.en-encoder.onnx", "tiny.en-encoder.int8.onnx", "tiny.en-decoder.onnx", "tiny.en-decoder.int8.onnx"],
        ["tiny.en-tokens.txt"],
    ),
    "sherpa-onnx-whisper-distil-large-v3.5": (
        "whisper",
        ["distil-large-v3.5-encoder.int8.onnx", "distil-large-v3.5-decoder.int8.onnx"],
        ["distil-large-v3.5-tokens.txt"],
    ),
    "sherpa-onnx-moonshine-tiny-en-int8": (
        "moonshine",
        ["preprocess.onnx", "encode.int8.onnx", "uncached_decode.int8.onnx", "cached_decode.int8.onnx"],
        ["tokens.txt"],
    ),
    "sherpa-onnx-moonshine-base-ja-quantized": (
        "moonshine_v2",
        ["encoder_model.ort", "decoder_model_merged.ort"],
        ["tokens.txt", "LICENSE", "README.md"],
    ),
    "sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8": (
        "transducer",
        ["encoder.int8.onnx", "decoder.int8.onnx", "joiner.int8.onnx"],
        ["tokens.txt"],
    ),
    "sherpa-onnx-zipformer-en-2023-06-26": (
        "transducer",
        [
            *(f"{part}-epoch-99-avg-1.onnx" for part in ("encoder", "decoder", "joiner")),
            *(f"{part}-epoch-99-avg-1.int8.onnx" for part in ("encoder", "decoder", "joiner")),
        ],
        ["tokens.txt", "bpe.model"],
    ),
    "sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17": (
        "sense_voice",
        ["model.onnx", "model.int8.onnx"],
        ["tokens.txt", "export-onnx.py"],
    ),
}


@pytest.mark.parametrize("folder", RELEASES)
def test_releases_are_recognised_and_the_quantised_file_is_taken(folder: str) -> None:
    kind, weights, others = RELEASES[folder]
    found = recognised(folder, [*weights, *others])
    assert found.kind.name == kind
    assert set(found.files) == set(found.kind.parts)
    quantised = [name for name in weights if ".int8." in name or name.endswith(".ort")]
    for part, name in found.files.items():
        alternatives = [each for each in quantised if part in each]
        assert name in (alternatives or [*weights, *others])


@pytest.mark.parametrize(
    ("folder", "names", "says"),
    [
        ("notes", ["a.txt"], "its files are none of a model as sherpa-onnx's releases name them (Whisper, Moonshine"),
        ("w", ["tiny-encoder.onnx", "tiny-tokens.txt"], "it has files of a Whisper model, and none for its decoder"),
        ("m", ["encoder_model.onnx", "decoder_model_merged.onnx"], "a Moonshine model, and none for its tokens"),
        ("paraformer", ["model.onnx", "tokens.txt"], "its files are none of a model"),
    ],
)
def test_what_is_missing_is_named(folder: str, names: list[str], says: str) -> None:
    with pytest.raises(Unrecognised) as caught:
        recognised(folder, names)
    assert says in str(caught.value)


def test_words_of_a_name_may_be_languages() -> None:
    assert "en" in languages_in("sherpa-onnx-whisper-tiny.en")
    assert languages_in("base") == frozenset()


@pytest.mark.parametrize(
    ("folder", "takes", "refuses"),
    [
        ("sherpa-onnx-whisper-tiny.en", ["", "en"], ["de", "english", "EN"]),
        ("sherpa-onnx-whisper-distil-large-v3.5", ["", "en", "de"], ["german", "d"]),
        ("sherpa-onnx-moonshine-base-ja-quantized", ["", "ja"], ["en"]),
        ("sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17", ["", "yue"], ["Cantonese"]),
    ],
)
def test_languages_are_those_a_model_can_be_told(folder: str, takes: list[str], refuses: list[str]) -> None:
    _, weights, others = RELEASES[folder]
    found = Found(folder, Path("/models") / folder, recognised(folder, [*weights, *others]))
    model = SpeechModel(found, threads=1, memory=0)
    for language in takes:
        model.check(language)
    for language in refuses:
        with pytest.raises((InvalidArgument, Unsupported), match=f'Cannot expect language "{language}"'):
            model.check(language)


def test_folders_are_searched_and_names_stay_inside(tmp_path: Path) -> None:
    folders = SpeechFolders(tmp_path)
    (tmp_path / "model").mkdir()
    (tmp_path / "file.gguf").touch()
    for name in ("", "..", "../x", "/etc", "a\0b"):
        with pytest.raises(InvalidArgument, match="expected the name of a folder"):
            folders.find(name)
    for name in ("missing", "file.gguf", "x" * 5000):
        with pytest.raises(NoModel, match="there is no folder of that name"):
            folders.find(name)
    with pytest.raises(NoModel, match="ai_llm_model_path names no folder"):
        SpeechFolders().find("model")
    with pytest.raises(CannotLoad, match="its files are none of a model"):
        folders.find("model")
    assert not list(folders.every())
    for name in ("encoder_model.onnx", "decoder_model_merged.onnx", "tokens.txt"):
        (tmp_path / "model" / name).touch()
    assert [found.name for found in folders.every()] == ["model"]
    assert folders.find("model").files["tokens"] == str(tmp_path / "model" / "tokens.txt")
