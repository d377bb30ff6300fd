"""What a desktop offers is told plainly: what runs, what would start, what is not there and what that means."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from oro_framework.cli.desktop_services import SESSION, SYSTEM, Bus, DesktopService, ask, examine_services
from oro_framework.cli.finding import Finding

NAMES = [service.name for service in SESSION]


NOTHING = Bus()


def found(session: Bus, system: Bus = NOTHING) -> dict[str, Finding]:
    return {finding.subject: finding for finding in examine_services(session, system)}


def test_without_a_session_bus_one_line_says_what_is_missing() -> None:
    findings = found(Bus(error="DBUS_SESSION_BUS_ADDRESS is not set"))
    assert list(findings) == ["session bus", "positions", "sleep and lock", "battery"]
    assert findings["session bus"].state == "warning"
    assert "DBUS_SESSION_BUS_ADDRESS is not set" in findings["session bus"].detail
    assert "dbus-run-session" in findings["session bus"].mend[0]


@pytest.mark.parametrize("service", SESSION, ids=lambda service: service.subject)
def test_each_service_runs_starts_or_is_missed(service: DesktopService) -> None:
    for bus, state, said in (
        (Bus(running=frozenset(NAMES)), "ok", "runs"),
        (Bus(activatable=frozenset(NAMES)), "ok", "starts when it is needed"),
        (Bus(), "warning", ""),
    ):
        finding = found(bus)[service.subject]
        assert (finding.state, said in finding.detail) == (state, True)
        assert bool(finding.mend) is (state == "warning")


@pytest.mark.parametrize("service", SYSTEM, ids=lambda service: service.subject)
def test_some_services_are_looked_for_on_the_system_bus(service: DesktopService) -> None:
    assert found(Bus(), Bus(activatable=frozenset({service.name})))[service.subject].state == "ok"
    missing = found(Bus(running=frozenset({service.name})), Bus(error="there is no such bus"))[service.subject]
    assert missing.state == "warning"
    assert "(there is no such bus)" in missing.detail


@pytest.fixture
def session() -> Iterator[str]:
    """Run a bus of its own; yield its address."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


def test_a_real_bus_answers(session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jeepney")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session)
    bus = ask("SESSION")
    assert bus.error == ""
    assert "org.freedesktop.DBus" in bus.running


def test_a_bus_that_is_not_there_is_told_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jeepney")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert ask("SESSION").error == "DBUS_SESSION_BUS_ADDRESS is not set"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    assert ask("SESSION").error == "there is no such bus"
