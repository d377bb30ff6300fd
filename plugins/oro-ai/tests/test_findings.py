"""`oro doctor` says whether `oro-ai` has its engine, and what it takes to have one."""

from __future__ import annotations

import platform
import re
import shutil
import sys
from importlib import metadata
from types import SimpleNamespace
from typing import Any

import pytest
from oro_ai.bindings import COMPILED, PREBUILT
from oro_ai.cli.findings import _facts, examine_models
from oro_ai.models.processor_check import Trial


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give the versions of what is installed."""
    versions = {"oro-ai": "0.1.0", "llama-cpp-python": "0.3.36"}

    def version(name: str) -> str:
        if name not in versions:
            raise metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(metadata, "version", version)
    return versions


AMX = "ends with SIGSEGV: this processor has AMX, and llama.cpp was compiled with its code for it"


@pytest.mark.parametrize(
    ("ours", "plain", "state", "detail"),
    [
        ("", "", "ok", "llama-cpp-python 0.3.36 computed a token"),
        ("", AMX, "warning", f"oro-ai does without a part of llama-cpp-python 0.3.36, which {AMX}"),
        (AMX, AMX, "warning", f"oro-ai can load no model: llama-cpp-python 0.3.36 {AMX}"),
    ],
)
def test_an_engine_is_tried_on_this_processor(
    ours: str, plain: str, state: str, detail: str, installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = SimpleNamespace(
        looked_at=lambda how: Trial(verdict={"ours": ours, "plain": plain}[how]),
        tried={"ours": ours, "plain": plain}.__getitem__,
        mend=lambda: "pip install it",
    )
    modules = {"llama_cpp.llama_cpp": None, "oro_ai.models.processor_check": trial}
    monkeypatch.setattr("oro_ai.cli.findings.required_bindings", lambda: COMPILED)
    monkeypatch.setattr("oro_ai.cli.findings.import_module", modules.__getitem__)
    (found,) = examine_models()
    assert found.state == state
    assert found.detail.startswith(detail)
    assert found.mend == (() if state == "ok" else ("pip install it",))


@pytest.mark.parametrize(
    ("system", "compiler", "needed"),
    [
        ("linux", None, "sudo apt install build-essential"),
        ("linux", "/usr/bin/c++", ""),
        ("darwin", None, "xcode-select --install"),
        ("win32", None, "Visual Studio"),
    ],
)
@pytest.mark.parametrize("missing", [True, False], ids=["not installed", "its library does not load"])
def test_what_an_engine_lacks(
    system: str,
    compiler: str | None,
    needed: str,
    missing: bool,
    installed: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unusable(name: str) -> Any:
        raise RuntimeError("Failed to load shared library: libgomp.so.1")

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(shutil, "which", lambda name: compiler)
    monkeypatch.setattr("oro_ai.cli.findings.installed_bindings", lambda: COMPILED)
    monkeypatch.setattr("oro_ai.cli.findings.required_bindings", lambda: COMPILED)
    if missing:
        monkeypatch.setitem(sys.modules, "llama_cpp.llama_cpp", None)
    else:
        monkeypatch.setattr("oro_ai.cli.findings.import_module", unusable)
    (found,) = examine_models()
    assert found.state == "warning"
    assert found.detail.startswith("oro-ai can load no model: ")
    *compilers, install = found.mend
    assert install.endswith("llama-cpp-python")
    assert bool(compilers) == bool(needed)
    assert needed in "".join(compilers)


@pytest.mark.parametrize(
    ("machine", "mend"),
    [
        (("linux", "x86_64", "glibc"), "pip install 'oro-ai[llama]'"),
        (("linux", "x86_64", ""), "--no-cache-dir llama-cpp-python"),
        (("linux", "aarch64", "glibc"), "--no-cache-dir llama-cpp-python"),
        (("darwin", "arm64", ""), "--no-cache-dir llama-cpp-python"),
    ],
)
def test_without_an_engine_it_says_how_to_have_one(
    machine: tuple[str, str, str], mend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", machine[0])
    monkeypatch.setattr(platform, "machine", lambda: machine[1])
    monkeypatch.setattr(platform, "libc_ver", lambda: (machine[2], ""))
    for name in ("installed_bindings", "required_bindings"):
        monkeypatch.setattr(f"oro_ai.cli.findings.{name}", none if name.startswith("installed") else refused)
    (found,) = examine_models()
    assert found.state == "warning"
    assert "neither oro-llama nor llama-cpp-python" in found.detail
    assert found.mend[-1].endswith(mend)


def none() -> None:
    return None


def refused() -> None:
    raise ImportError("neither oro-llama nor llama-cpp-python is installed")


def test_a_wheel_that_does_not_load_is_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_ai.cli.findings.installed_bindings", lambda: PREBUILT)
    monkeypatch.setattr("oro_ai.cli.findings.required_bindings", lambda: PREBUILT)
    monkeypatch.setattr("oro_ai.cli.findings.import_module", lambda name: refused())
    (found,) = examine_models()
    assert found.mend == ("pip install --force-reinstall --no-deps --no-cache-dir oro-llama",)


def test_a_token_is_computed_and_what_with_is_said() -> None:
    (found,) = examine_models()
    assert re.search(r"computed a token in \d+\.\d ms; it uses [A-Z]", found.detail), found
    assert "GPU" in found.detail


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        ({"offloads": False, "devices": []}, "no GPU: it was compiled for none"),
        ({"offloads": True, "devices": []}, "no GPU is found"),
        ({"features": ["AVX2", "FMA"], "variant": "haswell"}, "it uses AVX2, FMA, by its variant haswell"),
        ({"features": ["AVX2", "FMA"], "variant": ""}, "it uses AVX2, FMA"),
        (
            {
                "offloads": True,
                "devices": [
                    {"name": "CUDA0", "description": "A card", "gpu": True, "free": 4 * 10**9, "total": 8 * 10**9}
                ],
            },
            "GPU CUDA0: A card, 4.0 of 8.0 GB free",
        ),
    ],
)
def test_facts_of_the_machine(machine: dict[str, Any], said: str) -> None:
    assert said in list(_facts(0.001, machine))
