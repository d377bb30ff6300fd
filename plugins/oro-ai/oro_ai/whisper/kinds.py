"""Recognise the models of speech by the names of their files, as the releases of sherpa-onnx name them. Sans-IO.

A model is a folder. Of a file that comes both quantised and not, the quantised one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ("KINDS", "Kind", "Recognised", "Unrecognised", "languages_in", "recognised")

WEIGHTS = r"(?:[-._][\w.+-]*)?\.(?:onnx|ort)"
"""The rest of a file's name after that of a part: the precision, the epoch, and the ending."""
_QUANTISED = (".int8.", ".uint8.", ".ort")
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model: the files that make one, and what it can."""

    name: str
    title: str
    parts: Mapping[str, str]
    """By the engine's name of each part, the pattern of its file."""
    times: bool
    """Whether it says when each word or sentence was spoken."""
    chooses: bool = False
    """Whether it is told which language to expect."""
    marker: str = ""
    """A word in the name of the folder, where the files of several kinds have the same names."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A model."""

    kind: Kind
    files: Mapping[str, str]
    """By part, the name of its file."""


class Unrecognised(Exception):
    """The files are no model's; the text completes a sentence."""


KINDS = (
    Kind(
        "whisper",
        "Whisper",
        {"encoder": rf".+-encoder{WEIGHTS}", "decoder": rf".+-decoder{WEIGHTS}", "tokens": r".+-tokens\.txt"},
        times=True,
        chooses=True,
    ),
    Kind(
        "moonshine_v2",
        "Moonshine",
        {
            "encoder": rf"encoder_model{WEIGHTS}",
            "decoder": rf"decoder_model_merged{WEIGHTS}",
            "tokens": r"tokens\.txt",
        },
        times=False,
    ),
    Kind(
        "moonshine",
        "Moonshine of four files",
        {
            "preprocessor": rf"preprocess{WEIGHTS}",
            "encoder": rf"encode{WEIGHTS}",
            "uncached_decoder": rf"uncached_decode{WEIGHTS}",
            "cached_decoder": rf"cached_decode{WEIGHTS}",
            "tokens": r"tokens\.txt",
        },
        times=False,
    ),
    Kind(
        "transducer",
        "transducer",
        {
            "encoder": rf"encoder{WEIGHTS}",
            "decoder": rf"decoder{WEIGHTS}",
            "joiner": rf"joiner{WEIGHTS}",
            "tokens": r"tokens\.txt",
        },
        times=True,
    ),
    Kind(
        "sense_voice",
        "SenseVoice",
        {"model": rf"model{WEIGHTS}", "tokens": r"tokens\.txt"},
        times=True,
        chooses=True,
        marker="sense-voice",
    ),
)


def recognised(folder: str, names: Iterable[str]) -> Recognised:
    """Return the model that files make.

    Args:
        folder: the name of their folder.
        names: of the files in it.

    Raises:
        Unrecognised: they are no model's, or a part is missing; the error names it.
    """
    there = sorted(names)
    possible = [kind for kind in KINDS if kind.marker in folder.lower()]
    found = {kind.name: _files(kind, there) for kind in possible}
    for kind in possible:
        if len(found[kind.name]) == len(kind.parts):
            return Recognised(kind, found[kind.name])
    nearest = max(possible, key=lambda kind: len(set(found[kind.name]) - {"tokens"}))
    if set(found[nearest.name]) - {"tokens"}:
        missing = ", ".join(part for part in nearest.parts if part not in found[nearest.name])
        raise Unrecognised(f"it has files of a {nearest.title} model, and none for its {missing}")
    known = ", ".join(kind.title for kind in KINDS)
    raise Unrecognised(f"its files are none of a model as sherpa-onnx's releases name them ({known})")


def languages_in(folder: str) -> frozenset[str]:
    """Return the words in the name of a folder that may be codes of languages, as in `moonshine-tiny-en-int8`."""
    return frozenset(word for word in re.split(r"[-_.]", folder.lower()) if _CODE.fullmatch(word))


def _files(kind: Kind, names: list[str]) -> dict[str, str]:
    found = {}
    for part, pattern in kind.parts.items():
        fitting = [name for name in names if re.fullmatch(pattern, name)]
        if fitting:
            found[part] = min(fitting, key=lambda name: (not any(word in name for word in _QUANTISED), len(name)))
    return found
