"""`rpm`: a package for Fedora, openSUSE and their relatives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from oro_build.built import Built, Flavour
from oro_build.desktop.metainfo import paragraph, summary
from oro_build.errors import BuildError
from oro_build.formats.architectures import machine
from oro_build.formats.format import MissingTool
from oro_build.formats.layout import system_tree
from oro_build.formats.moment import moment_of
from oro_build.formats.package_version import package_version
from oro_build.formats.shared_libraries import installed, needs_of
from oro_build.formats.tool import missing_tools, run_tool
from oro_build.formats.tree import Tree

__all__ = ("Rpm",)


class Rpm:
    """A package that dnf and zypper install and remove."""

    name = "rpm"
    summary = "a package for Fedora and openSUSE: dnf or zypper installs, updates and removes it"
    system = "linux"

    def missing(self, built: Built) -> list[MissingTool]:
        """Return `rpmbuild` where it is not installed."""
        return missing_tools({"rpmbuild": "apt install rpm (dnf install rpm-build on Fedora)"})

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME-VERSION-1.MACHINE.rpm`.

        Raises:
            BuildError: the app was built for Debian's own Python, or rpmbuild failed.
        """
        if built.flavour is Flavour.SYSTEM:
            raise BuildError("Cannot make a .rpm of the system flavour: it is for Debian's own Python; use bundled")
        moment = moment_of(built)
        tree = system_tree(built, moment)
        with TemporaryDirectory(prefix="oro-rpm-") as temporary:
            top = Path(temporary)
            root = top / "root"
            root.mkdir()
            tree.write(root, moment)
            spec = top / f"{built.product.name}.spec"
            spec.write_text(spec_text(built, tree, moment))
            run_tool(_command(spec, top, built), "make a .rpm", env={"SOURCE_DATE_EPOCH": str(moment)})
            [made] = (top / "out").rglob("*.rpm")
            path = folder / made.name
            path.write_bytes(made.read_bytes())
        return [path]


def spec_text(built: Built, tree: Tree, moment: int) -> str:
    """Return the description that rpmbuild reads; the files are there already."""
    product = built.product
    fields = {
        "Name": product.name,
        "Version": package_version(product.version).replace("+", "_"),
        "Release": "1",
        "Summary": summary(product),
        "License": product.license or "LicenseRef-not-stated",
        "URL": product.homepage,
        "Packager": product.publisher,
        "AutoReqProv": "no",
    }
    head = "".join(f"{name}: {_plain(value)}\n" for name, value in fields.items() if value)
    needs = "".join(f"Requires: {need}\n" for need in requirements(built))
    day = datetime.fromtimestamp(moment, UTC).strftime("%a %b %d %Y")
    author = product.publisher or f"{product.title} <{product.name}@localhost>"
    return (
        f"{head}{needs}\n%description\n{_plain(paragraph(product))}\n\n%install\nrm -rf %{{buildroot}}\n"
        f"cp -a %{{_topdir}}/root %{{buildroot}}\n\n%files\n{_files(built, tree)}\n"
        f"%changelog\n* {day} {_plain(author)} - {fields['Version']}-1\n- Version {_plain(product.version)}.\n"
    )


def requirements(built: Built) -> Sequence[str]:
    """Return the shared libraries that the app needs, in the words of RPM, which every distribution knows."""
    needs = needs_of(built.folder)
    wide = "()(64bit)" if machine(built.platform) not in ("i686", "armv7l") else ""
    found = [f"{name}{wide}" for name in sorted(installed(needs.libraries))]
    return [*found, f"libc.so.6(GLIBC_{needs.glibc}){wide.removeprefix('()')}"] if needs.glibc else found


def _command(spec: Path, top: Path, built: Built) -> list[str]:
    defined = {
        "_topdir": str(top),
        "_rpmdir": str(top / "out"),
        "_buildhost": "localhost",
        "_build_id_links": "none",
        "debug_package": "%{nil}",
        "__os_install_post": "%{nil}",
        "use_source_date_epoch_as_buildtime": "1",
        "clamp_mtime_to_source_date_epoch": "1",
        "_binary_payload": "w19.zstdio",
        "_dbpath": str(top / "database"),
    }
    options = [part for name, value in defined.items() for part in ("--define", f"{name} {value}")]
    return ["rpmbuild", "-bb", "--target", f"{machine(built.platform)}-linux", *options, str(spec)]


def _files(built: Built, tree: Tree) -> str:
    """List every file, and the folders that are the app's alone, so that nothing stays when it is removed."""
    own = (f"usr/lib/{built.product.name}", f"usr/share/doc/{built.product.name}")
    folders = [name for name in tree.folders() if name in own or name.startswith(tuple(f"{each}/" for each in own))]
    lines = ["%defattr(-,root,root,-)", *(f"%dir {_quoted(name)}" for name in folders)]
    lines += [f"{'%config(noreplace) ' if item.path.startswith('etc/') else ''}{_quoted(item.path)}" for item in tree]
    return "".join(f"{line}\n" for line in lines)


def _quoted(path: str) -> str:
    escaped = "".join(f"[{letter}]" if letter in "*?[{" else letter for letter in _plain(path))
    return f'"/{escaped}"'


def _plain(text: str) -> str:
    """Return a text in which RPM sees no macros."""
    return text.replace("%", "%%").replace("\n", " ")
