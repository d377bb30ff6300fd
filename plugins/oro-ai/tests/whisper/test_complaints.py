"""A failure of sherpa-onnx, which gives an empty text and logs why, is an error; a piece without speech is none."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from oro_ai.whisper import recogniser
from oro_ai.whisper.complaints import complaint, complaint_in
from oro_ai.whisper.recogniser import Recogniser

from oro_framework.errors import Broken

FAILURE = """impl.h:DecodeStream:136

Caught exception:

Non-zero status code returned.
Status Message: {100}

Return an empty result. Number of audio samples: 100
"""


@pytest.fixture(scope="module")
def loaded(speech_models: Path) -> Recogniser:
    """Give Moonshine tiny, loaded in this process."""
    folder = speech_models / "moonshine-tiny-en"
    names = {"encoder": "encoder_model.onnx", "decoder": "decoder_model_merged.onnx", "tokens": "tokens.txt"}
    return Recogniser("moonshine_v2", {part: str(folder / name) for part, name in names.items()}, 1)


def noise(count: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.random.default_rng(1).uniform(-0.5, 0.5, count).astype(np.float32)


def test_a_failure_that_the_engine_only_logs_is_an_error(
    loaded: Recogniser, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recogniser, "LEAST", 0.0)
    with pytest.raises(Broken, match=r"after 56\.0 s: sherpa-onnx failed \(Non-zero status code .* shape: \{100\}\)$"):
        loaded.text(noise(100), 16000, 56)
    assert capfd.readouterr().err.count("Caught exception:") == 2, "what the engine logs is passed on"


def test_noise_has_no_text_and_is_no_error(loaded: Recogniser) -> None:
    assert loaded.text(noise(16000), 16000, 0) == ("", [], "")


def test_the_reason_is_one_line() -> None:
    assert complaint_in(FAILURE) == "Non-zero status code returned. Status Message: {100}"
    assert complaint_in("Caught exception:\n\nout of memory\n") == "out of memory"
    assert complaint_in("Creating a resampler:\n   in_sample_rate: 48000") == ""


def test_standard_error_is_as_before_when_the_work_fails(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        os.write(2, b"half\n")
        raise ValueError("the work failed")

    with pytest.raises(ValueError, match="the work failed"):
        complaint(work)
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "half\nafter\n"
