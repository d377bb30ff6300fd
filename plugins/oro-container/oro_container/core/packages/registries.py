"""`NpmrcRegistries`, the registries that `.npmrc` files name."""

from __future__ import annotations

from collections.abc import Mapping

from oro_container.core.packages.errors import PackageError
from oro_container.core.packages.npmrc import Npmrc, read_npmrc

__all__ = ("NpmrcRegistries",)


class NpmrcRegistries:
    """The registries that `.npmrc` files name.

    Args:
        texts: the files, those that come first above those that follow.
        environment: the variables they may name; never more than their author may see.
        registry: the registry of packages without a scope of their own, whatever the files say.
    """

    def __init__(self, texts: tuple[str, ...], environment: Mapping[str, str], registry: str = "") -> None:
        self.npmrc: Npmrc = read_npmrc(texts, environment)
        self._registry = f"{registry.rstrip('/')}/" if registry else ""

    def registry(self, name: str) -> str:
        """Return the address of the registry that has a package.

        Raises:
            PackageError: none is set.
        """
        found = self.npmrc.registry_of(name) or self._registry
        if not found:
            raise PackageError(
                f'Cannot install "{name}": no registry is set; write `registry=` and its address into .npmrc, '
                "or set npm_config_registry",
                package=name,
            )
        return self._registry if self._registry and found == self.npmrc.registry else found

    def headers(self, url: str) -> Mapping[str, str]:
        """Return the headers that a request to an address has: its authorization, if there is one for that address."""
        authorization = self.npmrc.authorization(url)
        return {} if authorization is None else {"authorization": authorization}
