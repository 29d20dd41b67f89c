"""A real browser for tests: Chromium behind chromedriver, spoken to in plain HTTP (WebDriver)."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "no chromium with chromedriver on this machine (Debian: chromium, chromium-driver)"


class Browser:
    """One session; `open` loads a page in a viewport of a given width."""

    def __init__(self, port: int, session: str) -> None:
        self._base = f"http://127.0.0.1:{port}/session/{session}"

    def call(self, path: str, body: object = None, method: str = "POST") -> Any:
        return _call(self._base + path, body, method)

    def cdp(self, command: str, **params: object) -> Any:
        return self.call("/goog/cdp/execute", {"cmd": command, "params": params})

    def open(self, page: Path, width: int) -> None:
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=800,
                 deviceScaleFactor=1, mobile=False)  # fmt: skip
        self.call("/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        return self.call("/execute/sync", {"script": script, "args": []})

    def log(self, kind: str) -> list[dict[str, Any]]:
        return self.call("/se/log", {"type": kind})

    def requests(self) -> list[str]:
        """Addresses that files have asked for since the last call, their own among them."""
        messages = (json.loads(item["message"])["message"] for item in self.log("performance"))
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
            and message["params"]["documentURL"].startswith("file:")
        ]

    def picture(self, path: Path) -> None:
        held = self.cdp("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(held["data"]))

    def pdf(self) -> bytes:
        held = self.cdp("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(held["data"])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start chromedriver and a headless session whose files lie in `folder`."""
    log = (folder / "driver.txt").open("w")
    driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        port = _port(driver)
        session = _session(port, folder)
        try:
            yield Browser(port, session)
        finally:
            _call(f"http://127.0.0.1:{port}/session/{session}", None, "DELETE")
    finally:
        driver.terminate()
        driver.wait(10)
        driver.stdout.close()
        log.close()


def _port(driver: subprocess.Popen[str]) -> int:
    for line in driver.stdout:
        if "started successfully on port" in line:
            return int(line.rstrip(".\n ").rsplit(" ", 1)[1])
    raise RuntimeError("chromedriver did not start")


def _session(port: int, folder: Path) -> str:
    options = {
        "binary": CHROMIUM,
        "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
                 f"--user-data-dir={folder / 'profile'}"],
    }  # fmt: skip
    wanted = {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    }
    body = {"capabilities": {"alwaysMatch": wanted}}
    for _ in range(5):
        try:
            return _call(f"http://127.0.0.1:{port}/session", body, "POST")["sessionId"]
        except urllib.error.URLError:
            time.sleep(0.5)
    raise RuntimeError("chromium did not start")


def _call(url: str, body: object, method: str) -> Any:
    data = None if method != "POST" else json.dumps(body or {}).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)["value"]
