# SPDX-License-Identifier: MIT
#
# A headless Chromium driven over the WebDriver protocol (W3C WebDriver 2, with its computed roles
# and labels), so that a test finds its way as a reader does: by role, accessible name and text.
# Touches: two child processes, loopback. Needs the Debian packages chromium and chromium-driver.

import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element reference, WebDriver 2
KEYS = {"enter": "\ue007", "escape": "\ue00c", "tab": "\ue004", "space": " "}
CHROMIUM = {
    "browserName": "chrome",
    "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    "goog:chromeOptions": {
        "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"]
    },
}


class WebDriverError(Exception):
    """What the driver refused, in its words."""


class Browser:
    """One browser with a profile of its own."""

    def __init__(self, driver_url):
        self.driver_url = driver_url
        self.path = ""
        answer = self.command("POST", "/session", {"capabilities": {"alwaysMatch": CHROMIUM}})
        self.path = "/session/" + answer["sessionId"]

    def command(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.driver_url + self.path + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            raise WebDriverError(json.load(refused)["value"]["message"].split("\n")[0]) from None

    def quit(self):
        self.command("DELETE", "")

    def fresh_tab(self):
        """Replaces the tab with one that remembers nothing, and empties the logs."""
        opened = self.command("POST", "/window/new", {"type": "tab"})
        self.command("DELETE", "/window")
        self.command("POST", "/window", {"handle": opened["handle"]})
        self.console()
        self.requests()

    # The page

    def open(self, url):
        """Loads the page from scratch, even where only the fragment differs."""
        self.command("POST", "/url", {"url": "about:blank"})
        self.command("POST", "/url", {"url": url})

    def reload(self):
        self.command("POST", "/refresh", {})

    def url(self):
        return self.command("GET", "/url")

    def script(self, source, *arguments):
        """Runs the body of a function in the page; elements go in and come out as they are."""
        sent = [{ELEMENT: each.id} if isinstance(each, Element) else each for each in arguments]
        return self.command("POST", "/execute/sync", {"script": source, "args": sent})

    def devtools(self, name, **parameters):
        body = {"cmd": name, "params": parameters}
        return self.command("POST", "/goog/cdp/execute", body)

    def text(self):
        """The visible text of the page."""
        return self.script("return document.body.innerText")

    def screenshot(self):
        return self.command("GET", "/screenshot")

    # What the browser saw

    def console(self):
        """What reached the console since the last call."""
        return self.command("POST", "/se/log", {"type": "browser"})

    def requests(self):
        """The URLs that were requested since the last call."""
        entries = self.command("POST", "/se/log", {"type": "performance"})
        events = [json.loads(entry["message"])["message"] for entry in entries]
        asked = [each for each in events if each["method"] == "Network.requestWillBeSent"]
        return [each["params"]["request"]["url"] for each in asked]

    # Elements

    def all(self, selector, within=None):
        scope = "" if within is None else f"/element/{within.id}"
        body = {"using": "css selector", "value": selector}
        return [Element(self, each[ELEMENT])
                for each in self.command("POST", scope + "/elements", body)]

    def button(self, name, within=None):
        """The first visible button whose accessible name is exactly this."""
        return self.named("button", name, within)

    def field(self, name, within=None):
        return self.named("input, select, textarea", name, within)

    def named(self, selector, name, within=None):
        def look():
            shown = (each for each in self.all(selector, within) if each.is_shown())
            return next((each for each in shown if each.name() == name), None)
        return until(look, f"a visible {selector} named {name!r}")

    def has_button(self, name):
        return any(each.is_shown() and each.name() == name for each in self.all("button"))

    def parent(self, element):
        found = self.script("return arguments[0].parentElement", element)
        return Element(self, found[ELEMENT])

    def focused(self):
        return Element(self, self.command("GET", "/element/active")[ELEMENT])

    def press(self, key):
        strokes = [{"type": "keyDown", "value": KEYS[key]}, {"type": "keyUp", "value": KEYS[key]}]
        keyboard = {"type": "key", "id": "keyboard", "actions": strokes}
        self.command("POST", "/actions", {"actions": [keyboard]})


class Element:
    """One element of the page."""

    def __init__(self, browser, identity):
        self.browser = browser
        self.id = identity

    def command(self, method, path, body=None):
        return self.browser.command(method, f"/element/{self.id}{path}", body)

    def click(self):
        self.command("POST", "/click", {})

    def type(self, text):
        self.command("POST", "/clear", {})
        self.command("POST", "/value", {"text": text})

    def choose(self, option):
        """Chooses one of a list; the focus is then on the list."""
        listed = self.browser.all("option", self)
        next(each for each in listed if each.text() == option).click()

    def text(self):
        return self.command("GET", "/text")

    def name(self):
        return self.command("GET", "/computedlabel")

    def role(self):
        return self.command("GET", "/computedrole")

    def is_shown(self):
        return self.command("GET", "/displayed")

    def property(self, name):
        return self.command("GET", f"/property/{name}")


def until(probe, what, seconds=10):
    """The first true value of the probe, which is asked again and again; else an error."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            found = probe()
        except WebDriverError:  # an element that the page has just replaced
            found = None
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"never appeared: {what}")


@contextmanager
def browser():
    """A browser, and its driver on a free port of loopback; both end with the block."""
    process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        window = Browser(f"http://127.0.0.1:{announced_port(process.stdout)}")
        try:
            yield window
        finally:
            window.quit()
    finally:
        process.terminate()
        process.wait()


def announced_port(lines):
    for line in lines:
        started = re.search(r"started successfully on port (\d+)", line)
        if started:
            return started[1]
    raise AssertionError("chromedriver did not start")
