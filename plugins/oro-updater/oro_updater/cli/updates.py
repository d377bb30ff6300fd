"""`oro updates`: the repository of versions that installed apps update from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from oro_framework.commands import answer_json, app_option, json_option, loaded_host, note, show, table
from oro_framework.errors import UsageError
from oro_updater.author.publishing import size_text
from oro_updater.cli.options import keyring_of, keys_option, numbers_of, opened, repository_option
from oro_updater.errors import ReleaseError

if TYPE_CHECKING:
    from oro_updater.author.repository import Repository
    from oro_updater.offer import Archive

__all__ = ("updates",)

expires_option = click.option(
    "--expires", "days", metavar="ROLE=DAYS", multiple=True, help="Days until signatures expire, as timestamp=7."
)


@click.group(short_help="Publish versions that installed apps update to")
def updates() -> None:
    """Publish versions that installed apps update to: a folder of signed files that any static web server can serve."""


@updates.command(short_help="Begin a repository")
@click.option("--threshold", "thresholds", metavar="ROLE=N", multiple=True, help="Signatures a role needs, as root=2.")
@expires_option
@repository_option
@keys_option
@app_option
def init(
    thresholds: tuple[str, ...],
    days: tuple[str, ...],
    repository_folder: Path,
    keys_folder: Path | None,
    app: str | None,
) -> None:
    """Begin a repository, signed with the keys of oro keys make."""
    from oro_updater.author.repository import Repository

    repository = Repository(repository_folder, keyring_of(app, keys_folder), numbers_of(days, "--expires"))
    repository.create(numbers_of(thresholds, "--threshold"))
    click.echo(str(repository.metadata.root_path))
    note("oro keys root copies it into the app, which trusts updates by it")


@updates.command(short_help="Publish a built folder")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--version", default="", help="Version, in place of the app's meta.version.")
@click.option("--platform", default="", help="What the build is for, in place of this machine's platform.")
@click.option("--channel", "channels", multiple=True, metavar="NAME[=PERCENT]", help="Channel, as stable or stable=10.")
@click.option("--notes", default="", help="What people are told of this version.")
@click.option("--patches", default=3, show_default=True, help="Older versions that patches are made for.")
@expires_option
@repository_option
@keys_option
@app_option
def publish(
    folder: Path,
    version: str,
    platform: str,
    channels: tuple[str, ...],
    notes: str,
    patches: int,
    days: tuple[str, ...],
    repository_folder: Path,
    keys_folder: Path | None,
    app: str | None,
) -> None:
    """Publish FOLDER, which a build made, as a version of the app."""
    from oro_updater import settings
    from oro_updater.author.release import release
    from oro_updater.subject import platform_name

    host = loaded_host(app)
    done = release(
        folder,
        opened(app, keys_folder, repository_folder, days),
        app=host.bundle,
        version=version or str(host.settings["meta_version"]),
        platform=platform or platform_name(),
        channels=_channels(channels or (host.settings[settings.CHANNEL],)),
        notes=notes,
        patches=patches,
        told=note,
    )
    click.echo(f"{done.version} for {done.platform}: {size_text(done.whole)}, unpacked {size_text(done.unpacked)}")
    for base, size in done.patches.items():
        click.echo(f"from {base}: {size_text(size)}")
    note(f'Copy "{repository_folder}" to the server, metadata/timestamp.json last')


@updates.command("list", short_help="List what is published, and when signatures expire")
@repository_option
@keys_option
@app_option
@json_option
def list_versions(repository_folder: Path, keys_folder: Path | None, app: str | None, as_json: bool) -> None:
    """List the published versions with their channels, and the signatures with the days they are good for."""
    repository = opened(app, keys_folder, repository_folder)
    whole = [one for one in repository.archives() if one.offer.kind == "whole"]
    states = repository.metadata.roles()
    if as_json:
        answer_json(
            {
                "versions": [_described(one) for one in whole],
                "roles": [
                    {"role": each.role, "version": each.version, "expires": each.expires.isoformat()} for each in states
                ],
            }
        )
        return
    shown = table("version", "platform", "channels", "size", "released")
    for one in whole:
        channels = ", ".join(f"{name} {share} %" for name, share in one.offer.channels.items()) or "none"
        shown.add_row(one.offer.version, one.offer.platform, channels, size_text(one.length), one.offer.released)
    show(shown)
    shown = table("role", "version", "signatures", "expires in")
    for each in states:
        left = (each.expires - datetime.now(UTC)).days
        shown.add_row(each.role, str(each.version), f"{each.threshold} of {len(each.keys)}", f"{left} days")
    show(shown)


@updates.command(short_help="Change who is offered a version")
@click.argument("version")
@click.option("--channel", required=True, help="Channel that it is offered in.")
@click.option("--percent", type=click.IntRange(0, 100), default=100, show_default=True, help="Part of installations.")
@click.option("--platform", default="", help="Only this platform's.")
@repository_option
@keys_option
@app_option
def offer(
    version: str,
    channel: str,
    percent: int,
    platform: str,
    repository_folder: Path,
    keys_folder: Path | None,
    app: str | None,
) -> None:
    """Offer VERSION in a channel, as when a tested version goes from beta to stable, to a part of the installations.

    An installation that was among the first 10 percent is among the first 50 percent as well.
    """
    repository = opened(app, keys_folder, repository_folder)
    found = _named(repository, version, platform)
    repository.change(
        {one.path: replace(one.offer, channels={**one.offer.channels, channel: percent}) for one in found}
    )
    click.echo(f"{version}: {channel} {percent} %")


@updates.command(short_help="Offer a version no longer")
@click.argument("version")
@click.option("--platform", default="", help="Only this platform's.")
@repository_option
@keys_option
@app_option
def withdraw(version: str, platform: str, repository_folder: Path, keys_folder: Path | None, app: str | None) -> None:
    """Offer VERSION no longer, and remove its files.

    Who has it keeps it: no update leads to an older version. Publish a newer one that mends it.
    """
    repository = opened(app, keys_folder, repository_folder)
    found = {one.path for one in _named(repository, version, platform)}
    found |= {
        one.path
        for one in repository.archives()
        if version in (one.offer.version, one.offer.base) and platform in ("", one.offer.platform)
    }
    repository.change(dict.fromkeys(found))
    click.echo(f"{version}: withdrawn")


@updates.command(short_help="Renew signatures before they expire")
@click.option("--targets", is_flag=True, help="Those of the versions too, which needs the key of targets.")
@expires_option
@repository_option
@keys_option
@app_option
def refresh(
    targets: bool, days: tuple[str, ...], repository_folder: Path, keys_folder: Path | None, app: str | None
) -> None:
    """Renew the signatures of timestamp and snapshot, as a machine does every week; it needs these two keys alone."""
    repository = opened(app, keys_folder, repository_folder, days)
    repository.refresh(targets=targets)
    for each in repository.metadata.roles():
        click.echo(f"{each.role:<10} {each.version:>4}  {each.expires:%Y-%m-%d}")


@updates.command(short_help="Lay a built folder out so that it can update itself")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--program", required=True, help="Name of the program in the folder.")
@click.option("--version", default="", help="Version, in place of the app's meta.version.")
@click.option("--platform", default="", help="What the build is for, in place of this machine's platform.")
@app_option
def layout(folder: Path, target: Path, program: str, version: str, platform: str, app: str | None) -> None:
    """Lay FOLDER, which a build made, out in TARGET as an installation that updates itself.

    Pack and give away TARGET; the program in it starts the current version.
    """
    from oro_updater.author.layout import lay_out
    from oro_updater.installation import Installed
    from oro_updater.subject import platform_name

    host = loaded_host(app)
    if target.exists() and any(target.iterdir()):
        raise UsageError(f'Cannot lay out "{target}": it is not empty')
    installed = Installed(app=host.bundle, program=program, platform=platform or platform_name())
    made = lay_out(target, folder, installed, version or str(host.settings["meta_version"]))
    click.echo(str(made.launcher))


def _channels(texts: tuple[str, ...]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        name, _, share = text.partition("=")
        try:
            found[name] = int(share.removesuffix("%") or 100)
        except ValueError as error:
            raise UsageError(f'Cannot use --channel "{text}": write it as stable or stable=10') from error
    return found


def _named(repository: Repository, version: str, platform: str) -> list[Archive]:
    found = [
        one
        for one in repository.archives()
        if one.offer.kind == "whole" and one.offer.version == version and platform in ("", one.offer.platform)
    ]
    if not found:
        raise ReleaseError(
            f'Cannot change version "{version}": it is not published here; oro updates list says what is'
        )
    return found


def _described(archive: Archive) -> Mapping[str, object]:
    offer = archive.offer
    return {
        "version": offer.version, "platform": offer.platform, "channels": offer.channels, "size": archive.length,
        "notes": offer.notes, "released": offer.released,
    }  # fmt: skip
