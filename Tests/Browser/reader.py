# SPDX-License-Identifier: MIT
#
# How a test finds its way on the documentation page: operations, login, sending, the answer.
# It looks for roles, accessible names and visible text, never for classes or ids.
# Touches: the browser that it is given, and bash with curl.

import json
import subprocess

from browser import until

READING = ["GET /users/me/", "GET /users/me/items/"]
GUARDED = [*READING, "POST /users/me/password"]
OPERATIONS = ["POST /token", *GUARDED, "GET /healthz", "GET /readyz"]
CHECKS = []


def check(sentence):
    """Marks a function as one check; it gets a fresh tab and the URL of the server."""
    def mark(function):
        CHECKS.append((sentence, function))
        return function
    return mark


def open_docs(page, base, fragment=""):
    page.open(base + "/docs" + fragment)
    until(lambda: operation_heads(page), "the list of operations")


def operation_heads(page):
    """The control of each operation, by its method and path."""
    heads = {}
    for summary in page.all("summary"):
        words = summary.text().split() if summary.is_shown() else []
        if len(words) > 1 and words[1].startswith("/"):
            heads[" ".join(words[:2])] = summary
    return heads


def opened(page, name):
    """The element around an operation, opened with a click on its head."""
    head = operation_heads(page)[name]
    around = page.parent(head)
    if not around.property("open"):
        head.click()
    until(lambda: page.button("Send", around), f"the Send button of {name}")
    return around


def log_in(page, username="johndoe", password="secret", scopes=()):
    dialog = open_dialog(page)
    for scope in scopes:
        page.field(scope, dialog).click()
    page.field("username", dialog).type(username)
    page.field("password", dialog).type(password)
    page.press("enter")
    return dialog


def open_dialog(page):
    page.button("Authorize").click()
    return until(lambda: shown_dialog(page), "the login dialog")


def shown_dialog(page):
    return next((each for each in page.all("dialog") if each.is_shown()), None)


def be_logged_in(page, scopes=()):
    log_in(page, scopes=scopes)
    until(lambda: shown_dialog(page) is None, "the end of the dialog")
    until(lambda: "authorized as johndoe" in page.text(), "the words of a login")


def send(page, name, **fields):
    """Fills the fields, sends, and waits for the answer; returns the element around it."""
    around = opened(page, name)
    for field, value in fields.items():
        page.field(field, around).type(value)
    page.button("Send", around).click()
    until(lambda: " ms" in around.text(), f"an answer to {name}")
    return around


def body(page, around):
    """The answer's body, read as JSON."""
    region = page.named("[role=region]", "Response body", around)
    return json.loads(region.text())


def command(page, around):
    shown = [each.text() for each in page.all("pre", around) if each.is_shown()]
    return next(text for text in shown if text.startswith("curl "))


def complaints(page):
    """Warnings and errors on the console, except for answers that were meant to be 4xx."""
    return [entry["message"] for entry in page.console()
            if entry["level"] in ("WARNING", "SEVERE") and " status of 4" not in entry["message"]]


def run_in_bash(text):
    done = subprocess.run(["bash", "-c", text.replace("curl ", "curl -sS ", 1)],
                          capture_output=True, text=True, timeout=20, check=True)
    return done.stdout
