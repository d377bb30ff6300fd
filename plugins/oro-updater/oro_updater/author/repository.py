"""`Repository`: a folder of versions and signatures that any static web server can serve. Blocking.

    metadata/1.root.json …      every root, which leads clients from the oldest to the newest
    metadata/timestamp.json     the only file that is replaced; all others are new files
    metadata/7.snapshot.json, metadata/7.targets.json
    targets/PLATFORM/SHA256.VERSION.tar.xz

Files are added first and the timestamp is replaced last, so that clients find the old state or the new one, and a copy
of the folder in any order of names but the timestamp's is right: copy `timestamp.json` last. All of them are one
change, which the next command finishes where a process was killed amid it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from oro_framework.atomic import sweep
from oro_updater.author.keyring import ROLES, Keyring
from oro_updater.author.pending_files import finish, is_pending, replace_files
from oro_updater.errors import ReleaseError
from oro_updater.locks import locked
from oro_updater.offer import KEY, Archive, Offer
from oro_updater.trust import archives_of

__all__ = ("DAYS", "Repository", "RoleState")

DAYS: Mapping[str, int] = {"root": 730, "targets": 365, "snapshot": 30, "timestamp": 30}
"""Days until the signatures of a role expire, unless another number is asked for."""
_TIMESTAMP = "timestamp.json"


class RoleState(Struct, frozen=True, kw_only=True):
    """The signatures of one role."""

    role: str
    version: int
    expires: datetime
    threshold: int
    keys: Sequence[str]


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
        self._metadata = folder / "metadata"
        self._days = {**DAYS, **(days or {})}

    # -- what is there ---------------------------------------------------------------------------------

    @property
    def exists(self) -> bool:
        """Whether anything was published here."""
        return (self._metadata / _TIMESTAMP).exists()

    @property
    def root_path(self) -> Path:
        """The newest root metadata, a copy of which an app is shipped with.

        Raises:
            ReleaseError: there is none.
        """
        versions = [int(path.name.partition(".")[0]) for path in self._metadata.glob("*.root.json")]
        if not versions:
            raise ReleaseError(
                f'Cannot use "{self.folder}": it is no repository of updates; oro updates init makes one'
            )
        return self._metadata / f"{max(versions)}.root.json"

    def roles(self) -> list[RoleState]:
        """Return the signatures of all roles."""
        root = self._root().signed
        states = []
        for role in ROLES:
            signed = root if role == "root" else self._load(role).signed
            delegated = root.roles[role]
            states.append(
                RoleState(
                    role=role, version=signed.version, expires=signed.expires.replace(tzinfo=UTC),
                    threshold=delegated.threshold, keys=tuple(delegated.keyids),
                )
            )  # fmt: skip
        return states

    def archives(self) -> list[Archive]:
        """Return everything that is published."""
        return archives_of(self._targets().signed)

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
        if is_pending(self._metadata):
            with self._alone():
                pass

    def create(self, thresholds: Mapping[str, int]) -> None:
        """Write the first signatures, of every key of the ring.

        Raises:
            ReleaseError: there is a repository already, or a role has fewer keys than its threshold.
        """
        self.recover()
        sweep(self._metadata)
        if self._metadata.exists() and any(self._metadata.iterdir()):
            raise ReleaseError(f'Cannot begin a repository: "{self.folder}" has one already')
        root = Root(version=1, expires=self._expiry("root"), consistent_snapshot=True)
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
            signed = self._sign(Metadata(root), "root", root)
            targets = self._sign(Metadata(Targets(version=1, expires=self._expiry("targets"))), "targets", root)
            self._write(self._signed(root, targets, signed))

    def add(self, offers: Iterable[tuple[Offer, str, Path]]) -> None:
        """Publish archives.

        Args:
            offers: what each is, the path it gets and its file, which is moved into the repository.

        Raises:
            ReleaseError: one is published already, or too few keys are here.
        """
        with self._alone():
            targets = self._targets()
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
            signed = self._renewed(targets)
            for place, file in placed.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file, place)
                place.chmod(0o644)
            self._write(signed)

    def change(self, changes: Mapping[str, Offer | None]) -> None:
        """Replace what is said of archives, or withdraw them.

        Args:
            changes: offers by path; None withdraws the archive, and removes its file once it is no longer offered.
        """
        with self._alone():
            targets = self._targets()
            doomed = [one for one in archives_of(targets.signed) if changes.get(one.path, one.offer) is None]
            for path, offer in changes.items():
                if offer is None:
                    del targets.signed.targets[path]
                else:
                    targets.signed.targets[path].unrecognized_fields["custom"] = {KEY: _plain(offer)}
            self._write(self._renewed(targets))
        for archive in doomed:
            self.file_of(archive).unlink(missing_ok=True)

    def refresh(self, *, targets: bool = False) -> None:
        """Sign snapshot and timestamp anew, and the targets if asked for, before they expire."""
        with self._alone():
            found = self._targets()  # checks the signatures of all roles
            self._write(self._renewed(found) if targets else self._signed(self._root().signed, None))

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
            old = self._root().signed
            targets = self._targets()
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
            root.expires = self._expiry("root")
            signed = self._sign(Metadata(root), "root", old, root)
            if role == "targets":
                targets.signed.version += 1
                targets = self._sign(targets, "targets", root)
            self._write(self._signed(root, targets if role == "targets" else None, signed))

    # -- signing ---------------------------------------------------------------------------------------

    def _renewed(self, targets: Metadata[Targets]) -> Mapping[str, bytes]:
        root = self._root().signed
        targets.signed.version += 1
        targets.signed.expires = self._expiry("targets")
        return self._signed(root, self._sign(targets, "targets", root))

    def _signed(
        self, root: Root, targets: Metadata[Targets] | None, new_root: Metadata[Root] | None = None
    ) -> Mapping[str, bytes]:
        """Return files with a new root and new targets, if any, a snapshot of them and the timestamp.

        Callers have checked the signatures of what is there, by the root that counted until now.
        """
        if self.exists:
            timestamp = self._read(self._metadata / _TIMESTAMP)
            snapshot = self._read(self._metadata / f"{timestamp.signed.snapshot_meta.version}.snapshot.json")
            snapshot.signed.version += 1
            timestamp.signed.version += 1
        else:
            snapshot, timestamp = Metadata(Snapshot()), Metadata(Timestamp())
        if targets is not None:
            data = targets.to_bytes()
            snapshot.signed.meta["targets.json"] = MetaFile.from_data(targets.signed.version, data, ["sha256"])
        snapshot.signed.expires = self._expiry("snapshot")
        timestamp.signed.expires = self._expiry("timestamp")
        self._sign(snapshot, "snapshot", root)
        timestamp.signed.snapshot_meta = MetaFile.from_data(snapshot.signed.version, snapshot.to_bytes(), ["sha256"])
        self._sign(timestamp, "timestamp", root)
        named = {"root": new_root, "targets": targets, "snapshot": snapshot}
        files = {f"{one.signed.version}.{role}.json": one.to_bytes() for role, one in named.items() if one is not None}
        return {**files, _TIMESTAMP: timestamp.to_bytes()}

    def _write(self, files: Mapping[str, bytes]) -> None:
        replace_files(self._metadata, files, _TIMESTAMP)

    def _sign(self, metadata: Metadata[Any], role: str, *roots: Root) -> Metadata[Any]:
        """Sign with every key of a role that is here, by each root; too few are an error."""
        ids = {id for root in roots for id in root.roles[role].keyids}
        metadata.signatures.clear()
        for signer in self.keyring.signers(sorted(ids)):
            metadata.sign(signer, append=True)
        for root in roots:
            here = len(ids & set(root.roles[role].keyids) & set(metadata.signatures))
            if here < root.roles[role].threshold:
                raise ReleaseError(
                    f'Cannot sign "{role}": {here} of {root.roles[role].threshold} keys are in "{self.keyring.folder}"'
                )
        return metadata

    # -- files -----------------------------------------------------------------------------------------

    def _root(self) -> Metadata[Root]:
        """Return the newest root, if keys of the ring signed it: what others put here is not signed again."""
        path = self.root_path
        metadata = self._read(path)
        root = metadata.signed
        ours = {known.id for known in self.keyring if known.role == "root"}
        if not isinstance(root, Root) or not ours & set(root.roles["root"].keyids):
            raise ReleaseError(
                f'Cannot use "{path}": it is not of the keys in "{self.keyring.folder}"; copy the public halves of its '
                "keys there, root-*.json"
            )
        self._check("root", metadata, root)
        return metadata

    def _targets(self) -> Metadata[Targets]:
        metadata: Metadata[Targets] = self._load("targets")
        return metadata

    def _load(self, role: str) -> Metadata[Any]:
        if role == "timestamp":
            path = self._metadata / _TIMESTAMP
        else:
            meta = self._load("timestamp").signed.snapshot_meta
            if role == "targets":
                meta = self._load("snapshot").signed.meta["targets.json"]
            path = self._metadata / f"{meta.version}.{role}.json"
        metadata = self._read(path)
        self._check(role, metadata, self._root().signed)
        return metadata

    def _read(self, path: Path) -> Metadata[Any]:
        try:
            return Metadata.from_bytes(path.read_bytes())
        except (OSError, RepositoryError, ValueError) as error:
            raise ReleaseError(f'Cannot use the repository: "{path}" cannot be read ({error})') from error

    def _check(self, role: str, metadata: Metadata[Any], root: Root) -> None:
        try:
            root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except (RepositoryError, ValueError) as error:
            raise ReleaseError(
                f'Cannot use the repository: the signatures of "{role}" in "{self._metadata}" are not of its keys; '
                "it may have been changed by others, so nothing of it is signed again"
            ) from error

    def _expiry(self, role: str) -> datetime:
        # python-tuf counts in UTC without saying so.
        return datetime.now(UTC).replace(microsecond=0, tzinfo=None) + timedelta(days=self._days[role])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with locked(self.folder):
            finish(self._metadata, _TIMESTAMP)
            yield


def _plain(offer: Offer) -> Any:
    import msgspec

    return msgspec.to_builtins(offer)
