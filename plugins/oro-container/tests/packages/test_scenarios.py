"""Projects with packages that are made up: the lock is npm's, byte for byte."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from oro_container.core.packages.errors import NoSuchVersion
from oro_container.core.packages.in_step import check_in_step
from oro_container.core.packages.lockfile import Lock, parse_lock, write_lock
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.packument import read_packument
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Options, Resolver
from oro_container.core.packages.tree import Tree

from .scenarios import ADDRESS, SCENARIOS, Scenario, full_metadata


@cache
def recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "recorded" / "scenarios.json").read_text())
    return found


def folders_of(scenario: Scenario) -> dict[str, Manifest]:
    return {path: read_manifest(raw) for path, raw in scenario.folders.items()}


def resolve(scenario: Scenario, lock: Lock | None = None, **options: Any) -> Tree:
    settings = Options(folders=folders_of(scenario), legacy_peer_deps=scenario.legacy_peers, **options)
    platform = Platform(node=recorded()["node"], npm=recorded()["npm"])
    resolver = Resolver(read_manifest(scenario.root), platform, lock, settings)
    while not resolver.done:
        for name in resolver.wanted():
            if name in scenario.packages:
                resolver.give(name, read_packument(name, full_metadata(name, scenario.packages[name])))
            else:
                resolver.fail(name, NoSuchVersion(f'Cannot find "{name}"', package=name))
    return resolver.tree()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_lock_is_that_of_npm(name: str) -> None:
    scenario = SCENARIOS[name]
    before = parse_lock(recorded()["locks"][scenario.after]) if scenario.after else None
    written = write_lock(resolve(scenario, before), before, folder="project", omit_resolved=True)
    assert written == recorded()["locks"][name]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_lock_in_step_needs_no_registry(name: str) -> None:
    scenario = SCENARIOS[name]
    lock = parse_lock(recorded()["locks"][name])
    check_in_step(read_manifest(scenario.root), lock, folders_of(scenario), legacy_peers=scenario.legacy_peers)
    tree = resolve(replace(scenario, packages={}), lock, frozen=True)
    assert write_lock(tree, lock, folder="project") == recorded()["locks"][name]


def test_addresses_of_archives_are_locked() -> None:
    written = write_lock(resolve(SCENARIOS["plain"]))
    assert json.loads(written)["packages"]["node_modules/x"]["resolved"] == f"{ADDRESS}/x/-/x-1.1.0.tgz"
