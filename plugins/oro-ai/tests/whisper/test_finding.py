"""`oro doctor` says whether an app's recordings can be turned into text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from oro_ai.cli import speech_finding
from oro_ai.cli.speech_finding import examine_speech
from oro_ai.whisper import speech

INSTALL = "pip install 'oro-ai[whisper]'"


def app(folder: Path, *files: str, more: str = "") -> str:
    """Write an app whose folder of models has one of Whisper of these files."""
    model = folder / "models" / "tiny"
    model.mkdir(parents=True)
    for name in files:
        (model / name).touch()
    text = '[meta]\nbundle_identifier = "org.example.tea"\n\n[ai]\nllm_model_path = "models"\n'
    (folder / "oro.toml").write_text(f"{text}{more}")
    (folder / "index.html").write_text("<!doctype html><title>Tea</title>")
    return str(folder)


WHISPER = ("tiny-encoder.onnx", "tiny-decoder.onnx", "tiny-tokens.txt")


def test_the_models_of_an_app_are_named(tmp_path: Path) -> None:
    found = examine_speech(app(tmp_path, *WHISPER))
    assert (found.state, found.mend) == ("ok", ())
    assert found.detail.startswith("sherpa-onnx 2.")
    assert found.detail.endswith("; tiny (Whisper)")


def test_an_app_may_have_none(tmp_path: Path) -> None:
    assert examine_speech(app(tmp_path)).detail.endswith("; no model of speech in a folder of models")
    assert examine_speech(str(tmp_path / "none")).state == "ok"


@pytest.mark.parametrize("plugins", ['disabled = ["ai"]', 'enabled = ["fs"]'])
def test_models_of_an_app_without_the_plugin_are_not_looked_at(
    tmp_path: Path, plugins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = app(tmp_path, *WHISPER, more=f"\n[plugins]\n{plugins}\n")
    assert "Whisper" not in examine_speech(without).detail
    monkeypatch.setattr(speech, "ENGINE", ("oro_no_such_engine",))
    assert examine_speech(without).state == "ok", "it misses no engine"


def test_an_engine_that_is_not_installed_is_missed_by_an_app_with_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "ENGINE", ("oro_no_such_engine",))
    found = examine_speech(app(tmp_path / "with", *WHISPER))
    assert (found.state, found.detail, found.mend) == ("warning", "no engine for tiny (Whisper)", (INSTALL,))
    found = examine_speech(app(tmp_path / "without"))
    assert (found.state, found.detail) == ("ok", f"its engine is not installed, which is an extra: {INSTALL}")


def test_an_engine_that_cannot_be_loaded_is_to_be_installed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "oro_broken_engine.py").write_text("raise OSError('libonnxruntime.so is missing')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(speech_finding, "ENGINE", ("oro_broken_engine",))
    found = examine_speech(app(tmp_path / "app", *WHISPER))
    assert found.state == "warning"
    assert found.detail == "its engine cannot be used: libonnxruntime.so is missing"
    assert found.mend == (f"{INSTALL} --force-reinstall --no-cache-dir",)
    sys.modules.pop("oro_broken_engine", None)
