"""Record what npm locks for some projects, and the metadata it does so by, for tests that have no network.

    python record.py [--cache FOLDER] [NAME...]     projects with packages of the registry that npm is set to
    python record.py --scenarios                    projects with packages made up in `scenarios.py`

Metadata are trimmed to the versions that are looked at and their neighbours, and to members that matter. Sums are
shortened, in the metadata as in the lock. No address of a registry is recorded.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import os
import re
import runpy
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from oro_container.core.packages.errors import NoSuchVersion
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.packument import Packument, read_packument
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Resolver

HERE = Path(__file__).resolve().parent
MEMBERS = (
    "acceptDependencies",
    "bin",
    "bundleDependencies",
    "cpu",
    "dependencies",
    "deprecated",
    "engines",
    "funding",
    "libc",
    "license",
    "optionalDependencies",
    "os",
    "peerDependencies",
    "peerDependenciesMeta",
    "_hasShrinkwrap",
)
SUM = re.compile(r"(sha\d+-[A-Za-z0-9+/]{10})[A-Za-z0-9+/=]*")
PROJECTS: dict[str, dict[str, Any]] = {
    "angular": {"dependencies": {"@angular/cli": "^20"}},
    "eslint": {"devDependencies": {"eslint": "^9", "prettier": "^3", "typescript": "^5"}},
    "express": {"dependencies": {"express": "^5"}},
    "jest": {"devDependencies": {"jest": "^30"}},
    "next": {
        "dependencies": {"next": "15.5.2", "react": "19.1.0", "react-dom": "19.1.0"},
        "devDependencies": {"eslint": "^9", "eslint-config-next": "15.5.2", "typescript": "^5"},
    },
    "react-scripts": {"dependencies": {"react-scripts": "^5"}},
    "svelte": {
        "devDependencies": {
            "@sveltejs/adapter-auto": "^6",
            "@sveltejs/kit": "^2",
            "@sveltejs/vite-plugin-svelte": "^6",
            "svelte": "^5",
            "vite": "^7",
        }
    },
    "tailwindcss": {"dependencies": {"tailwindcss": "^3"}},
    "vite": {
        "dependencies": {"react": "^19", "react-dom": "^19"},
        "devDependencies": {"@vitejs/plugin-react": "^5", "vite": "^7", "vitest": "^3"},
    },
    "webpack": {"devDependencies": {"webpack": "^5"}},
}


class Watched(Packument):
    """Metadata that remember which versions were looked at."""

    def __init__(self, found: Packument) -> None:
        super().__init__(found.name, found.raw_versions, found.dist_tags)
        self.used: set[str] = set()

    def manifest(self, version: str) -> Manifest | None:
        self.used.add(version)
        return super().manifest(version)


def run(*command: str, folder: str | None = None, **environment: str) -> str:
    """What a command says."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout.strip()


def lock(root: Mapping[str, Any], files: Mapping[str, Any] | None = None, before: str = "", **settings: str) -> str:
    """The package-lock.json that npm writes."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        for path, content in {"package.json": root, **(files or {})}.items():
            where = project / path
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_text(json.dumps(content, indent=2))
        if before:
            (project / "package-lock.json").write_text(before)
        command = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
        run(*command, folder=str(project), npm_config_omit_lockfile_registry_resolved="true", **settings)
        return (project / "package-lock.json").read_text()


class Registry:
    """The registry that npm is set to."""

    def __init__(self, cache: Path | None) -> None:
        self._address = run("npm", "config", "get", "registry").rstrip("/")
        self._cache = cache

    def read(self, name: str) -> Any:
        """The metadata of a package, None if there is none."""
        kept = self._cache / f"{quote(name, safe='@')}.json.gz" if self._cache else None
        if kept is not None and kept.exists():
            return json.loads(gzip.decompress(kept.read_bytes()))
        request = urllib.request.Request(
            f"{self._address}/{quote(name, safe='@')}", headers={"Accept": "application/vnd.npm.install-v1+json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            body = b"null"
        if kept is not None:
            kept.write_bytes(gzip.compress(body, 1))
        return json.loads(body)


def trim(found: Watched) -> dict[str, Any]:
    """The metadata that matter."""
    order = [text for _, text in found.newest_first()]
    latest = found.dist_tags.get("latest")
    used = {version for version in found.used if version in found.raw_versions} | ({latest} if latest else set())
    near = {order[place] for version in used for place in _around(order, version)}
    versions = {}
    for version in sorted(used | near, key=order.index, reverse=True):
        raw = found.raw_versions[version]
        members = MEMBERS if version in used else ("deprecated", "engines")
        entry = {key: raw[key] for key in members if raw.get(key)}
        if version in found.used:
            manifest = read_manifest(raw)
            entry["sum"] = short(manifest.integrity)
            if manifest.has_install_script:
                entry["hasInstallScript"] = True
        versions[version] = entry
    return {
        "tags": {tag: version for tag, version in found.dist_tags.items() if version in versions},
        "versions": versions,
    }


def _around(order: list[str], version: str) -> range:
    place = order.index(version)
    return range(max(0, place - 2), min(len(order), place + 2))


def short(text: str) -> str:
    """`text` with sums shortened."""
    return SUM.sub(r"\1", text)


def record(name: str, root: Mapping[str, Any], registry: Registry) -> None:
    """Record a project with packages of the registry."""
    root = {"name": name, "version": "1.0.0", **root}
    node, npm = run("node", "--version").removeprefix("v"), run("npm", "--version")
    resolver = Resolver(read_manifest(root), Platform(node=node, npm=npm))
    seen: dict[str, Watched | None] = {}
    with ThreadPoolExecutor(8) as pool:
        while not resolver.done:
            wanted = sorted(resolver.wanted())
            for wanted_name, raw in zip(wanted, pool.map(registry.read, wanted), strict=True):
                if raw is None:
                    seen[wanted_name] = None
                    resolver.fail(wanted_name, NoSuchVersion("it is not there", package=wanted_name))
                else:
                    seen[wanted_name] = found = Watched(read_packument(wanted_name, raw))
                    resolver.give(wanted_name, found)
    data = {
        "node": node,
        "npm": npm,
        "root": root,
        "lock": short(lock(root)),
        "packages": {name: found and trim(found) for name, found in sorted(seen.items())},
    }
    write(name, data)


def write(name: str, data: Any) -> None:
    """Write a record."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path = HERE / f"{name}.json.xz"
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{path.name}: {path.stat().st_size} bytes")


@contextmanager
def serve(packages: Mapping[str, Any]) -> Iterator[str]:
    """Serve made-up packages on the loopback, and give the address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = packages.get(unquote(self.path[1:]))
            body = json.dumps(found if found is not None else {"error": "not found"}).encode()
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def record_scenarios() -> None:
    """Record the projects with packages made up in `scenarios.py`."""
    made = runpy.run_path(str(HERE.parent / "scenarios.py"))
    full_metadata = made["full_metadata"]
    locks: dict[str, str] = {}
    for name, scenario in made["SCENARIOS"].items():
        packages = {package: full_metadata(package, raw) for package, raw in scenario.packages.items()}
        with serve(packages) as address, tempfile.TemporaryDirectory() as cache:
            locks[name] = lock(
                scenario.root,
                {f"{path}/package.json": raw for path, raw in scenario.folders.items()},
                locks[scenario.after] if scenario.after else "",
                npm_config_registry=address,
                npm_config_cache=cache,
                npm_config_legacy_peer_deps=str(scenario.legacy_peers).lower(),
            )
    data = {"node": run("node", "--version").removeprefix("v"), "npm": run("npm", "--version"), "locks": locks}
    (HERE / "scenarios.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    print(f"scenarios.json: {len(locks)} locks")


def main() -> None:
    """Record what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--scenarios", action="store_true")
    parser.add_argument("names", nargs="*", default=sorted(PROJECTS))
    asked = parser.parse_args()
    if asked.scenarios:
        record_scenarios()
        return
    registry = Registry(asked.cache)
    for name in asked.names:
        record(name, PROJECTS[name], registry)


if __name__ == "__main__":
    main()
