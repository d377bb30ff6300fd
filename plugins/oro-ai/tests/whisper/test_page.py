"""A page in a real window has speech turned into text, in every engine."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from oro_ai.testing.webm import webm

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "how-to" / "turn-speech-into-text.md"
FILE = re.compile(r"^```\{code-block\} \w+\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CONFIG = """
[meta]
bundle_identifier = "org.example.speech"

[plugins]
enabled = ["ai"]

[ai]
llm_model_path = "models"
"""
HTML = '<!doctype html><meta charset="utf-8"><script type="module" src="main.js"></script>'
SCRIPT = """
import { request } from 'oro:ipc'
import whisper, { SpeechModel, load, transcribe } from 'oro:ai/whisper'

const found = {}
const refused = (work) => work.then(() => 'it worked', (error) => `${error.name}: ${error.message}`)

try {
  const file = await (await fetch('beckett.wav')).arrayBuffer()
  found.exports = Object.keys(whisper).sort()
  found.available = await SpeechModel.available()
  const model = await load()
  found.model = [model.name, model.kind, model.times]

  found.bytes = await model.transcribe(file)
  found.blob = (await transcribe(new Blob([file]), { model: model.name, language: 'en' })).text

  const context = new OfflineAudioContext(1, 1, 16000)
  const decoded = await context.decodeAudioData(file.slice())
  const stereo = context.createBuffer(2, decoded.length, 16000)
  stereo.copyToChannel(decoded.getChannelData(0), 0)
  found.decoded = (await model.transcribe(decoded)).text
  found.stereo = (await model.transcribe(stereo)).text

  const recorded = await (await fetch('recorded.webm')).blob()
  found.recorded = (await model.transcribe(recorded)).text

  const samples = decoded.getChannelData(0)
  found.samples = (await model.transcribe(samples, { sampleRate: 16000 })).text

  const long = new Float32Array(samples.length * 12)
  for (let time = 0; time < 12; time++) long.set(samples, time * samples.length)
  found.pieces = []
  const progress = ({ end, duration, text }) => found.pieces.push([end, duration, text])
  found.long = await transcribe(long, { sampleRate: 16000, progress })

  const leaving = new AbortController()
  let count = 0
  found.aborted = await refused(model.transcribe(long, {
    sampleRate: 16000, signal: leaving.signal, progress () { count++; leaving.abort() }
  }))
  found.count = count
  found.again = (await model.transcribe(samples, { sampleRate: 16000 })).text

  found.missing = await refused(load('nobody'))
  found.rate = await refused(model.transcribe(samples))
  found.language = await refused(model.transcribe(file, { language: 'de' }))
  found.text = await refused(model.transcribe('text'))
  found.noise = await refused(model.transcribe(new TextEncoder().encode('RIFF and no audio')))
  found.undecodable = await refused(model.transcribe(new TextEncoder().encode('no audio at all')))
  found.tooLong = await refused(model.transcribe(new Float32Array(16000 * 200), { sampleRate: 16000 }))

  const form = new FormData()
  form.append('file', new File([file], 'beckett.wav'))
  form.append('model', model.name)
  found.endpoint = await (await fetch('/ai/llama/v1/audio/transcriptions', { method: 'POST', body: form })).json()

  await model.unload()
  found.unloaded = (await SpeechModel.available()).models[0].loaded
} catch (error) {
  found.failed = String(error.stack || error)
}
await request('stdout', { value: `found: ${JSON.stringify(found)}\\n` })
await request('application.exit', { value: 0 })
"""
PANEL = """
import { request } from 'oro:ipc'
import { panel } from 'oro:ai/panel'
import { until } from 'oro:panel'

const found = {}
const text = (name) => document.querySelector(name).textContent
try {
  await panel.mount(document.body, { signal: new AbortController().signal })
  const record = [...document.querySelectorAll('.lm-speech button')].find(({ textContent }) => textContent === 'Record')
  found.models = [...document.querySelectorAll('.lm-speech option')].map(({ value }) => value)
  found.first = text('.lm-speech [role=status]')

  const files = new DataTransfer()
  files.items.add(new File([await (await fetch('beckett.wav')).arrayBuffer()], 'beckett.wav', { type: 'audio/wav' }))
  const input = document.querySelector('.lm-speech input[type=file]')
  input.files = files.files
  input.dispatchEvent(new Event('change'))
  await until(() => text('.lm-speech [role=status]').includes('of speech in'))
  found.line = text('.lm-lines li')
  const save = document.querySelector('.lm-save')
  found.name = save.download
  found.subtitles = await (await fetch(save.href)).text()

  found.checks = []
  for await (const check of panel.check({ element: document.body })) found.checks.push(check)

  record.click()
  await until(() => record.textContent === 'Stop' || document.querySelector('.lm-speech .lm-bad'))
  found.recording = text('.lm-speech [role=status]')
} catch (error) {
  found.failed = String(error.stack || error)
}
await request('stdout', { value: `found: ${JSON.stringify(found)}\\n` })
await request('application.exit', { value: 0 })
"""
CHOOSE = """
import { request } from 'oro:ipc'

const bytes = await (await fetch('beckett.wav')).arrayBuffer()
const files = new DataTransfer()
files.items.add(new File([bytes], 'beckett.wav', { type: 'audio/wav' }))
const input = document.querySelector('input')
input.files = files.files
new MutationObserver(async (_, observer) => {
  if (!document.querySelector('progress').hidden) return
  observer.disconnect()
  await request('stdout', { value: `found: ${JSON.stringify(document.querySelector('#text').textContent)}\\n` })
  await request('application.exit', { value: 0 })
}).observe(document.querySelector('#text'), { childList: true, attributes: true, subtree: true })
input.dispatchEvent(new Event('change', { bubbles: true }))
"""


def run(oro_engines: Engines, engine: str, folder: Path) -> Any:
    """Run an app, and return what its page found."""
    code, output = oro_engines.run(engine, folder)
    assert code == 0, output
    said = re.search(r"^found: (.*)$", output, re.MULTILINE)
    assert said is not None, output
    return json.loads(said[1])


@pytest.fixture
def folder(tmp_path: Path, speech_models: Path, recording: Path) -> Path:
    """Give the folder of an app that has a model and a recording."""
    (tmp_path / "models").symlink_to(speech_models, target_is_directory=True)
    shutil.copy(recording, tmp_path)
    return tmp_path


@pytest.mark.parametrize("engine", engines())
def test_a_page_has_speech_turned_into_text(oro_engines: Engines, engine: str, folder: Path) -> None:
    config = CONFIG + "whisper_max_seconds = 150\n"
    for name, text in {"oro.toml": config, "index.html": HTML, "main.js": SCRIPT}.items():
        (folder / name).write_text(text, "utf-8")
    samples = soundfile.read(folder / "beckett.wav", dtype="float32")[0]
    (folder / "recorded.webm").write_bytes(webm(np.repeat(samples, 3)))
    found = run(oro_engines, engine, folder)
    assert "failed" not in found, found
    assert found["exports"] == ["SpeechModel", "load", "transcribe"]
    info = {"name": "moonshine-tiny-en", "kind": "Moonshine", "times": False}
    assert found["available"]["models"] == [{**info, "loaded": False}]
    assert found["model"] == list(info.values())
    assert found["bytes"]["segments"] == []
    assert found["bytes"]["model"] == info["name"]
    texts = [found["bytes"]["text"], found["endpoint"]["text"]]
    for text in [*texts, *(found[name] for name in ("blob", "decoded", "stereo", "recorded", "samples", "again"))]:
        assert "fail better" in text.lower()
    assert found["long"]["text"].lower().count("ever failed") >= 10
    assert len(found["pieces"]) > 3
    assert found["pieces"][-1][0] == found["pieces"][-1][1] == found["long"]["duration"]
    assert found["aborted"].startswith("AbortError")
    assert found["count"] == 1
    assert found["missing"].startswith("NotFoundError")
    assert '"nobody"' in found["missing"]
    assert "expected sampleRate" in found["rate"]
    assert 'Cannot expect language "de"' in found["language"]
    assert "expected a Float32Array" in found["text"]
    assert "expected WAV, FLAC, Ogg or MP3" in found["noise"]
    assert found["undecodable"].startswith("EncodingError")
    assert "200.0 s of audio: ai_whisper_max_seconds allows 150 s" in found["tooLong"]
    assert found["unloaded"] is False


@pytest.mark.parametrize("engine", engines())
def test_the_app_of_the_how_to_page_shows_what_was_said(oro_engines: Engines, engine: str, folder: Path) -> None:
    files = {match["name"]: match["text"] for match in FILE.finditer(PAGE.read_text("utf-8"))}
    assert set(files) == {"oro.toml", "index.html", "main.js"}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "choose.js").write_text(CHOOSE, "utf-8")
    with open(folder / "index.html", "a", encoding="utf-8") as file:
        file.write('<script type="module" src="choose.js"></script>')
    assert "fail better" in run(oro_engines, engine, folder).lower()


@pytest.mark.parametrize("engine", engines())
def test_the_panel_shows_a_recording_with_times_and_gives_subtitles(
    oro_engines: Engines, engine: str, folder: Path
) -> None:
    for name, text in {"oro.toml": CONFIG, "index.html": HTML, "main.js": PANEL}.items():
        (folder / name).write_text(text, "utf-8")
    found = run(oro_engines, engine, folder)
    assert "failed" not in found, found
    assert found["models"] == ["moonshine-tiny-en"]
    assert found["first"].startswith("One model · sherpa-onnx ")
    assert found["line"].startswith("0:00.0")
    assert "fail better" in found["line"].lower()
    assert found["name"] == "subtitles.vtt"
    head, _, times, said, *_ = found["subtitles"].split("\n")
    assert head == "WEBVTT"
    assert times.startswith("00:00:00.000 --> 00:00:")
    assert "fail better" in said.lower()
    assert [check for check in found["checks"] if not check["ok"]] == []
    assert len(found["checks"]) == 5
    assert found["recording"], "it records, or says why not"
