"""The distribution's Chromium without a window, driven over its own pipe: no driver, no port, no package."""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_SECONDS = 20.0
_READS, _WRITES = 3, 4
"""The file descriptors at which Chromium listens and answers with `--remote-debugging-pipe`."""

_FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--no-default-browser-check", "--no-proxy-server", "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip

Json = dict[str, Any]


def find_chromium() -> str:
    """Return the path of Chromium; without one the test is skipped, or fails where CI decides."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    reason = "there is no Chromium on this machine (Debian: apt-get install chromium)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class Tab:
    """One tab; `complaints` holds what the browser blocked, could not load, or could not understand."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._buffer = b""
        self._count = 0
        self._session = ""
        self._loads = 0
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(self, url: str) -> None:
        """Go to `url` and wait until everything is loaded."""
        loads = self._loads
        self._call("Page.navigate", url=url)
        self._wait(lambda: self._loads > loads)

    def resize(self, width: int, height: int = 900) -> None:
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression within the page, as JSON."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, *, code: int = 0, loading: bool = False) -> None:
        """Press and release a key such as `Tab` (9) or `Enter` (13); with `loading`, wait for the next page."""
        loads = self._loads
        text = {"text": "\r"} if key == "Enter" else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)
        if loading:
            self._wait(lambda: self._loads > loads)

    def type(self, text: str) -> None:
        self._call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click the first element of a selector and wait for the next page."""
        loads = self._loads
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        self._wait(lambda: self._loads > loads)

    def shoot(self, path: Path, *, height: int = 0) -> None:
        """Keep a picture of the page as PNG, down to `height` or whole."""
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "scale": 1, "width": size["width"], "height": min(height or 10**5, size["height"])}
        shot = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))

    def _call(self, method: str, **params: Any) -> Json:
        self._count += 1
        number = self._count
        message: Json = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + _SECONDS
        while True:
            answer = self._read(deadline)
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                found: Json = answer["result"]
                return found

    def _wait(self, is_reached: Any) -> None:
        deadline = time.monotonic() + _SECONDS
        while not is_reached():
            self._read(deadline)

    def _read(self, deadline: float) -> Json:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "Chromium does not answer"
            more = os.read(self._answers, 1 << 20)
            assert more, "Chromium has ended"
            self._buffer += more
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message: Json = json.loads(raw)
        self._note(message)
        return message

    def _note(self, message: Json) -> None:
        match message.get("method"):
            case "Page.loadEventFired":
                self._loads += 1
            case "Log.entryAdded":
                self.complaints.append(message["params"]["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(message["params"]["exceptionDetails"]["text"])


@contextmanager
def opened_tab(profile: Path) -> Iterator[Tab]:
    """Run Chromium with an empty `profile` and yield its tab; nothing of it is left behind."""
    path = find_chromium()
    commands, answers = os.pipe(), os.pipe()
    # Above 9, so that none of them is in the way of the two numbers that Chromium expects.
    child = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (commands[0], answers[1])]
    devnull = os.open(os.devnull, os.O_RDWR)
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    pid = os.posix_spawn(
        path,
        [path, *_FLAGS, *root, f"--user-data-dir={profile}", "about:blank"],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, child[0], _READS),
            (os.POSIX_SPAWN_DUP2, child[1], _WRITES),
            *((os.POSIX_SPAWN_DUP2, devnull, stream) for stream in (0, 1, 2)),
        ],
        setpgroup=0,
    )
    for end in (commands[0], answers[1], *child, devnull):
        os.close(end)
    try:
        yield Tab(commands[1], answers[0])
    finally:
        # The group of this very process: helpers of the browser must not outlive it.
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(commands[1])
        os.close(answers[0])
