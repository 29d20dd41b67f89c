"""A real browser for tests: headless Chromium, driven by selenium."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "no chromium with chromedriver on this machine (Debian: chromium, chromium-driver)"
_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
)  # fmt: skip


class Browser:
    """One session; `open` loads a page in a viewport of a given width."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path, width: int) -> None:
        self.width(width)
        self.driver.get(page.as_uri())

    def width(self, width: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
        )

    def run(self, script: str, *values: object) -> Any:
        return self.driver.execute_script(script, *values)

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        from selenium.webdriver.support.wait import WebDriverWait

        held = WebDriverWait(self.driver, 30, poll_frequency=0.05)
        held.until(lambda _: self.run(f"return Boolean({condition})"), condition)

    def one(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def text(self, selector: str) -> str:
        """Text of an element as it is shown."""
        return str(self.one(selector).text)

    def errors(self) -> list[dict[str, Any]]:
        """What the console has said at error level since the last call."""
        return [item for item in self.driver.get_log("browser") if item["level"] == "SEVERE"]

    def requests(self) -> list[str]:
        """Addresses that files have asked for since the last call, their own among them.

        Pictures inside the page (``data:``) are no requests.
        """
        logged = self.driver.get_log("performance")
        messages = (json.loads(item["message"])["message"] for item in logged)
        asked = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
            and message["params"]["documentURL"].startswith("file:")
        ]
        return [url for url in asked if not url.startswith("data:")]

    def pdf(self) -> bytes:
        held = self.driver.execute_cdp_cmd(
            "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}
        )
        return base64.b64decode(held["data"])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a headless session whose files lie in `folder`."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for option in (*_OPTIONS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = Service(DRIVER, log_output=str(folder / "driver.txt"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        yield Browser(driver)
    finally:
        driver.quit()
