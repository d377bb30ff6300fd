"""`oro mcp`, which oro-conduit has too where oro-mcp is not installed."""

from __future__ import annotations

import sys
from importlib import util
from typing import Any

import click
import pytest
from click.testing import CliRunner
from oro_conduit import plugin as conduit
from oro_mcp import plugin

from oro_framework.errors import Unsupported, UsageError


def commands(*plugins: Any) -> click.Group:
    """Return the commands of plugins."""
    cli = click.Group()
    for each in plugins:
        each.oro_commands(cli)
    return cli


def options(cli: click.Group) -> set[str]:
    """Return the names of what `oro mcp` takes."""
    return {str(param.name) for param in cli.commands["mcp"].params}


@pytest.mark.parametrize("plugins", [(conduit, plugin), (plugin, conduit)])
def test_one_command_serves_an_app_and_shows_one_under_oro_dev(plugins: tuple[Any, Any]) -> None:
    assert options(commands(*plugins)) == {"app", "client", "assignments", "dev", "running"}


def test_without_this_plugin_it_is_that_of_oro_conduit(monkeypatch: pytest.MonkeyPatch) -> None:
    find = util.find_spec
    monkeypatch.setattr(conduit, "find_spec", lambda name: None if name == "oro_mcp" else find(name))
    cli = commands(conduit)
    assert options(cli) == {"dev", "app"}
    with pytest.raises(UsageError, match="install oro-mcp"):
        CliRunner().invoke(cli, ["mcp"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["--app", "x"], "needs --dev"),
        (["--dev", "--client", "x"], "not for --dev"),
        (["--dev", "--set", "a=b"], "not for --dev"),
    ],
)
def test_options_that_do_not_fit_are_refused(given: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        CliRunner().invoke(commands(plugin), ["mcp", *given], catch_exceptions=False)


def test_an_app_under_oro_dev_needs_oro_conduit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oro_conduit.cli.mcp.serving", None)
    with pytest.raises(Unsupported, match="oro-conduit, which is not installed"):
        CliRunner().invoke(commands(plugin), ["mcp", "--dev"], catch_exceptions=False)
