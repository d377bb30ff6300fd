"""The APP argument finds apps of Socket by their `socket.ini`."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.cli.app import describe, load_config
from oro_framework.errors import ConfigError

INI = "[meta]\nbundle_identifier = org.example.tide\ntitle = Tide\n[window]\nwidth = 640\n"


def test_a_socket_ini_alone_is_an_app_with_its_names(tmp_path: Path) -> None:
    (tmp_path / "socket.ini").write_text(INI)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "index.html").write_text("tide")
    for argument in (tmp_path, tmp_path / "socket.ini"):
        settings = load_config(describe(argument)).settings
        assert settings["compat_socket"] is True
        assert (settings["meta_bundle_identifier"], settings["app_resources"]) == ("org.example.tide", "src")


def test_beside_an_oro_toml_it_is_read_only_when_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "socket.ini").write_text(INI)
    toml = tmp_path / "oro.toml"
    toml.write_text('[meta]\nbundle_identifier = "org.example.own"\n')
    settings = load_config(describe(tmp_path)).settings
    assert (settings["compat_socket"], settings["meta_title"]) == (False, "")
    toml.write_text('compat_socket = true\n[meta]\nbundle_identifier = "org.example.own"\n')
    settings = load_config(describe(tmp_path)).settings
    assert (settings["compat_socket"], settings["meta_title"]) == (True, "Tide")
    assert settings["meta_bundle_identifier"] == "org.example.own"


def test_a_socket_ini_without_a_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "socket.ini").write_text("[meta]\ntitle = Tide\n")
    with pytest.raises(ConfigError, match="names no bundle"):
        load_config(describe(tmp_path))


def test_variables_may_be_numbers_and_booleans(tmp_path: Path) -> None:
    (tmp_path / "oro.toml").write_text(
        '[meta]\nbundle_identifier = "a.b"\n[env]\nTEXT = "x"\nNUMBER = 3\nHALF = 0.5\nYES = true\n'
        '[i18n.locales]\ndefault = "words"\nde = "words/deutsch"\n'
    )
    config = load_config(describe(tmp_path))
    assert config.settings.family("env_") == {"TEXT": "x", "NUMBER": "3", "HALF": "0.5", "YES": "true"}
    assert config.warnings == ()
