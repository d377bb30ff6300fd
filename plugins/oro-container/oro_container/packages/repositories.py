"""`Repositories`, gets packages from git repositories, by programs that run where the project is.

The host runs neither git nor what a repository holds: programs of the container do, within its walls and by its policy.
"""

from __future__ import annotations

import posixpath
from collections.abc import Awaitable, Callable, Sequence

from oro_container.core.packages.errors import BadSpec
from oro_container.core.packages.repository import Repository, commit_of, read_refs
from oro_container.errors import CannotFetch

__all__ = ("Repositories", "RunProgram")

RunProgram = Callable[[Sequence[str], str], Awaitable[tuple[int, bytes]]]
"""Runs a program in a folder to its end; returns its exit code, and its output with its errors."""
_ENV = ("env", "GIT_TERMINAL_PROMPT=0", "GIT_LFS_SKIP_SMUDGE=1", "GIT_ADVICE=0")
_GIT = (*_ENV, "git", "-c", "advice.detachedHead=false", "-c", "core.hooksPath=/dev/null")


class Repositories:
    """Get packages from git repositories.

    Args:
        run: runs programs; None where git must not be used.
    """

    def __init__(self, run: RunProgram | None) -> None:
        self._run = run

    async def commit(self, repository: Repository, name: str) -> str:
        """Return the commit that is asked for.

        Raises:
            BadSpec: git must not be used.
            NoSuchVersion: no tag is of the versions that are asked for.
            CannotFetch: the repository cannot be read, or has nothing of that name.
        """
        if repository.commit:
            return repository.commit
        said = await self._git(repository, name, "/", "ls-remote", "--", repository.address)
        if commit := commit_of(repository, read_refs(said), name):
            return commit
        folder = await self._folder(name)
        try:
            await self._git(repository, name, "/", "clone", "-q", "--no-checkout", "--", repository.address, folder)
            found = await self._git(repository, name, folder, "rev-parse", f"{repository.wanted}^{{commit}}")
            return found.strip()
        finally:
            await self._remove(folder)

    async def archive(self, repository: Repository, commit: str, name: str) -> bytes:
        """Return the package that a commit has, packed as npm packs it; its scripts are not run.

        Raises:
            BadSpec: git must not be used.
            CannotFetch: the commit cannot be had, or npm cannot pack it.
        """
        folder = await self._folder(name)
        tree, packed = posixpath.join(folder, "tree"), posixpath.join(folder, "packed")
        try:
            await self._take(repository, commit, name, tree)
            pack = ("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", packed)
            await self._said(repository, name, folder, "mkdir", packed)
            await self._said(repository, name, tree, *pack)
            return await self._said(repository, name, packed, "sh", "-c", "cat *.tgz")
        finally:
            await self._remove(folder)

    async def _take(self, repository: Repository, commit: str, name: str, tree: str) -> None:
        """Check a commit out; servers that do not give one commit alone give all they have."""
        await self._git(repository, name, "/", "init", "-q", tree)
        run = self._allowed(repository, name)
        fetch = ("fetch", "-q", "--no-tags")
        code, _ = await run((*_GIT, *fetch, "--depth=1", "--", repository.address, commit), tree)
        if code:
            await self._git(repository, name, tree, *fetch, "--", repository.address, "+refs/*:refs/oro/*")
        await self._git(repository, name, tree, "checkout", "-q", commit)
        code, _ = await run(("test", "-e", ".gitmodules"), tree)
        if not code:
            await self._git(repository, name, tree, "submodule", "update", "-q", "--init", "--recursive")

    async def _folder(self, name: str) -> str:
        run = self._allowed(None, name)
        code, said = await run(("mktemp", "-d"), "/")
        if code:
            raise CannotFetch(name, "git", said.decode("utf-8", "replace").strip())
        return said.decode().strip()

    async def _remove(self, folder: str) -> None:
        assert self._run is not None
        await self._run(("rm", "-rf", folder), "/")

    async def _git(self, repository: Repository, name: str, folder: str, *args: str) -> str:
        return (await self._said(repository, name, folder, *_GIT, *args)).decode("utf-8", "replace")

    async def _said(self, repository: Repository, name: str, folder: str, *argv: str) -> bytes:
        code, said = await self._allowed(repository, name)(argv, folder)
        if code:
            why = said.decode("utf-8", "replace").strip()[-1000:] or f"it ended with {code}"
            raise CannotFetch(f'"{name}"', repository.locked, why)
        return said

    def _allowed(self, repository: Repository | None, name: str) -> RunProgram:
        if self._run is None:
            what = f' as "{repository.key[:200]}"' if repository is not None else " from its repository"
            raise BadSpec(
                f'Cannot install "{name}"{what}: the container has no git; grant it (programs = ["git"]), and the '
                "host of the repository, or use a version from the registry",
                package=name,
            )
        return self._run
