"""A backend of pyusb, by its documented interface, with one device on it that sends back what it gets.

No libusb lies below it: it shows what this plugin does with pyusb, and nothing of the kernel.
"""

from __future__ import annotations

import errno
import queue
from array import array
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import usb.core
from usb.backend import IBackend

__all__ = ("Backend",)

IN, OUT, STALLS = 0x81, 0x01, 9
_DEVICE = SimpleNamespace(
    bLength=18, bDescriptorType=1, bcdUSB=0x0201, bDeviceClass=0xEF, bDeviceSubClass=2, bDeviceProtocol=1,
    bMaxPacketSize0=64, idVendor=0x2E8A, idProduct=0x000A, bcdDevice=0x0123, iManufacturer=0, iProduct=0,
    iSerialNumber=0, bNumConfigurations=1, address=7, bus=3, port_number=2, port_numbers=(1, 2), speed=3,
)  # fmt: skip
_CONFIGURATION = SimpleNamespace(
    bLength=9, bDescriptorType=2, wTotalLength=55, bNumInterfaces=2, bConfigurationValue=1, iConfiguration=0,
    bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
)  # fmt: skip


def _interface(number: int, kind: int, endpoints: int) -> SimpleNamespace:
    return SimpleNamespace(
        bLength=9, bDescriptorType=4, bInterfaceNumber=number, bAlternateSetting=0, bNumEndpoints=endpoints,
        bInterfaceClass=kind, bInterfaceSubClass=0, bInterfaceProtocol=0, iInterface=0, extra_descriptors=[],
    )  # fmt: skip


def _endpoint(address: int) -> SimpleNamespace:
    return SimpleNamespace(
        bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=2, wMaxPacketSize=64, bInterval=0,
        bRefresh=0, bSynchAddress=0, extra_descriptors=[],
    )  # fmt: skip


INTERFACES: Any = ((_interface(0, 0xFF, 2), [_endpoint(IN), _endpoint(OUT)]), (_interface(1, 3, 0), []))


class Backend(IBackend):  # type: ignore[misc]
    """See the module."""

    def __init__(self) -> None:
        self.there = True
        self.refuses = 0
        """The errno with which the device does not open."""
        self.driver = True
        """Whether the kernel has a driver for interface 0."""
        self.log: list[str] = []
        self._data: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def driven(self) -> bool:
        """Return whether the kernel's driver has interface 0."""
        return self.driver

    def enumerate_devices(self) -> Iterator[str]:
        return iter(["board"] if self.there else [])

    def get_device_descriptor(self, dev: str) -> Any:
        return _DEVICE

    def get_configuration_descriptor(self, dev: str, config: int) -> Any:
        return (_CONFIGURATION,)[config]

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> Any:
        return (INTERFACES[intf][0],)[alt]

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> Any:
        return INTERFACES[intf][1][ep]

    def open_device(self, dev: str) -> str:
        if self.refuses:
            raise usb.core.USBError("refused", -3, self.refuses)
        self.log.append("open")
        return dev

    def close_device(self, dev_handle: str) -> None:
        self.log.append("close")

    def get_configuration(self, dev_handle: str) -> int:
        return 1

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        self.log.append(f"configure {config_value}")

    def set_interface_altsetting(self, dev_handle: str, intf: int, altsetting: int) -> None:
        self.log.append(f"set {intf} {altsetting}")

    def is_kernel_driver_active(self, dev_handle: str, intf: int) -> bool:
        return self.driver

    def detach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.driver = False

    def attach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.driver = True

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        self.log.append(f"claim {intf}")

    def release_interface(self, dev_handle: str, intf: int) -> None:
        self.log.append(f"release {intf}")

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: array[int], timeout: int) -> int:
        self._present()
        self._data.put(data.tobytes())
        return len(data)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        self._present()
        try:
            data = self._data.get(timeout=timeout / 1000)
        except queue.Empty:
            raise usb.core.USBError("Operation timed out", -7, errno.ETIMEDOUT) from None
        return _filled(buff, data)

    def ctrl_transfer(
        self,
        dev_handle: str,
        bmRequestType: int,
        bRequest: int,
        wValue: int,
        wIndex: int,
        data: array[int],
        timeout: int,
    ) -> int:
        self._present()
        if bRequest == STALLS:
            raise usb.core.USBError("Pipe error", -9, errno.EPIPE)
        if bmRequestType & 0x80:
            return _filled(data, f"{bmRequestType:02x} {bRequest} {wValue} {wIndex}".encode())
        self.log.append(f"control {bmRequestType:02x} {bRequest} {data.tobytes().decode()}")
        return len(data)

    def clear_halt(self, dev_handle: str, ep: int) -> None:
        self.log.append(f"clear {ep:02x}")

    def reset_device(self, dev_handle: str) -> None:
        self.log.append("reset")

    def _present(self) -> None:
        if not self.there:
            raise usb.core.USBError("No such device", -4, errno.ENODEV)


def _filled(buff: array[int], data: Sequence[int] | bytes) -> int:
    size = min(len(buff), len(data))
    buff[:size] = array("B", data[:size])
    return size
