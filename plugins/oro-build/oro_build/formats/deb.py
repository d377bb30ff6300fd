"""`deb`: a package for Debian, Ubuntu and their relatives."""

from __future__ import annotations

import gzip
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from oro_build.built import Built, Flavour
from oro_build.desktop.metainfo import paragraph, summary
from oro_build.formats.architectures import debian_architecture
from oro_build.formats.format import MissingTool
from oro_build.formats.layout import home_of, system_tree
from oro_build.formats.moment import moment_of
from oro_build.formats.package_version import package_version
from oro_build.formats.tool import missing_tools, run_tool
from oro_build.formats.tree import Item, Tree
from oro_build.product import Product

__all__ = ("Deb",)

_SECTIONS = {
    "Development": "devel",
    "Education": "education",
    "Game": "games",
    "Graphics": "graphics",
    "Audio": "sound",
    "Video": "video",
    "AudioVideo": "video",
    "Network": "net",
    "Science": "science",
    "Office": "editors",
    "System": "admin",
}


_OF_MAKERS = (
    "custom-library-search-path",
    "embedded-library",
    "executable-stack-in-shared-library",
    "hardening-no-fortify-functions",
    "hardening-no-pie",
    "hardening-no-relro",
    "shared-library-lacks-prerequisites",
    "sharedobject-in-library-directory-missing-soname",
)
"""Remarks of lintian on how a library was compiled."""


class Deb:
    """A package that dpkg and apt install and remove."""

    name = "deb"
    summary = "a package for Debian and Ubuntu: apt installs, updates and removes it"
    system = "linux"

    def missing(self, built: Built) -> list[MissingTool]:
        """Return `dpkg-deb` where it is not installed."""
        return missing_tools({"dpkg-deb": "apt install dpkg (brew install dpkg on macOS)"})

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME_VERSION_ARCHITECTURE.deb`.

        Raises:
            BuildError: the version or the platform is none that Debian has, or dpkg-deb failed.
        """
        moment = moment_of(built)
        architecture = debian_architecture(built.platform)
        tree = debian_tree(built, moment)
        path = folder / f"{built.product.name}_{package_version(built.product.version)}_{architecture}.deb"
        with TemporaryDirectory(prefix="oro-deb-") as temporary:
            root = Path(temporary) / "root"
            root.mkdir()
            control_tree(built, tree, architecture).write(root, moment)
            tree.write(root, moment)
            command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(path)]
            run_tool(command, f'make "{path.name}"', env={"SOURCE_DATE_EPOCH": str(moment)})
        return [path]


def debian_tree(built: Built, moment: int) -> Tree:
    """Return the files of the package, with what Debian's policy asks for."""
    product = built.product
    tree = system_tree(built, moment)
    doc = f"usr/share/doc/{product.name}"
    tree.add_text(f"{doc}/copyright", copyright_text(built, moment))
    changelog = gzip.compress(changelog_text(product, moment).encode(), 9, mtime=0)
    tree.add(Item(path=f"{doc}/changelog.gz", content=changelog))
    tree.add_text(f"usr/share/lintian/overrides/{product.name}", overrides(built))
    return tree


def control_tree(built: Built, tree: Tree, architecture: str) -> Tree:
    """Return the folder `DEBIAN` of the package."""
    control = Tree()
    control.add_text("DEBIAN/control", control_text(built, tree, architecture))
    control.add_text("DEBIAN/md5sums", "".join(f"{digest}  {path}\n" for digest, path in tree.checksums()))
    if configuration := [f"/{item.path}\n" for item in tree if item.path.startswith("etc/")]:
        control.add_text("DEBIAN/conffiles", "".join(configuration))
    if built.flavour is Flavour.SYSTEM:
        name = built.product.name
        compile_it = _script('"$1" = configure', f"py3compile -p {name} /{home_of(built)}")
        control.add_text("DEBIAN/postinst", compile_it, program=True)
        control.add_text("DEBIAN/prerm", _script('-n "$1"', f"py3clean -p {name}"), program=True)
    return control


def control_text(built: Built, tree: Tree, architecture: str) -> str:
    """Return the fields by which apt and dpkg know the package."""
    product = built.product
    fields = {
        "Package": product.name,
        "Version": package_version(product.version),
        "Architecture": architecture,
        "Maintainer": maintainer(product),
        "Installed-Size": str(sum(-(-item.size // 1024) for item in tree) + len(tree.folders())),
        "Depends": ", ".join(built.requirements),
        "Section": section(product),
        "Priority": "optional",
        "Homepage": product.homepage,
        "Description": f"{summary(product)}\n{_long(product)}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def maintainer(product: Product) -> str:
    """Return whom to write to; where the author says nothing, the app's name at no address that exists."""
    if "<" in product.publisher:
        return product.publisher
    return f"{product.publisher or f'Makers of {product.title}'} <{product.name}@localhost>"


def section(product: Product) -> str:
    """Return the section of the archive that suits the first category that has one."""
    return next((_SECTIONS[name] for name in product.categories if name in _SECTIONS), "utils")


def changelog_text(product: Product, moment: int) -> str:
    """Return a changelog with this one version."""
    day = format_datetime(datetime.fromtimestamp(moment, UTC))
    head = f"{product.name} ({package_version(product.version)}) unstable; urgency=medium"
    return f"{head}\n\n  * Version {product.version}.\n\n -- {maintainer(product)}  {day}\n"


def copyright_text(built: Built, moment: int) -> str:
    """Return the copyright file in the machine-readable format of Debian."""
    product = built.product
    year = datetime.fromtimestamp(moment, UTC).year
    owner = product.copyright or f"{year} {product.publisher or f'the makers of {product.title}'}"
    licence = product.license or "not-stated"
    texts = [path.read_text("utf-8", "replace") for path in product.license_files]
    body = "\n".join(texts) or f"The licence of the app itself: {product.license or 'its author states none'}."
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {product.title}\n"
        + (f"Source: {product.homepage}\n" if product.homepage else "")
        + f"Comment: The works of others within {home_of(built)}, with their licences, are listed in\n"
        f" /usr/share/doc/{product.name}/THIRD-PARTY.txt\n\n"
        f"Files: *\nCopyright: {owner}\nLicense: {licence.split()[0]}\n{_indented(body)}"
    )


def overrides(built: Built) -> str:
    """Return what lintian is told to accept, with the reason."""
    name = built.product.name
    rows = [
        ("A program with windows has its help in them", "no-manual-page"),
        ("Licences of works within lie beside their list", "extra-license-file"),
        ("The app brings what pages import, in the versions it was tested with", "embedded-javascript-library"),
        ("An archive that the app reads where it lies", "jar-not-in-usr-share"),
        ("Compiled libraries are as their makers published them", "unstripped-binary-or-object"),
    ]
    if built.flavour is Flavour.BUNDLED:
        rows += [("The app brings its Python and engine, as their makers compiled them", tag) for tag in _OF_MAKERS]
    return "".join(f"# {reason}\n{name}: {tag}\n" for reason, tag in rows)


def _long(product: Product) -> str:
    lines = textwrap.wrap(f"{paragraph(product)} This is the desktop app {product.title}.", 78)
    return "\n".join(f" {line}" for line in lines)


def _indented(text: str) -> str:
    return "".join(f" {line}\n" if line.strip() else " .\n" for line in text.rstrip().splitlines())


def _script(condition: str, command: str) -> str:
    return f"#!/bin/sh\nset -e\nif [ {condition} ]; then\n    {command}\nfi\n"
