"""Projects that people have: the lock is npm's, byte for byte, from what the registry said."""

from __future__ import annotations

import json
import lzma
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from oro_container.core.packages.errors import NoSuchVersion
from oro_container.core.packages.in_step import check_in_step
from oro_container.core.packages.lockfile import Lock, parse_lock, write_lock
from oro_container.core.packages.manifest import read_manifest
from oro_container.core.packages.packument import read_packument
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Options, Resolver

RECORDED = Path(__file__).parent / "recorded"
PROJECTS = sorted(path.name.removesuffix(".json.xz") for path in RECORDED.glob("*.json.xz"))
ADDRESS = "http://registry.test"


@cache
def recorded(project: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lzma.decompress((RECORDED / f"{project}.json.xz").read_bytes()))
    return found


@cache
def metadata(project: str) -> dict[str, Any]:
    return {name: found and _full(name, found) for name, found in recorded(project)["packages"].items()}


def _full(name: str, found: dict[str, Any]) -> dict[str, Any]:
    versions = {}
    for version, raw in found["versions"].items():
        dist = {"tarball": f"{ADDRESS}/{name}/-/{version}.tgz", "integrity": raw.get("sum", "")}
        versions[version] = {"name": name, "version": version, "dist": dist, **raw}
    return {"name": name, "dist-tags": found["tags"], "versions": versions}


def resolve(project: str, lock: Lock | None = None, options: Options | None = None) -> tuple[Resolver, int]:
    found = recorded(project)
    platform = Platform(node=found["node"], npm=found["npm"])
    resolver, rounds = Resolver(read_manifest(found["root"]), platform, lock, options), 0
    while not resolver.done:
        rounds += 1
        for name in resolver.wanted():
            raw = metadata(project)[name]
            if raw is None:
                resolver.fail(name, NoSuchVersion(f'Cannot find "{name}"', package=name))
            else:
                resolver.give(name, read_packument(name, raw))
    return resolver, rounds


@pytest.mark.parametrize("project", PROJECTS)
def test_the_lock_is_that_of_npm(project: str) -> None:
    resolver, rounds = resolve(project)
    assert write_lock(resolver.tree(), omit_resolved=True) == recorded(project)["lock"]
    assert rounds <= 12


@pytest.mark.parametrize("project", PROJECTS)
def test_a_lock_in_step_needs_no_registry(project: str) -> None:
    lock, root = parse_lock(recorded(project)["lock"]), read_manifest(recorded(project)["root"])
    check_in_step(root, lock)
    resolver, rounds = resolve(project, lock, Options(frozen=True))
    assert rounds == 0
    assert write_lock(resolver.tree(), lock) == recorded(project)["lock"]


def test_jest_is_resolved_fast() -> None:
    metadata("jest")
    start = time.process_time()
    resolve("jest")
    assert time.process_time() - start < 1.5
