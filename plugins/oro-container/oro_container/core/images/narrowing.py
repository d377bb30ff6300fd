"""The policy that an image wants, as a caller's policy is narrowed by it."""

from __future__ import annotations

from oro_container.core.images.manifest import Manifest, Wanted
from oro_container.core.policy import Narrowing

__all__ = ("narrowing_of",)

_NOTHING = Wanted()


def narrowing_of(manifest: Manifest) -> Narrowing:
    """Return what an image asks of the policy it is booted with; what it does not say stays."""
    wanted, limits = manifest.policy, manifest.limits
    return Narrowing(
        env=wanted.env or None,
        programs=wanted.programs or None,
        hosts=wanted.hosts or None,
        # Any image may listen unless it says that it does not; that is no wish.
        listen=None if wanted.listen else False,
        scripts=wanted.scripts or None,
        processes=limits.processes,
        memory=limits.memory,
        cpus=limits.cpus,
        cpu_seconds=limits.cpu_seconds,
        seconds=limits.seconds,
        disk=limits.disk,
        files=limits.files,
        level=wanted.level if wanted.level != _NOTHING.level else None,
    )
