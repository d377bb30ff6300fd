"""`Repository`: a folder of versions and signatures that any static web server can serve. Blocking.

    metadata/                   what the roles have signed (`SignedMetadata`)
    targets/PLATFORM/SHA256.VERSION.tar.xz

Files are added first and the timestamp is replaced last, so that clients find the old state or the new one, and a copy
of the folder in any order of names but the timestamp's is right: copy `timestamp.json` last. All of them are one
change, which the next command finishes where a process was killed amid it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from oro_framework.atomic import sweep
from oro_updater.author.keyring import ROLES, Keyring
from oro_updater.author.signed_metadata import SignedMetadata
from oro_updater.errors import ReleaseError
from oro_updater.locks import locked
from oro_updater.offer import KEY, Archive, Offer
from oro_updater.trust import archives_of

__all__ = ("Repository",)


class Repository:
    """See the module.

    Args:
        folder: the one that is served.
        keyring: the author's keys.
        days: days until the signatures of roles expire, where not as in `DAYS`.
    """

    def __init__(self, folder: Path, keyring: Keyring, days: Mapping[str, int] | None = None) -> None:
        self.folder = folder
        self.keyring = keyring
        self.metadata = SignedMetadata(folder / "metadata", keyring, days or {})
        """The signatures of all roles."""

    # -- what is there ---------------------------------------------------------------------------------

    def archives(self) -> list[Archive]:
        """Return everything that is published."""
        return archives_of(self.metadata.targets().signed)

    def file_of(self, archive: Archive) -> Path:
        """Return the file of an archive."""
        where, _, name = archive.path.rpartition("/")
        return self.folder / "targets" / where / f"{archive.hashes['sha256']}.{name}"

    # -- what changes ----------------------------------------------------------------------------------

    def recover(self) -> None:
        """Finish the change in which a process was killed, if there is one.

        Raises:
            Busy: another process changes the repository.
        """
        if self.metadata.is_pending:
            with self._alone():
                pass

    def create(self, thresholds: Mapping[str, int]) -> None:
        """Write the first signatures, of every key of the ring.

        Raises:
            ReleaseError: there is a repository already, or a role has fewer keys than its threshold.
        """
        self.recover()
        sweep(self.metadata.folder)
        if self.metadata.folder.exists() and any(self.metadata.folder.iterdir()):
            raise ReleaseError(f'Cannot begin a repository: "{self.folder}" has one already')
        root = Root(version=1, expires=self.metadata.expiry("root"), consistent_snapshot=True)
        for known in self.keyring:
            root.add_key(known.key, known.role)
        for role in ROLES:
            wanted = thresholds.get(role, 1)
            if len(root.roles[role].keyids) < max(wanted, 1):
                raise ReleaseError(
                    f'Cannot begin a repository: "{role}" needs {wanted} keys and has {len(root.roles[role].keyids)}; '
                    "oro keys make adds some"
                )
            root.roles[role].threshold = wanted
        with self._alone():
            signed = self.metadata.sign(Metadata(root), "root", root)
            targets = Metadata(Targets(version=1, expires=self.metadata.expiry("targets")))
            targets = self.metadata.sign(targets, "targets", root)
            self.metadata.write(self.metadata.files(root, targets, signed))

    def add(self, offers: Iterable[tuple[Offer, str, Path]]) -> None:
        """Publish archives.

        Args:
            offers: what each is, the path it gets and its file, which is moved into the repository.

        Raises:
            ReleaseError: one is published already, or too few keys are here.
        """
        with self._alone():
            targets = self.metadata.targets()
            placed: dict[Path, Path] = {}
            for offer, path, file in offers:
                if path in targets.signed.targets:
                    raise ReleaseError(
                        f'Cannot publish "{path}": it is published already; a version never changes, so give it another'
                    )
                target = TargetFile.from_file(path, str(file), ["sha256"])
                target.unrecognized_fields["custom"] = {KEY: _plain(offer)}
                targets.signed.targets[path] = target
                archive = Archive(offer=offer, path=path, length=target.length, hashes=target.hashes)
                placed[self.file_of(archive)] = file
            signed = self.metadata.renewed(targets)
            for place, file in placed.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file, place)
                place.chmod(0o644)
            self.metadata.write(signed)

    def change(self, changes: Mapping[str, Offer | None]) -> None:
        """Replace what is said of archives, or withdraw them.

        Args:
            changes: offers by path; None withdraws the archive, and removes its file once it is no longer offered.
        """
        with self._alone():
            targets = self.metadata.targets()
            doomed = [one for one in archives_of(targets.signed) if changes.get(one.path, one.offer) is None]
            for path, offer in changes.items():
                if offer is None:
                    del targets.signed.targets[path]
                else:
                    targets.signed.targets[path].unrecognized_fields["custom"] = {KEY: _plain(offer)}
            self.metadata.write(self.metadata.renewed(targets))
        for archive in doomed:
            self.file_of(archive).unlink(missing_ok=True)

    def refresh(self, *, targets: bool = False) -> None:
        """Sign snapshot and timestamp anew, and the targets if asked for, before they expire."""
        with self._alone():
            found = self.metadata.targets()  # checks the signatures of all roles
            root = self.metadata.root().signed
            self.metadata.write(self.metadata.renewed(found) if targets else self.metadata.files(root, None))

    def rotate(self, role: str, *, add: Sequence[str], remove: Sequence[str], threshold: int | None = None) -> None:
        """Change the keys of a role by a new root, signed by the old keys of the root and by its new ones.

        Args:
            role: whose keys change.
            add: identifiers of keys of the ring.
            remove: identifiers of keys that count no longer.
            threshold: signatures that the role needs from now on.

        Raises:
            ReleaseError: too few keys would be left, or are here to sign.
        """
        with self._alone():
            old = self.metadata.root().signed
            targets = self.metadata.targets()
            root = Metadata.from_bytes(Metadata(old).to_bytes()).signed
            assert isinstance(root, Root)
            for known in self.keyring:
                if known.id in add:
                    root.add_key(known.key, role)
            for id in remove:
                root.revoke_key(id, role)
            if threshold is not None:
                root.roles[role].threshold = threshold
            if len(root.roles[role].keyids) < root.roles[role].threshold:
                raise ReleaseError(
                    f'Cannot change the keys of "{role}": {len(root.roles[role].keyids)} would be left, and '
                    f"{root.roles[role].threshold} have to sign"
                )
            root.version += 1
            root.expires = self.metadata.expiry("root")
            signed = self.metadata.sign(Metadata(root), "root", old, root)
            if role == "targets":
                targets.signed.version += 1
                targets = self.metadata.sign(targets, "targets", root)
            self.metadata.write(self.metadata.files(root, targets if role == "targets" else None, signed))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with locked(self.folder):
            self.metadata.finish()
            yield


def _plain(offer: Offer) -> Any:
    import msgspec

    return msgspec.to_builtins(offer)
