"""The strongest source wins, every value knows where it came from, and nothing wrong passes silently."""

from __future__ import annotations

import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import ConfigError, Conflict, UsageError
from oro_framework.host.configuration.config import Config, Sources, load
from oro_framework.host.configuration.config_sources import split_assignment
from oro_framework.host.configuration.settings import (
    BUILD_ENV,
    HOST_SETTINGS,
    IPC_MAX_BODY,
    PERMISSIONS_DEFAULT,
    PLUGINS_ENABLED,
    WEBVIEW_CSP,
    WEBVIEW_ROOT,
    WINDOW_RESIZABLE,
    WINDOW_WIDTH,
)
from oro_framework.host.configuration.values import Length
from oro_framework.types import Setting

PORT = Setting("x_port", int, 1, "a number", env=("X_PORT", "X_OTHER"))
FAMILY = Setting("x_grants_", bool, True, "a family", pattern=True)


def loaded(toml: str = "", **sources: Any) -> Config:
    return load(Sources(files=[("oro.toml", toml)], platform="linux", **sources))


def source_of(config: Config, key: str) -> str:
    return next(row.source for row in config.explain() if row.key == key)


# -- which source wins ----------------------------------------------------------------------------


@given(st.lists(st.booleans(), min_size=7, max_size=7))
def test_the_strongest_source_that_says_something_wins(present: list[bool]) -> None:
    derived, toml, platform, rc, rc_platform, environ, command = present
    config = load(
        Sources(
            derived={"x_port": 2} if derived else {},
            files=[
                ("oro.toml", ("[x]\nport = 3\n" if toml else "") + ("[linux.x]\nport = 4\n" if platform else "")),
                (".ororc", ("[x]\nport = 5\n" if rc else "") + ("[linux.x]\nport = 6\n" if rc_platform else "")),
            ],
            environ={"ORO_X_PORT": "7"} if environ else {},
            command={"x.port": "8"} if command else {},
            platform="linux",
        )
    ).declare([PORT], owner="x")
    strongest = max((number for number, here in enumerate(present, start=2) if here), default=1)
    assert config.settings[PORT] == strongest == config.settings["x_port"]
    sources = [
        "default",
        "derived",
        "oro.toml:",
        "oro.toml:",
        ".ororc:",
        ".ororc:",
        "environment ORO_X_PORT",
        "command",
    ]
    assert source_of(config, "x_port").startswith(sources[strongest - 1])


@given(st.permutations(["mac", "win", "linux"]))
def test_only_this_platforms_tables_count(order: list[str]) -> None:
    text = "[window]\nwidth = 1\n" + "".join(f"[{name}.window]\nwidth = {len(name)}0\n" for name in order)
    for platform, width in (("linux", 50), ("mac", 30), ("win", 30), ("plan9", 1)):
        config = load(Sources(files=[("oro.toml", text)], platform=platform))
        assert config.settings[WINDOW_WIDTH] == Length(width)
        assert config.warnings == ()


def test_a_settings_own_variables_come_before_the_general_one() -> None:
    environ = {"ORO_X_PORT": "3", "X_OTHER": "4", "X_PORT": ""}
    config = loaded(environ=environ).declare([PORT], owner="x")
    assert (config.settings[PORT], source_of(config, "x_port")) == (4, "environment X_OTHER")


def test_an_empty_variable_is_no_variable() -> None:
    assert loaded(environ={"ORO_WINDOW_WIDTH": ""}).settings[WINDOW_WIDTH] == Length(100, percent=True)


def test_the_command_line_takes_dots_for_underscores_but_leaves_paths_alone() -> None:
    config = loaded(command={"window.width": "80%", "webview.navigator.mounts.~/my.data": "/data"})
    assert config.settings[WINDOW_WIDTH] == Length(80, percent=True)
    assert config.settings.family("webview_navigator_mounts_") == {"~/my.data": "/data"}


def test_the_host_keeps_no_setting_it_cannot_default() -> None:
    config = load(Sources())
    assert {row.source for row in config.explain()} == {"default"}
    assert len(config.explain()) == len([setting for setting in HOST_SETTINGS if not setting.pattern])
    assert all(setting.help and not setting.help.endswith(".") for setting in HOST_SETTINGS)


# -- families -------------------------------------------------------------------------------------


def test_a_family_has_members_from_every_source() -> None:
    config = loaded(
        "[permissions.allow]\ncamera = false\nclipboard = true\n[linux.permissions.allow]\nclipboard = false\n",
        environ={"ORO_PERMISSIONS_ALLOW_OTP": "off", "ORO_PERMISSIONS_ALLOW_CAMERA": "yes"},
        command={"permissions.allow.hotkeys": "no"},
    )
    granted = config.settings.family("permissions_allow_")
    assert granted == {"camera": True, "clipboard": False, "otp": False, "hotkeys": False}
    assert source_of(config, "permissions_allow_otp") == "environment ORO_PERMISSIONS_ALLOW_OTP"


def test_the_longest_family_claims_a_key_and_a_plain_setting_beats_both() -> None:
    outer, inner = Setting("y_", str, "", "outer", pattern=True), Setting("y_inner_", int, 0, "inner", pattern=True)
    plain = Setting("y_inner_plain", bool, False, "plain")
    config = loaded('[y]\na = "1"\ninner.b = 2\ninner.plain = true\n').declare([outer, inner, plain], owner="y")
    assert config.settings.family("y_") == {"a": "1", "inner_b": 2, "inner_plain": True}
    assert {row.key: row.help for row in config.explain() if row.owner == "y"} == {
        "y_a": "outer",
        "y_inner_b": "inner",
        "y_inner_plain": "plain",
    }


# -- wrong types ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[window]\n\nwidth = "wide"',
            'Cannot use "window_width" from oro.toml:3: expected a number of pixels or a share such as "50%", '
            'found the text "wide"',
        ),
        (
            "window.resizable = 3",
            'Cannot use "window_resizable" from oro.toml:1: expected true or false, found the number 3',
        ),
        ("webview.csp = true", 'Cannot use "webview_csp" from oro.toml:1: expected a text in quotes, found true'),
        (
            "permissions.allow.x = 'never'",
            'Cannot use "permissions_allow_x" from oro.toml:1: expected true or false, or "ask", found the',
        ),
        (
            "permissions.default = 'maybe'",
            'Cannot use "permissions_default" from oro.toml:1: expected "allow", "deny" or "ask", found',
        ),
        (
            "meta.bundle_identifier = 'a b'",
            'Cannot use "meta_bundle_identifier" from oro.toml:1: expected a name such as ',
        ),
        (
            "build.env = [1]",
            'Cannot use "build_env" from oro.toml:1: expected an array of texts such as ["one", "two"], found an',
        ),
        (
            "[linux]\nipc.deadline = 'soon'",
            'Cannot use "ipc_deadline" from oro.toml:2: expected a number of seconds, found',
        ),
    ],
)
def test_a_wrong_type_names_file_line_key_and_both_types(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(text)
    assert caught.value.message.startswith(message)
    assert str(caught.value.details["source"]).startswith("oro.toml:")


@pytest.mark.parametrize("table", ["window", "linux.window", "win.window", "darwin.window"])
def test_a_wrong_type_is_found_under_what_overrides_it_and_on_other_platforms(table: str) -> None:
    with pytest.raises(ConfigError, match=r'"window_width" from oro.toml:2: expected a number of pixels'):
        loaded(f"[{table}]\nwidth = 'wide'", command={"window.width": "300"})


def test_a_wrong_variable_or_flag_is_named_too() -> None:
    with pytest.raises(ConfigError, match='"window_resizable" from environment ORO_WINDOW_RESIZABLE'):
        loaded(environ={"ORO_WINDOW_RESIZABLE": "perhaps"})
    with pytest.raises(ConfigError, match=r'"ipc_max_body" from command line: expected a number of bytes'):
        loaded(command={"ipc_max_body": "many"})


@given(st.text(max_size=60), st.sampled_from([s.key + ("x" if s.pattern else "") for s in HOST_SETTINGS]))
def test_any_text_for_any_setting_is_taken_or_refused(text: str, key: str) -> None:
    try:
        config = loaded(command={key: text})
        refused = ""
    except ConfigError as error:
        refused = error.message
    if refused:
        assert refused.startswith(f'Cannot use "{key}" from command line: expected ')
    else:
        assert source_of(config, key) == "command line"


@given(st.text(max_size=300))
def test_any_file_gives_a_config_or_a_config_error(text: str) -> None:
    try:
        config = loaded(text)
    except ConfigError:
        return
    assert all(isinstance(warning, str) for warning in config.warnings)
    assert set(config.given()) <= {row.key for row in config.explain()} | config.keys()


def test_a_plugins_setting_is_checked_when_it_is_declared() -> None:
    config = loaded("x.port = 'http'")
    with pytest.raises(ConfigError, match=r'"x_port" from oro.toml:1: expected a whole number, found the text "http"'):
        config.declare([PORT], owner="x")


def test_declaring_leaves_the_narrower_config_as_it_was() -> None:
    config = loaded("x.port = 5")
    wider = config.declare([PORT, FAMILY], owner="x")
    assert "x_port" not in {row.key for row in config.explain() if row.owner}
    assert {row.key for row in wider.explain() if row.owner == "x"} == {"x_port"}
    assert config.warnings == ('Unknown setting "x_port" from oro.toml:1',)
    assert wider.warnings == ()


def test_two_owners_of_one_setting_are_a_conflict() -> None:
    config = loaded().declare([PORT], owner="one")
    with pytest.raises(Conflict, match='Cannot declare setting "x_port" of two: one has it already'):
        config.declare([Setting("x_port", str, "", "again")], owner="two")


def test_a_setting_nobody_declared_is_read_all_the_same() -> None:
    assert loaded("x.port = 5").settings[PORT] == 5
    assert loaded().settings[PORT] == 1


# -- what nobody asked for ------------------------------------------------------------------------


def test_a_built_app_is_silent_about_what_only_its_author_has(monkeypatch: pytest.MonkeyPatch) -> None:
    config = loaded("[build]\npublisher = 'A'")
    assert config.warnings == ('Unknown setting "build_publisher" from oro.toml:2',)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert list(config.warnings) == []


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("[window]\nwidht = 3", 'Unknown setting "window_widht" from oro.toml:2: did you mean "window_width"?'),
        ("[webviw]\nroot = '/'", 'Unknown setting "webviw_root" from oro.toml:2: did you mean "webview_root"?'),
        ("permission.allow.camera = false", 'Unknown setting "permission_allow_camera" from oro.toml:1: did you mean'),
        (
            "[win.window]\nheihgt = 3",
            'Unknown setting "win_window_heihgt" from oro.toml:2: did you mean "win_window_height"?',
        ),
        ("zzz.qqq = 1", 'Unknown setting "zzz_qqq" from oro.toml:1'),
    ],
)
def test_an_unknown_key_warns_with_the_nearest_known_name(text: str, warning: str) -> None:
    (only,) = loaded(text).warnings
    assert only.startswith(warning)
    assert only == warning or "did you mean" in warning


def test_an_unknown_flag_warns() -> None:
    assert loaded(command={"window.widht": "3"}).warnings == (
        'Unknown setting "window_widht" from command line: did you mean "window_width"?',
    )


def test_an_unknown_key_keeps_its_value() -> None:
    assert loaded("zzz.qqq = 1").settings["zzz_qqq"] == 1
    with pytest.raises(
        KeyError, match=r'Cannot read setting "window_widt": nobody declared it: did you mean "window_width"\?'
    ):
        loaded().settings["window_widt"]


# -- the values of the host's settings ------------------------------------------------------------


def test_settings_have_their_types() -> None:
    settings = loaded(
        '[plugins]\nenabled = ["fs", "dns"]\n[ipc]\nmax_body = "1 MiB"\n[webview]\nroot = "start.html"\ncsp = ""\n'
        '[build]\nenv = "HOME PATH"\n[permissions]\ndefault = "deny"\n[window]\nresizable = "off"\n'
    ).settings
    assert settings[PLUGINS_ENABLED] == ("fs", "dns")
    assert settings[IPC_MAX_BODY] == 1 << 20
    assert settings[WEBVIEW_ROOT] == "/start.html"
    assert settings[BUILD_ENV] == ("HOME", "PATH")
    assert settings[PERMISSIONS_DEFAULT] == "deny"
    assert settings[WINDOW_RESIZABLE] is False
    assert settings[WEBVIEW_CSP] == ""
    assert loaded('plugins.enabled = "all"').settings[PLUGINS_ENABLED] is None
    assert loaded("plugins.enabled = []").settings[PLUGINS_ENABLED] == ()


def test_an_assignment_has_a_key_and_keeps_later_equals_signs() -> None:
    assert split_assignment("a.b = c=d") == ("a.b", " c=d")
    for text in ("nothing", "=x", " =x"):
        with pytest.raises(UsageError, match="expected key=value"):
            split_assignment(text)


def test_the_example_of_the_documentation_is_true() -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "configure-an-app.md").read_text("utf-8")
    (example,) = re.findall(r"```\{code-block\} toml\n:caption: oro.toml\n\n(.*?)```", page, re.DOTALL)
    config = loaded(example)
    assert config.warnings == ()
    assert str(config.settings[WINDOW_WIDTH]) == "900"
    for wrong, message in re.findall(r"^(error|warning): (.*)$", page, re.MULTILINE):
        width = 'width = "wide"' if wrong == "error" else 'widht = "60%"'
        text = example.replace('width = "60%"', width)
        with pytest.raises(ConfigError) if wrong == "error" else nullcontext() as caught:
            warnings = loaded(text).warnings
        assert (str(caught.value) if caught is not None else warnings[0]) == message
