"""A built app by hand: a program of this system, a script and a licence, in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from oro_build.built import Built, Component, Flavour
from oro_build.formats.shared_libraries import debian_packages
from oro_build.product import MimeType, Product

MOMENT = 1_700_000_000


@pytest.fixture(autouse=True)
def _dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(MOMENT))


@pytest.fixture
def product(tmp_path: Path) -> Product:
    licence = tmp_path / "LICENSE"
    licence.write_text("Do as you like.\n")
    return Product(
        identifier="org.example.Tea",
        name="tea-time",
        title="Tea & Time",
        version="1.2.0-rc.1",
        description="Says when tea is ready.",
        publisher="Anna Example <anna@example.org>",
        homepage="https://example.org/tea",
        license="MIT",
        license_files=[licence],
        copyright="2026 Anna Example",
        mime_types=[MimeType(type="application/x-tea", patterns=["*.tea"], comment="Tea recipe")],
        schemes=["tea"],
        autostart=True,
    )


@pytest.fixture
def built(tmp_path: Path, product: Product) -> Built:
    folder = tmp_path / "built"
    (folder / "_internal").mkdir(parents=True)
    program = folder / product.name
    program.write_text('#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/_internal/engine" "$@"\n')
    program.chmod(0o755)
    shutil.copy("/bin/true", folder / "_internal" / "engine")
    (folder / "_internal" / "page.html").write_text("<p>Tea</p>")
    (folder / "_internal" / "page").symlink_to("page.html")
    licence = tmp_path / "COPYING"
    licence.write_text("Permission is hereby granted.\n")
    components = [
        Component(name="zebra", version="2.0", license="BSD license", purl="pkg:pypi/zebra@2.0"),
        Component(name="anyio", version="4.16.0", license="MIT", texts=[licence], purl="pkg:pypi/anyio@4.16.0"),
    ]
    return Built(
        product=product,
        folder=folder,
        flavour=Flavour.BUNDLED,
        platform="linux_x86_64",
        engine="qt",
        components=components,
        requirements=debian_packages(folder),
    )
