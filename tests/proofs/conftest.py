"""Roots that the proofs share: each is made once, and kept in build/proofs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from install import ROOT

from .apps import Workshop
from .author import author, gather
from .roots import Root, base, can_make_roots

KEPT = ROOT / "build" / "proofs"


@pytest.fixture(scope="session")
def layer() -> Path:
    """The smallest Debian."""
    if why := can_make_roots():
        pytest.skip(f"Cannot make a root: {why}")
    KEPT.mkdir(parents=True, exist_ok=True)
    return base(KEPT)


@pytest.fixture(scope="session")
def workshop(layer: Path) -> Workshop:
    """Give a workshop that has nothing but wheels of this checkout."""
    gather(KEPT / "wheelhouse")
    return Workshop(author(KEPT, layer, KEPT / "wheelhouse"), KEPT / "built")


@pytest.fixture
def person(layer: Path) -> Callable[[str], Root]:
    """Make the root of a person, without Python and with nothing installed; by the name of a folder."""

    def make(name: str) -> Root:
        folder = KEPT / "persons" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return Root([layer], folder)

    return make
