"""Selenium, unmodified, drives an app in both engines by `oro webdriver`."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from selenium.common.exceptions import (
    NoAlertPresentException,
    NoSuchElementException,
    NoSuchWindowException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from selenium.webdriver import ActionChains, Keys, Remote
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.common.print_page_options import PrintOptions
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from oro_framework.testing.waiting import PATIENCE

from .clients import APP

pytestmark = [
    pytest.mark.webview,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),  # Selenium does it itself
]

PNG = b"\x89PNG\r\n"


class Options(ArgOptions):
    """The capabilities of an app."""

    @property
    def default_capabilities(self) -> dict[str, str]:
        return {"browserName": "oro"}


@pytest.fixture(scope="module")
def driver(webdriver_address: str, driven_engine: str) -> Iterator[Remote]:
    """Give a session with the app."""
    options = Options()
    options.set_capability("oro:options", {"app": str(APP), "backend": driven_engine})
    with Remote(webdriver_address, options=options) as driver:
        assert driver.capabilities["oro:backend"] == driven_engine
        yield driver


@pytest.fixture(autouse=True)
def fresh(driver: Remote) -> None:
    """Load the page anew."""
    driver.get("oro://org.example.tally/index.html")
    wait(driver).until(lambda _: driver.find_elements(By.CSS_SELECTOR, "[data-ready]"))


def wait(driver: Remote) -> WebDriverWait[Remote]:
    return WebDriverWait(driver, PATIENCE, poll_frequency=0.05)


def by_id(driver: Remote, name: str) -> WebElement:
    return driver.find_element(By.ID, name)


def test_a_form_calls_the_host(driver: Remote) -> None:
    by_id(driver, "first").send_keys("19")
    by_id(driver, "second").send_keys("2", Keys.TAB)
    by_id(driver, "twice").click()
    assert by_id(driver, "twice").is_selected()
    driver.find_element(By.XPATH, "//button[.='Add']").click()
    wait(driver).until(lambda _: by_id(driver, "sum").text == "42")
    assert set(driver.execute_script("return trusted")) == {True}, "the input is real"
    by_id(driver, "first").clear()
    assert by_id(driver, "first").get_property("value") == ""


def test_elements_tell_what_they_are(driver: Remote) -> None:
    heading = driver.find_element(By.TAG_NAME, "h1")
    assert (heading.text, heading.tag_name, heading.aria_role, heading.accessible_name) == (
        "Tally", "h1", "heading", "Tally",
    )  # fmt: skip
    assert by_id(driver, "pad").value_of_css_property("background-color") in ("rgb(1, 2, 3)", "rgba(1, 2, 3, 1)")
    assert by_id(driver, "pad").rect["width"] == 200
    assert not by_id(driver, "hidden").is_displayed()
    assert not by_id(driver, "off").is_enabled()
    assert by_id(driver, "frame").get_dom_attribute("title") == "A frame"
    assert by_id(driver, "host").shadow_root.find_element(By.CSS_SELECTOR, "b").text == "in the shadow"
    assert by_id(driver, "form").find_element(By.CSS_SELECTOR, "button").text == "Add"
    with pytest.raises(NoSuchElementException):
        by_id(driver, "nothing")


def test_pages_follow_each_other(driver: Remote) -> None:
    driver.find_element(By.LINK_TEXT, "Another page").click()
    wait(driver).until(lambda _: driver.title == "Second")
    assert driver.current_url == "oro://org.example.tally/second.html"
    driver.back()
    assert driver.title == "Tally"
    driver.forward()
    assert driver.title == "Second"
    driver.refresh()
    assert "<h1>Second</h1>" in driver.page_source


def test_a_page_is_printed_to_a_pdf(driver: Remote) -> None:
    options = PrintOptions()
    options.orientation = "landscape"
    options.page_width, options.page_height = 10.0, 20.0
    options.background = True
    document = PdfReader(BytesIO(b64decode(driver.print_page(options))))
    centimetres = [float(side) / 72 * 2.54 for side in document.pages[0].mediabox[2:]]
    assert centimetres == pytest.approx([20, 10], abs=0.1)
    assert "Tally" in document.pages[0].extract_text()
    options.scale = 0.5
    with pytest.raises(WebDriverException, match="as large as they are"):
        driver.print_page(options)


def test_frames_are_entered_and_left(driver: Remote) -> None:
    driver.switch_to.frame(by_id(driver, "frame"))
    assert by_id(driver, "within").text == "within the frame"
    driver.switch_to.default_content()
    assert driver.find_element(By.TAG_NAME, "h1").text == "Tally"


def test_scripts_run(driver: Remote) -> None:
    assert driver.execute_script("return [arguments[0].id, 1]", by_id(driver, "pad")) == ["pad", 1]
    assert driver.execute_async_script("setTimeout(arguments[0], 1, {a: null})") == {"a": None}
    assert driver.execute_script("return navigator.webdriver") is True


def test_pointer_keys_and_wheel_act(driver: Remote) -> None:
    pad = by_id(driver, "pad")
    ActionChains(driver).scroll_to_element(pad).move_to_element(pad).click().perform()
    ActionChains(driver).scroll_from_origin(ScrollOrigin.from_element(pad), 0, 100).perform()
    wait(driver).until(lambda _: driver.execute_script("return arguments[0].scrollTop", pad) > 0)
    ActionChains(driver).click(by_id(driver, "first")).key_down(Keys.SHIFT).send_keys("a").key_up(Keys.SHIFT).perform()
    assert by_id(driver, "first").get_property("value") == "A"


def test_dialogs_are_answered(driver: Remote) -> None:
    by_id(driver, "ask").click()
    alert = wait(driver).until(lambda _: driver.switch_to.alert)
    assert alert.text == "How many?"
    alert.send_keys("12")
    alert.accept()
    wait(driver).until(lambda _: by_id(driver, "sum").text == "12")
    with pytest.raises(NoAlertPresentException):
        driver.switch_to.alert.accept()


def test_a_dialog_that_is_left_open_is_dismissed(driver: Remote) -> None:
    driver.execute_script("setTimeout(() => { globalThis.sure = confirm('Sure?') })")
    wait(driver).until(lambda _: driver.switch_to.alert)
    with pytest.raises(UnexpectedAlertPresentException, match="Sure"):
        driver.find_element(By.TAG_NAME, "h1")
    assert driver.execute_script("return sure") is False


def test_files_are_uploaded(driver: Remote, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("read me")
    by_id(driver, "file").send_keys(str(tmp_path / "notes.txt"))
    read = "arguments[0].files[0].text().then(arguments[1])"
    assert driver.execute_async_script(read, by_id(driver, "file")) == "read me"


def test_pictures_are_taken(driver: Remote) -> None:
    assert driver.get_screenshot_as_png().startswith(PNG)
    assert by_id(driver, "pad").screenshot_as_png.startswith(PNG)


def test_windows_are_placed_and_switched(driver: Remote) -> None:
    driver.set_window_size(640, 480)
    assert driver.get_window_size() == {"width": 640, "height": 480}
    first = driver.current_window_handle
    by_id(driver, "open").click()
    wait(driver).until(lambda _: len(driver.window_handles) == 2)
    (second,) = set(driver.window_handles) - {first}
    driver.switch_to.window(second)
    wait(driver).until(lambda _: driver.title == "Second")
    driver.set_window_size(500, 400)
    assert driver.get_window_size() == {"width": 500, "height": 400}
    driver.close()
    wait(driver).until(lambda _: driver.window_handles == [first])
    with pytest.raises(NoSuchWindowException):
        _ = driver.title
    driver.switch_to.window(first)
    assert driver.title == "Tally"


def test_a_new_window_is_refused(driver: Remote) -> None:
    with pytest.raises(WebDriverException, match="Cannot POST"):
        driver.switch_to.new_window("window")
