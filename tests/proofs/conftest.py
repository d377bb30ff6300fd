"""Machines that the proofs share: each is made once, and kept in build/proofs."""

from __future__ import annotations

import shutil
from typing import Protocol

import pytest
from chroots import FOLDER, layers
from install import ROOT
from roots import Root, RootError, check_tools

from .apps import Workshop
from .author import RELEASE, author, gather
from .machine import Machine

KEPT = ROOT / "build" / "proofs"
SHOTS = KEPT / "pictures"


class Persons(Protocol):
    """Makes machines of persons."""

    def __call__(self, name: str, *packages: str) -> Machine: ...


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


@pytest.fixture(scope="session")
def persons() -> Persons:
    """Make the machine of a person, without Python, by the name of its folder and the packages that are installed."""

    def make(name: str, *packages: str) -> Machine:
        folder = KEPT / "persons" / name
        shutil.rmtree(folder, ignore_errors=True)
        return Machine(Root(layers(RELEASE, packages), FOLDER, keep=folder, network=False, carries=False))

    return make
