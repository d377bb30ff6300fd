"""The files by which desktops know an app, held to the validators of their makers."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.desktop.entry import autostart_entry, menu_entry
from oro_build.desktop.metainfo import metainfo
from oro_build.desktop.mime import mime_package
from oro_build.product import Action, Product
from oro_build.settings import actions

from oro_framework.desktop_entry import entry_value

MOMENT = 1_700_000_000


def validate(*command: str | Path) -> None:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


def test_the_menu_entry_names_types_schemes_and_the_window(product: Product, tmp_path: Path) -> None:
    text = menu_entry(product, "/usr/bin/tea-time")
    assert entry_value(text, "Exec") == "/usr/bin/tea-time %U"
    assert entry_value(text, "StartupWMClass") == "org.example.Tea"
    assert entry_value(text, "MimeType") == "application/x-tea;x-scheme-handler/tea;"
    path = tmp_path / "org.example.Tea.desktop"
    path.write_text(text)
    validate("desktop-file-validate", path)


def test_an_app_that_opens_nothing_takes_no_addresses(product: Product) -> None:
    text = menu_entry(replace(product, mime_types=(), schemes=()), "/usr/bin/tea-time")
    assert entry_value(text, "Exec") == "/usr/bin/tea-time"
    assert entry_value(text, "MimeType") is None


def test_actions_of_the_icon_start_the_app_with_their_ids(product: Product, tmp_path: Path) -> None:
    both = [Action(id="new-tea", name="New tea"), Action(id="stop", name="Stop; 100 %")]
    text = menu_entry(replace(product, actions=both), "/opt/tea time")
    assert entry_value(text, "Actions") == "new-tea;stop;"
    expected = '[Desktop Action new-tea]\nName=New tea\nExec="/opt/tea time" --desktop-action new-tea\n'
    assert expected in text
    path = tmp_path / "org.example.Tea.desktop"
    path.write_text(text)
    validate("desktop-file-validate", path)


@pytest.mark.parametrize(
    "wrong",
    [
        "new",
        [{"id": "a b", "name": "x"}],
        [{"id": "a", "name": " "}],
        [{"id": "a"}],
        [{"id": "a", "name": "x"}, {"id": "a", "name": "y"}],
    ],
)
def test_actions_need_an_id_of_their_own_and_a_name(wrong: object) -> None:
    with pytest.raises(ValueError, match="a list of"):
        actions(wrong)


def test_autostart_is_an_entry_that_a_person_may_switch_off(product: Product, tmp_path: Path) -> None:
    path = tmp_path / "org.example.Tea.desktop"
    path.write_text(autostart_entry(product, "/usr/bin/tea-time"))
    assert "X-GNOME-Autostart-enabled=true" in path.read_text()
    assert "TryExec=/usr/bin/tea-time" in path.read_text(), "an entry that outlives the app does nothing"
    validate("desktop-file-validate", path)


def test_software_centres_have_a_page(product: Product, tmp_path: Path) -> None:
    path = tmp_path / "org.example.Tea.metainfo.xml"
    path.write_text(metainfo(product, MOMENT))
    root = ElementTree.parse(path).getroot()
    assert root.findtext("summary") == "Says when tea is ready"
    assert root.findtext("name") == "Tea & Time"
    validate("appstreamcli", "validate", "--no-net", path)


def test_own_file_types_are_declared_with_their_names(product: Product) -> None:
    root = ElementTree.fromstring(mime_package(product))
    [kind] = root
    assert kind.get("type") == "application/x-tea"
    assert [element.get("pattern") for element in kind if element.tag.endswith("glob")] == ["*.tea"]
    assert mime_package(replace(product, mime_types=())) == ""
