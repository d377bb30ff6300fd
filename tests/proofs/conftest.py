"""Machines that the proofs share: each is made once, and kept in build/proofs."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from chroots import FOLDER, layers
from install import ROOT
from roots import Root, RootError, check_tools

from .apps import Workshop
from .author import RELEASE, author, gather
from .machine import Machine

KEPT = ROOT / "build" / "proofs"


@pytest.fixture(scope="session", autouse=True)
def _able() -> None:
    try:
        check_tools()
    except RootError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    """Give a workshop that has nothing but wheels of this checkout."""
    gather(KEPT / "wheelhouse")
    return Workshop(author(KEPT / "author", KEPT / "wheelhouse"), KEPT / "built")


@pytest.fixture
def person() -> Callable[[str], Machine]:
    """Make the machine of a person, without Python and with nothing installed; by the name of a folder."""

    def make(name: str) -> Machine:
        folder = KEPT / "persons" / name
        shutil.rmtree(folder, ignore_errors=True)
        return Machine(Root(layers(RELEASE), FOLDER, keep=folder, network=False, carries=False))

    return make
