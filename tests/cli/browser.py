"""A headless Chromium for the scripts beside it, driven through its debugging pipe.

    with Browser() as b:
        page = b.open("file:///home/ann/page.html", width=1400, height=900, dark=False)
        page.js("document.title"); page.key("j"); page.type("/", "orders")
        page.faults      # exceptions, console errors, refused content
        page.requests    # addresses that were asked for"""
import base64
import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time

KEYS = {"Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, "")}


def find():
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, filter(None, names)) if path), None)


class Browser:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        to_read, self.to = os.pipe()
        self.source, to_write = os.pipe()

        def connect():  # commands come on descriptor 3, answers go to 4
            commands, answers = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (to_read, to_write))
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            [find(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", "--no-first-run", "--user-data-dir=" + self.folder.name],
            preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.numbers, self.rest, self.events = itertools.count(1), b"", []
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except (OSError, EOFError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.source)
        self.folder.cleanup()

    def message(self, until):
        while b"\0" not in self.rest:
            if not select.select([self.source], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.source, 1 << 16)
            if not piece:
                raise EOFError("the browser is gone")
            self.rest += piece
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, session=None, **params):
        number, until = next(self.numbers), time.monotonic() + 60
        command = {"id": number, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        os.write(self.to, json.dumps(command).encode() + b"\0")
        while True:
            answer = self.message(until)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]
            self.events.append(answer)

    def open(self, address, **looks):
        return Page(self, address, **looks)


class Page:
    def __init__(self, browser, address, width=1400, height=900, dark=False):
        self.browser = browser
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        self.look(dark)
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def look(self, dark):
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def js(self, text):
        answer = self.call("Runtime.evaluate", expression=text, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", text))
        return answer["result"].get("value")

    def wait(self, condition):
        until = time.monotonic() + 30
        while not self.js(condition):
            if time.monotonic() > until:
                raise TimeoutError("never came true: " + condition)
            time.sleep(0.02)

    def key(self, key):
        name, code, text = KEYS.get(key, (key, 0, key))
        self.call("Input.dispatchKeyEvent", type="keyDown", key=name, windowsVirtualKeyCode=code, text=text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)

    def write(self, text):
        self.call("Input.insertText", text=text)

    def picture(self, path):
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def own(self, method):
        return [e["params"] for e in self.browser.events
                if e.get("method") == method and e.get("sessionId") == self.session]

    @property
    def faults(self):
        thrown = [e["exceptionDetails"].get("exception", {}).get("description") or e["exceptionDetails"]["text"]
                  for e in self.own("Runtime.exceptionThrown")]
        said = [str(e["args"]) for e in self.own("Runtime.consoleAPICalled") if e["type"] in ("error", "warning", "assert")]
        logged = [e["entry"]["text"] for e in self.own("Log.entryAdded") if e["entry"]["level"] in ("error", "warning")]
        return thrown + said + logged

    @property
    def requests(self):
        return [e["request"]["url"] for e in self.own("Network.requestWillBeSent")]


if not find():
    print("skipped: no chromium; set CHROMIUM to try another")
    sys.exit(77)
