"""`SignedMetadata`: what the roles of a repository signed, read with its signatures checked, and signed anew. Blocking.

1.root.json …      every root, which leads clients from the oldest to the newest
timestamp.json     the only file that is replaced; all others are new files
7.snapshot.json, 7.targets.json
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from oro_updater.author.keyring import ROLES, Keyring
from oro_updater.author.pending_files import finish, is_pending, replace_files
from oro_updater.errors import ReleaseError

__all__ = ("DAYS", "RoleState", "SignedMetadata")

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


class SignedMetadata:
    """See the module.

    Args:
        folder: of the metadata.
        keyring: the author's keys.
        days: days until the signatures of roles expire, where not as in `DAYS`.
    """

    def __init__(self, folder: Path, keyring: Keyring, days: Mapping[str, int]) -> None:
        self.folder = folder
        self._keyring = keyring
        self._days = {**DAYS, **days}

    @property
    def is_pending(self) -> bool:
        """Whether a change is still to be finished, after a process was killed amid it."""
        return is_pending(self.folder)

    def finish(self) -> None:
        """Carry out the pending change, if there is one."""
        finish(self.folder, _TIMESTAMP)

    # -- what is there ---------------------------------------------------------------------------------

    @property
    def root_path(self) -> Path:
        """The newest root metadata, a copy of which an app is shipped with.

        Raises:
            ReleaseError: there is none.
        """
        versions = [int(path.name.partition(".")[0]) for path in self.folder.glob("*.root.json")]
        if not versions:
            raise ReleaseError(
                f'Cannot use "{self.folder.parent}": it is no repository of updates; oro updates init makes one'
            )
        return self.folder / f"{max(versions)}.root.json"

    def roles(self) -> list[RoleState]:
        """Return the signatures of all roles."""
        root = self.root().signed
        states = []
        for role in ROLES:
            signed = root if role == "root" else self.load(role).signed
            delegated = root.roles[role]
            states.append(
                RoleState(
                    role=role, version=signed.version, expires=signed.expires.replace(tzinfo=UTC),
                    threshold=delegated.threshold, keys=tuple(delegated.keyids),
                )
            )  # fmt: skip
        return states

    def root(self) -> Metadata[Root]:
        """Return the newest root, if keys of the ring signed it: what others put here is not signed again."""
        path = self.root_path
        metadata = self._read(path)
        root = metadata.signed
        ours = {known.id for known in self._keyring if known.role == "root"}
        if not isinstance(root, Root) or not ours & set(root.roles["root"].keyids):
            raise ReleaseError(
                f'Cannot use "{path}": it is not of the keys in "{self._keyring.folder}"; copy the public halves of '
                "its keys there, root-*.json"
            )
        self._check("root", metadata, root)
        return metadata

    def targets(self) -> Metadata[Targets]:
        """Return the present targets."""
        metadata: Metadata[Targets] = self.load("targets")
        return metadata

    def load(self, role: str) -> Metadata[Any]:
        """Return the present metadata of a role."""
        if role == "timestamp":
            path = self.folder / _TIMESTAMP
        else:
            meta = self.load("timestamp").signed.snapshot_meta
            if role == "targets":
                meta = self.load("snapshot").signed.meta["targets.json"]
            path = self.folder / f"{meta.version}.{role}.json"
        metadata = self._read(path)
        self._check(role, metadata, self.root().signed)
        return metadata

    def expiry(self, role: str) -> datetime:
        """Return when a signature of a role expires that is made now."""
        # python-tuf counts in UTC without saying so.
        return datetime.now(UTC).replace(microsecond=0, tzinfo=None) + timedelta(days=self._days[role])

    # -- signing ---------------------------------------------------------------------------------------

    def renewed(self, targets: Metadata[Targets]) -> Mapping[str, bytes]:
        """Return files with targets that were changed, as `files` does."""
        root = self.root().signed
        targets.signed.version += 1
        targets.signed.expires = self.expiry("targets")
        return self.files(root, self.sign(targets, "targets", root))

    def files(
        self, root: Root, targets: Metadata[Targets] | None, new_root: Metadata[Root] | None = None
    ) -> Mapping[str, bytes]:
        """Return files with a new root and new targets, if any, a snapshot of them and the timestamp.

        Callers have checked the signatures of what is there, by the root that counted until now.
        """
        if (self.folder / _TIMESTAMP).exists():
            timestamp = self._read(self.folder / _TIMESTAMP)
            snapshot = self._read(self.folder / f"{timestamp.signed.snapshot_meta.version}.snapshot.json")
            snapshot.signed.version += 1
            timestamp.signed.version += 1
        else:
            snapshot, timestamp = Metadata(Snapshot()), Metadata(Timestamp())
        if targets is not None:
            data = targets.to_bytes()
            snapshot.signed.meta["targets.json"] = MetaFile.from_data(targets.signed.version, data, ["sha256"])
        snapshot.signed.expires = self.expiry("snapshot")
        timestamp.signed.expires = self.expiry("timestamp")
        self.sign(snapshot, "snapshot", root)
        timestamp.signed.snapshot_meta = MetaFile.from_data(snapshot.signed.version, snapshot.to_bytes(), ["sha256"])
        self.sign(timestamp, "timestamp", root)
        named = {"root": new_root, "targets": targets, "snapshot": snapshot}
        files = {f"{one.signed.version}.{role}.json": one.to_bytes() for role, one in named.items() if one is not None}
        return {**files, _TIMESTAMP: timestamp.to_bytes()}

    def write(self, files: Mapping[str, bytes]) -> None:
        """Replace files as one change, the timestamp last."""
        replace_files(self.folder, files, _TIMESTAMP)

    def sign(self, metadata: Metadata[Any], role: str, *roots: Root) -> Metadata[Any]:
        """Sign with every key of a role that is here, by each root; too few are an error."""
        ids = {id for root in roots for id in root.roles[role].keyids}
        metadata.signatures.clear()
        for signer in self._keyring.signers(sorted(ids)):
            metadata.sign(signer, append=True)
        for root in roots:
            here = len(ids & set(root.roles[role].keyids) & set(metadata.signatures))
            if here < root.roles[role].threshold:
                raise ReleaseError(
                    f'Cannot sign "{role}": {here} of {root.roles[role].threshold} keys are in "{self._keyring.folder}"'
                )
        return metadata

    # -- files -----------------------------------------------------------------------------------------

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
                f'Cannot use the repository: the signatures of "{role}" in "{self.folder}" are not of its keys; '
                "it may have been changed by others, so nothing of it is signed again"
            ) from error
