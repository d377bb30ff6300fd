"""Projects with packages that are made up, each for one rule of placing, whose locks npm wrote."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ("ADDRESS", "SCENARIOS", "Scenario", "full_metadata")

ADDRESS = "http://registry.test"
Versions = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A project, and the packages that there are."""

    root: Mapping[str, Any]
    packages: Mapping[str, Versions] = field(default_factory=dict)
    folders: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """package.json of its workspaces and of folders it links to."""
    after: str = ""
    """The scenario whose lock is there already."""
    legacy_peers: bool = False


def full_metadata(name: str, versions: Versions) -> dict[str, Any]:
    """The metadata of a package as a registry sends them; the version with member `latest` is the latest."""
    found = {}
    for version, raw in versions.items():
        digest = base64.b64encode(hashlib.sha512(f"{name}@{version}".encode()).digest()).decode()
        address = f"{ADDRESS}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
        found[version] = {
            "name": name,
            "version": version,
            "dist": {"tarball": address, "integrity": f"sha512-{digest}"},
            **{key: value for key, value in raw.items() if key != "tag"},
        }
    tags = {raw["tag"]: version for version, raw in versions.items() if "tag" in raw}
    return {"name": name, "dist-tags": {"latest": list(versions)[-1], **tags}, "versions": found}


X: Versions = {
    "1.0.0": {},
    "1.1.0": {"dependencies": {"y": "^1"}},
    "2.0.0": {"bin": {"x": "./bin/x.js"}, "license": "MIT"},
}
Y: Versions = {"1.0.0": {}, "1.5.0": {"hasInstallScript": True}, "2.0.0": {}}
Z: Versions = {"1.0.0": {"dependencies": {"y": "^1"}}}
PLAIN = {"x": X, "y": Y, "z": Z}
REACT: Versions = {"17.0.0": {}, "18.0.0": {}}
DOM: Versions = {
    "17.0.0": {"peerDependencies": {"react": "^17"}},
    "18.0.0": {"peerDependencies": {"react": "^18"}},
}


def project(**members: Any) -> dict[str, Any]:
    """A package.json."""
    return {"name": "project", "version": "1.0.0", **members}


WORKSPACES = {
    "packages/a": {"name": "a", "version": "1.0.0", "dependencies": {"b": "^1.0.0", "x": "^1.0.0"}},
    "packages/b": {"name": "b", "version": "1.2.0", "devDependencies": {"x": "^2.0.0"}, "bin": "cli.js"},
    "packages/c": {"name": "@s/c", "version": "0.0.1", "license": "MIT", "peerDependencies": {"y": "^1"}},
}

SCENARIOS: dict[str, Scenario] = {
    "plain": Scenario(root=project(dependencies={"x": "^1", "y": "^2"}), packages=PLAIN),
    "no name": Scenario(root={"dependencies": {"x": "^1"}}, packages=PLAIN),
    "bumped": Scenario(root=project(dependencies={"x": "^2", "y": "^2"}), packages=PLAIN, after="plain"),
    "removed": Scenario(root=project(dependencies={"y": "^2"}), packages=PLAIN, after="plain"),
    "added": Scenario(root=project(dependencies={"x": "^1", "y": "^2", "z": "*"}), packages=PLAIN, after="plain"),
    "kept": Scenario(
        root=project(dependencies={"x": "^1", "y": "^2"}),
        packages={"x": {**X, "1.9.0": {}}, "y": {**Y, "2.9.0": {}}},
        after="plain",
    ),
    "alias": Scenario(root=project(dependencies={"ax": "npm:x@^1", "x": "^2", "@q/z": "npm:y@*"}), packages=PLAIN),
    "tag": Scenario(
        root=project(dependencies={"x": "next", "y": "latest"}),
        packages={"x": {"2.0.0-rc.1": {"tag": "next", "dependencies": {"y": "^1"}}, "1.0.0": {}}, "y": Y},
    ),
    "prerelease": Scenario(
        root=project(dependencies={"p": "^1.0.0-beta.1", "q": ">=1"}),
        packages={"p": {"1.0.0-beta.1": {}, "1.0.0-beta.2": {}}, "q": {"1.0.0": {}, "2.0.0-rc.1": {}}},
    ),
    "deprecated": Scenario(
        root=project(dependencies={"p": "^1", "q": "^1"}),
        packages={
            "p": {"1.0.0": {}, "1.1.0": {"deprecated": "use 1.0"}},
            "q": {"1.0.0": {"deprecated": "all are"}, "1.1.0": {"deprecated": "all are"}},
        },
    ),
    "engines": Scenario(
        root=project(dependencies={"p": "^1"}),
        packages={"p": {"1.0.0": {"engines": {"node": ">=8"}}, "1.1.0": {"engines": {"node": ">=99"}}}},
    ),
    "workspaces": Scenario(
        root=project(workspaces=["packages/*"], dependencies={"y": "*"}), packages=PLAIN, folders=WORKSPACES
    ),
    "workspace mismatch": Scenario(
        root=project(workspaces={"packages": ["packages/*", "!packages/c"]}),
        packages={**PLAIN, "b": {"9.1.0": {"dependencies": {"x": "^1"}}}},
        folders={**WORKSPACES, "packages/a": {"name": "a", "version": "1.0.0", "dependencies": {"b": "^9.0.0"}}},
    ),
    "link": Scenario(
        root=project(dependencies={"lib": "file:./libs/lib", "x": "^1"}),
        packages=PLAIN,
        folders={
            "libs/lib": {
                "name": "lib",
                "version": "3.0.0",
                "dependencies": {"x": "^2", "y": "*"},
                "devDependencies": {"z": "^1"},
            }
        },
    ),
    "override": Scenario(root=project(dependencies={"x": "1.1.0", "z": "*"}, overrides={"y": "2.0.0"}), packages=PLAIN),
    "override within": Scenario(
        root=project(dependencies={"x": "1.1.0", "z": "*"}, overrides={"z": {"y": "2.0.0"}}), packages=PLAIN
    ),
    "override by reference": Scenario(
        root=project(dependencies={"x": "1.1.0", "y": "2.0.0"}, overrides={"y": "$y"}), packages=PLAIN
    ),
    "override by version": Scenario(
        root=project(dependencies={"x": "1.1.0", "z": "*"}, overrides={"y@^1": "2.0.0", "y@^2": "1.0.0"}),
        packages={**PLAIN, "z": {"1.0.0": {"dependencies": {"y": "^2"}}}},
    ),
    "peers": Scenario(root=project(dependencies={"dom": "^17"}), packages={"react": REACT, "dom": DOM}),
    "peers nested": Scenario(
        root=project(dependencies={"old": "1", "react": "^18"}),
        packages={"react": REACT, "dom": DOM, "old": {"1.0.0": {"dependencies": {"dom": "^17", "react": "^17"}}}},
    ),
    "peers of legacy": Scenario(
        root=project(dependencies={"dom": "^17", "react": "^18"}),
        packages={"react": REACT, "dom": DOM},
        legacy_peers=True,
    ),
    "optional peers": Scenario(
        root=project(dependencies={"p": "1", "q": "1"}),
        packages={
            "react": REACT,
            "p": {"1.0.0": {"peerDependencies": {"react": "*"}, "peerDependenciesMeta": {"react": {"optional": True}}}},
            "q": {"1.0.0": {"dependencies": {"react": "^17"}}},
        },
    ),
    "platforms": Scenario(
        root=project(dependencies={"n": "1"}),
        packages={
            **PLAIN,
            "n": {"1.0.0": {"optionalDependencies": {"n-linux": "1", "n-mac": "1", "n-musl": "1", "n-gone": "1"}}},
            "n-linux": {"1.0.0": {"os": ["linux"], "cpu": ["x64"]}},
            "n-mac": {"1.0.0": {"os": ["darwin"], "dependencies": {"x": "2"}}},
            "n-musl": {"1.0.0": {"os": ["linux"], "libc": ["musl"]}},
        },
    ),
    "members": Scenario(
        root=project(devDependencies={"n": "1"}, license="MIT", bin={"p": "./p.js"}, engines={"node": ">=1"}),
        packages={
            "n": {
                "1.0.0": {
                    "deprecated": "gone",
                    "funding": "https://example.com/fund",
                    "license": {"type": "MIT"},
                    "engines": ["node"],
                    "bin": "./cli.js",
                    "acceptDependencies": {"y": "*"},
                }
            }
        },
    ),
    "loop": Scenario(
        root=project(dependencies={"a": "1"}),
        packages={
            "a": {"1.0.0": {"dependencies": {"b": "1"}}, "2.0.0": {"dependencies": {"b": "2"}}},
            "b": {"1.0.0": {"dependencies": {"a": "2"}}, "2.0.0": {"dependencies": {"a": "1"}}},
        },
    ),
    "dev and optional": Scenario(
        root=project(devDependencies={"d": "1"}, optionalDependencies={"o": "1"}),
        packages={**PLAIN, "d": {"1.0.0": {"dependencies": {"y": "1"}}}, "o": {"1.0.0": {"dependencies": {"y": "1"}}}},
    ),
    "capitals": Scenario(
        root=project(dependencies={"JSONStream": "1", "base64": "1", "Base": "1", "a_b": "1", "a-b": "1"}),
        packages={name: {"1.0.0": {}} for name in ("JSONStream", "base64", "Base", "a_b", "a-b")},
    ),
}
