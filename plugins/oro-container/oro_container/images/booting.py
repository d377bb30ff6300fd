"""Images as what containers are booted with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from oro_container.core.images.manifest import Manifest
from oro_container.core.images.narrowing import narrowing_of
from oro_container.core.policy import Policy, Widened
from oro_container.errors import BadImage
from oro_container.images.image import Image
from oro_framework.errors import Denied

__all__ = ("BootArguments", "boot_arguments", "command_of", "granted_policy")

_HOME = "/home/"


class BootArguments(TypedDict):
    """Arguments of `Containers.boot`."""

    workdir: str
    policy: Policy
    layers: tuple[Path, ...]
    variables: Mapping[str, str]
    entry: tuple[str, ...]


def boot_arguments(image: Image, policy: Policy) -> BootArguments:
    """Return what a container of an image is booted with; blocks.

    Args:
        image: the image.
        policy: what its container may do at most; the image's own wishes narrow it.

    Raises:
        BadImage: its working folder is none that a container can have, or a layer leads out of it.
        Denied: it wants more than the policy grants.
    """
    return {
        "workdir": _workdir(image),
        "policy": granted_policy(image, policy),
        "layers": tuple(reversed(_layers(image))),
        "variables": image.manifest.env,
        "entry": command_of(image.manifest),
    }


def command_of(manifest: Manifest) -> tuple[str, ...]:
    """Return the command of an image's entry in a container: one of WebAssembly is run, or served as CGI has it."""
    entry = manifest.entry
    if not entry or not entry[0].endswith(".wasm"):
        return entry
    if manifest.serve == "cgi":
        return ("wasm-serve", str(next(iter(manifest.ports), 0)), *entry)
    return ("wasm", *entry)


def granted_policy(image: Image, policy: Policy) -> Policy:
    """Return a policy, narrowed by what an image wants.

    Raises:
        Denied: it wants more than the policy grants.
        BadImage: it names a host that is none.
    """
    name = image.manifest.name
    try:
        return policy.narrowed(narrowing_of(image.manifest))
    except Widened as error:
        raise Denied(
            f'Cannot boot image "{name}": it wants {error.member} "{error.asked[:300]}", which is not granted; '
            "grant it in the policy of the container"
        ) from None
    except ValueError as error:
        raise BadImage(f'Cannot boot image "{name}": expected {error}') from None


def _layers(image: Image) -> tuple[Path, ...]:
    """Return its layers, none of which is a link to elsewhere on the machine."""
    inside = image.folder.resolve()
    found = tuple(each.resolve() for each in image.layers)
    for name, layer in zip(image.manifest.layers, found, strict=False):
        if not layer.is_relative_to(inside):
            raise BadImage(f'Cannot boot image "{image.manifest.name}": its layer "{name}" leads out of it')
    return found


def _workdir(image: Image) -> str:
    path = image.manifest.workdir
    name = path.removeprefix(_HOME)
    if not path.startswith(_HOME) or not name or "/" in name:
        raise BadImage(
            f'Cannot boot image "{image.manifest.name}": its workdir is "{path}"; in a container it is a folder of '
            "/home, such as /home/project"
        )
    return name
