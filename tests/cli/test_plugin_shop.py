"""`oro plugins install` tells what a plugin may do before it is there; `remove`, `enable`, `disable`, `search`."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oro_framework.cli.plugins.selection import with_plugin
from oro_framework.cli.plugins.wheel import read_wheel
from oro_framework.errors import UsageError

from .conftest import Answer
from .local_index import make_wheel, served

Oro = Callable[..., Answer]

PLUGIN = '''
from oro_framework import Service, hookimpl, route
from oro_framework.types import Permission, Setting
import helper_lib

class Dice(Service):
    name = "dice"

    @route("dice.roll", permission="dice")
    def roll(self, call) -> int:
        """Roll."""
        return helper_lib.SIX

@hookimpl
def oro_services():
    return [Dice]

@hookimpl
def oro_permissions():
    return [Permission(name="dice", description="Roll dice")]

@hookimpl
def oro_settings():
    return [Setting("dice_seed", int, 0, "the seed")]

@hookimpl
def oro_navigate(window, url, top_level):
    return None
'''
ENTRY = "[oro]\ndice = oro_dice.plugin\n"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    files = {
        "oro_dice/__init__.py": "",
        "oro_dice/plugin.py": PLUGIN,
        "oro_dice/js/dice.js": "export const sides = 6\n",
        "oro_dice/fast.so": "machine code",
        "oro_dice-1.0.dist-info/entry_points.txt": ENTRY,
    }
    about = (
        "Summary: Dice for pages\nLicense-Expression: MIT\nRequires-Dist: helper-lib\nRequires-Dist: oro-framework\n"
    )
    make_wheel(folder, "oro-dice", files, metadata=about)
    make_wheel(folder, "helper-lib", {"helper_lib.py": "SIX = 6\n", "always.pth": "import helper_lib\n"})
    make_wheel(folder, "oro-nothing", {"oro_nothing.py": ""})
    return folder


@pytest.fixture
def index(wheels: Path) -> Iterator[tuple[str, list[str]]]:
    with served(wheels) as found:
        yield found


@pytest.fixture
def fresh(tmp_path: Path, index: tuple[str, list[str]]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return `oro` of a fresh environment that sees what this one has installed, and the index on the loopback."""
    where = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", where], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(where), "platbase": str(where)}))
    lines = [f"import site; site.addsitedir({folder!r})" for folder in site.getsitepackages()]
    (packages / "reader.pth").write_text("\n".join(lines) + "\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "ORO_"))}
    pip = {"PIP_INDEX_URL": f"{index[0]}/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(*arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(where / "bin" / "python"), "-m", "oro_framework.cli", "plugins", *arguments]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={**kept, **pip, **cache},
            input=answer,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


Fresh = Callable[..., subprocess.CompletedProcess[str]]


def test_install_tells_and_asks_and_installs_what_it_told_of(fresh: Fresh, index: tuple[str, list[str]]) -> None:
    refused = fresh("install", "dice", answer="n\n")
    assert refused.returncode == 130
    assert "Asking the package index of pip for oro-dice" in refused.stderr
    told = refused.stdout
    assert "oro-dice 1.0  Dice for pages" in told
    assert "dice: Roll dice" in told
    assert "dice_seed" in told
    assert "oro_navigate: it decides which addresses windows may open" in told
    assert "oro-dice has machine code, which no wall of Python holds: oro_dice/fast.so" in told
    assert "helper-lib runs at every start of this Python" in told
    assert "Install into this environment, for every app that enables it? [y/N]" in told
    assert fresh("info", "dice").returncode == 2

    assert fresh("install", "dice", answer="y\n").stdout.endswith("Installed helper-lib, oro-dice\n")
    assert "dice.roll" in fresh("info", "dice").stdout
    assert "installed already" in fresh("install", "dice").stderr
    removed = fresh("remove", "dice", "--yes")
    assert removed.stdout == "Removed oro-dice\n"
    assert fresh("info", "dice").returncode == 2
    assert not [path for path in index[1] if "oro-framework" in path], "the framework is there and is not asked for"


def test_an_app_may_have_plugins_of_its_own(fresh: Fresh, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "index.html").write_text("<!doctype html>")
    (app / "oro.toml").write_text('[meta]\nbundle_identifier = "org.example.app"\n')
    done = fresh("install", "oro-dice==1.0", "--app", "app", "--yes")
    assert done.returncode == 0, done.stderr
    assert (app / ".oro" / "plugins" / "oro_dice" / "plugin.py").is_file()
    shown = json.loads(fresh("info", "dice", "--app", "app", "--json").stdout)
    assert (shown["state"], shown["routes"], shown["modules"]) == ("active", ["dice.roll"], ["dice"])
    assert fresh("info", "dice").returncode == 2, "other apps do not have it"
    assert fresh("remove", "dice", "--app", "app", "--yes").returncode == 0
    assert not (app / ".oro" / "plugins" / "oro_dice").exists()
    assert (app / ".oro" / "plugins" / "helper_lib.py").is_file()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("oro-nothing", 'Cannot install "oro-nothing": oro-nothing brings no plugin'),
        ("oro-missing", 'Cannot find "oro-missing": the package index has no wheel of that name'),
        ("./missing.whl", 'Cannot install "./missing.whl": there is no such file or folder'),
    ],
)
def test_what_cannot_be_installed_is_refused(target: str, message: str, fresh: Fresh) -> None:
    done = fresh("install", target, "--yes")
    assert done.returncode == 2
    assert message in done.stderr


def test_a_wheel_is_read_and_not_imported(wheels: Path) -> None:
    found = read_wheel(wheels / "oro_dice-1.0-py3-none-any.whl")
    assert found.plugins == {"dice": "oro_dice.plugin"}
    assert found.permissions == {"dice": "Roll dice"}
    assert set(found.hooks) == {"oro_services", "oro_permissions", "oro_settings", "oro_navigate"}
    assert found.guessed
    assert "oro_dice" not in sys.modules
    (wheels / "broken.whl").write_bytes(b"PK")
    with pytest.raises(UsageError, match="it is no wheel"):
        read_wheel(wheels / "broken.whl")


CONFIGURATION = """# An app.
[meta]
bundle_identifier = "org.example.x"  # ours

[plugins]
# Those we need.
enabled = ["fs", "os"]
"""


@pytest.mark.parametrize(
    ("before", "name", "enabled", "after"),
    [
        (CONFIGURATION, "dns", True, CONFIGURATION.replace('"os"]', '"os", "dns"]')),
        (CONFIGURATION, "fs", False, CONFIGURATION.replace('"fs", ', "")),
        (CONFIGURATION, "fs", True, CONFIGURATION),
        ("a.b = 1\n", "fs", True, "a.b = 1\n"),
        ("a.b = 1\n", "fs", False, 'a.b = 1\n\n[plugins]\ndisabled = ["fs"]\n'),
        ('[plugins]\nenabled = "all"\n', "fs", False, '[plugins]\nenabled = "all"\ndisabled = ["fs"]\n'),
        ('[plugins]\ndisabled = ["fs"] # why\n', "fs", True, "[plugins]\ndisabled = [] # why\n"),
    ],
)
def test_a_plugin_is_enabled_and_disabled_in_the_text(before: str, name: str, enabled: bool, after: str) -> None:
    assert with_plugin(before, name, enabled=enabled) == after


@pytest.mark.parametrize("text", ["plugins_enabled = []\n", '[plugins]\nenabled = "fs os"\n'])
def test_lists_written_in_another_way_are_not_touched(text: str) -> None:
    with pytest.raises(UsageError, match="then try again"):
        with_plugin(text, "fs", enabled=False)


def test_the_commands_change_oro_toml(oro: Oro, app: Path) -> None:
    text = (app / "oro.toml").read_text()
    assert oro("plugins", "disable", "fs", "--app", str(app)).code == 0
    assert (app / "oro.toml").read_text().startswith(text)
    assert "unused" in oro("plugins", "info", "fs", "--app", str(app)).out
    answer = oro("plugins", "enable", "never-heard-of", "--app", str(app))
    assert 'Plugin "never-heard-of" is not installed: oro plugins install never-heard-of' in answer.err
    answer = oro("plugins", "disable", "clipbord", "--app", str(app))
    assert 'Plugin "clipbord" is not installed: did you mean "clipboard"?' in answer.err


def test_search_asks_this_machine_alone(oro: Oro) -> None:
    answer = oro("plugins", "search", "files")
    assert "oro-fs" in answer.out
    assert "Nothing was asked but this machine" in answer.err
    assert "No plugin that is known" in oro("plugins", "search", "zebra").out
    assert 'did you mean "clipboard"?' in oro("plugins", "search", "cliboard").out


def test_search_reads_a_list_that_is_named(oro: Oro, index: tuple[str, list[str]], wheels: Path) -> None:
    (wheels / "list.json").write_text(json.dumps({"plugins": [{"name": "oro-zebra", "summary": "Stripes"}]}))
    answer = oro("plugins", "search", "zebra", "--list", f"{index[0]}/list.json", "--json")
    assert [each["distribution"] for each in json.loads(answer.out)] == ["oro-zebra"]
    assert f"Asking {index[0]}" in answer.err
    (wheels / "list.json").write_text("[]")
    assert "it is no list of plugins" in oro("plugins", "search", "--list", f"{index[0]}/list.json").err
