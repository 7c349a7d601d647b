# SPDX-License-Identifier: MIT
#
# The documentation page in a real browser, against a server that runs with `--demo`:
#     python3 Tests/Browser/test_docs.py http://127.0.0.1:8000
# Everything is found by role, accessible name and visible text, never by class or id. One line a
# check; exit status 1 when one failed. Touches: loopback, a headless Chromium, bash with curl.

import json
import subprocess
import sys
import traceback
from urllib.parse import urlsplit
from urllib.request import urlopen

from browser import browser, until

OPERATIONS = ["POST /token", "GET /users/me", "GET /users/me/items", "GET /healthz", "GET /readyz"]
GUARDED = ["GET /users/me", "GET /users/me/items"]
USER = '{"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe","disabled":false}'
ITEMS = '[{"item_id":"Foo","owner":"johndoe"}]'

CHECKS = []


def check(sentence):
    """Marks a function as one check; it gets a fresh tab and the URL of the server."""
    def mark(function):
        CHECKS.append((sentence, function))
        return function
    return mark


# The way around the page

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


def log_in(page, username="johndoe", password="secret"):
    dialog = open_dialog(page)
    page.field("username", dialog).type(username)
    page.field("password", dialog).type(password)
    page.press("enter")
    return dialog


def open_dialog(page):
    page.button("Authorize").click()
    return until(lambda: shown_dialog(page), "the login dialog")


def shown_dialog(page):
    return next((each for each in page.all("dialog") if each.is_shown()), None)


def be_logged_in(page):
    log_in(page)
    until(lambda: shown_dialog(page) is None, "the end of the dialog")
    until(lambda: "authorized as johndoe" in page.text(), "the words of a login")


def send(page, name, **fields):
    """Fills the fields, sends, and waits for the answer; the element around the operation."""
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
    """Warnings and errors on the console, but for answers that were meant to be 4xx."""
    return [entry["message"] for entry in page.console()
            if entry["level"] in ("WARNING", "SEVERE") and " status of 4" not in entry["message"]]


def run_in_bash(text):
    done = subprocess.run(["bash", "-c", text.replace("curl ", "curl -sS ", 1)],
                          capture_output=True, text=True, timeout=20, check=True)
    return done.stdout


# The checks

@check("asks for the page and openapi.json, both at its own origin, and for nothing else")
def asks_for_two(page, base):
    open_docs(page, base)
    asked = [url for url in page.requests() if not url.startswith(("data:", "about:"))]
    assert asked == [base + "/docs", base + "/openapi.json"], asked


@check("loads without a word on the console, so without a violation of its content policy")
def loads_in_silence(page, base):
    open_docs(page, base)
    assert complaints(page) == []


@check("is served under a content policy that allows nothing unsafe")
def has_a_policy(page, base):
    with urlopen(base + "/docs") as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    for needed in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
                   "form-action 'none'", "require-trusted-types-for 'script'"]:
        assert needed in policy, (needed, policy)
    assert "unsafe" not in policy, policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@check("lists every operation and says which of them need a login")
def lists_operations(page, base):
    open_docs(page, base)
    heads = operation_heads(page)
    assert all(name in heads for name in OPERATIONS), heads.keys()
    locked = [name for name in OPERATIONS if "needs login" in heads[name].text()]
    assert locked == GUARDED, locked


@check("shows the schemas with their fields and types")
def shows_schemas(page, base):
    open_docs(page, base)
    headings = [each.text() for each in page.all("h2, h3")]
    after = headings[headings.index("Schemas"):]
    assert {"User", "Item", "Token"} <= set(after), headings
    text = page.text()
    assert all(word in text for word in ["full_name", "string | null", "access_token"])


@check("logs in from the dialog with Enter, and changes the labels of the guarded operations")
def logs_in(page, base):
    open_docs(page, base)
    be_logged_in(page)
    heads = operation_heads(page)
    assert all("authorized" in heads[name].text() for name in GUARDED)
    assert all("needs login" not in heads[name].text() for name in OPERATIONS)
    assert "left" in page.text()
    assert page.script("return document.querySelector('[type=password]').value") == ""


@check("logs out, and the labels change back")
def logs_out(page, base):
    open_docs(page, base)
    be_logged_in(page)
    page.button("Log out").click()
    until(lambda: "needs login" in operation_heads(page)["GET /users/me"].text(), "the label")
    assert not page.has_button("Log out")
    assert page.focused().name() == "Authorize"


@check("keeps the dialog open after a wrong password, with the server's words and both buttons")
def refuses_in_place(page, base):
    open_docs(page, base)
    dialog = log_in(page, password="wrong")
    alert = until(lambda: next((each for each in page.all("[role=alert]", dialog)
                                if each.is_shown()), None), "the reason")
    until(lambda: "Incorrect username or password" in alert.text(), "the server's words")
    assert page.button("Log in", dialog) and page.button("Close", dialog)
    assert page.field("password", dialog).property("value") == ""
    page.field("password", dialog).type("secret")
    page.press("enter")
    until(lambda: "authorized as johndoe" in page.text(), "the login after all")


@check("says which field is missing when the login is sent empty")
def says_what_is_missing(page, base):
    open_docs(page, base)
    dialog = log_in(page, username="", password="")
    until(lambda: "username: Field required" in dialog.text(), "the fault of the form")


@check("closes the dialog with Escape and with Close, and gives the focus back")
def closes(page, base):
    open_docs(page, base)
    for leave in [lambda dialog: page.press("escape"),
                  lambda dialog: page.button("Close", dialog).click()]:
        dialog = open_dialog(page)
        assert dialog.role() == "dialog" and dialog.name() == "Authorize"
        assert page.focused().name() == "username"
        page.field("password", dialog).type("typed and left")
        leave(dialog)
        until(lambda: shown_dialog(page) is None, "the end of the dialog")
        assert page.focused().name() == "Authorize"
        assert page.script("return document.querySelector('[type=password]').value") == ""


@check("keeps the focus inside the dialog")
def keeps_focus(page, base):
    open_docs(page, base)
    dialog = open_dialog(page)
    for _ in range(12):
        page.press("tab")
        inside = "return arguments[0].contains(document.activeElement)"
        assert page.script(inside, dialog), page.focused().name()


@check("has the fields of a password login, with the password masked")
def has_login_fields(page, base):
    open_docs(page, base)
    dialog = open_dialog(page)
    assert page.field("username", dialog).property("autocomplete") == "username"
    assert page.field("password", dialog).property("type") == "password"
    assert page.field("password", dialog).property("autocomplete") == "current-password"
    next(each for each in page.all("summary", dialog) if "optional" in each.text()).click()
    assert page.field("client_id", dialog) and page.field("client_secret", dialog)


@check("keeps the token in memory, and in the tab only when told so")
def keeps_token(page, base):
    open_docs(page, base)
    be_logged_in(page)
    stored = "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    assert page.script(stored) == '[{},{},""]'
    page.button("Log out").click()
    page.field("Keep me signed in for this tab", open_dialog(page)).click()
    page.press("escape")
    be_logged_in(page)
    page.reload()
    until(lambda: "authorized as johndoe" in page.text(), "the login after a reload")
    assert page.script("return localStorage.length") == 0
    page.button("Log out").click()
    assert page.script(stored) == '[{},{},""]'


@check("sends POST /token from its form and shows the token")
def sends_token(page, base):
    open_docs(page, base)
    around = send(page, "POST /token", username="johndoe", password="secret")
    assert "200 OK" in around.text(), around.text()
    assert page.field("password", around).property("type") == "password"
    assert body(page, around)["token_type"] == "bearer"


@check("sends both guarded calls with the token and shows status, time, body and headers")
def sends_guarded(page, base):
    open_docs(page, base)
    be_logged_in(page)
    for name, expected in zip(GUARDED, [USER, ITEMS]):
        around = send(page, name)
        text = around.text()
        assert "200 OK" in text and "content-type: application/json" in text, text
        assert body(page, around) == json.loads(expected), text


@check("offers the login beside a 401")
def offers_login(page, base):
    open_docs(page, base)
    around = send(page, "GET /users/me")
    assert "401 Unauthorized" in around.text(), around.text()
    assert body(page, around) == {"detail": "Not authenticated"}
    page.button("Authorize", around).click()
    assert until(lambda: shown_dialog(page), "the login dialog")


@check("shows a curl command before sending, and bash runs it with the same answer")
def shows_curl(page, base):
    open_docs(page, base)
    be_logged_in(page)
    for name, expected in zip(GUARDED, [USER, ITEMS]):
        around = opened(page, name)
        assert run_in_bash(command(page, around)) == expected
        assert page.button("Copy command", around)
    around = opened(page, "POST /token")
    page.field("username", around).type("it's \"$HOME\" `id` \\ !1 %41+é@&=;\u00a0€")
    page.field("password", around).type("'; echo no #")
    assert json.loads(run_in_bash(command(page, around)))["detail"] == (
        "Incorrect username or password")


@check("sends nothing that was not typed")
def sends_only_typed(page, base):
    open_docs(page, base)
    around = opened(page, "POST /token")
    page.field("username", around).type("a b")
    assert "--data-raw 'username=a+b'" in command(page, around), command(page, around)


@check("opens the operation that the address names, and names in it the one that was opened")
def follows_address(page, base):
    open_docs(page, base)
    opened(page, "GET /users/me/items")
    address = until(lambda: "#" in page.url() and page.url(), "the fragment")
    open_docs(page, base, "#" + urlsplit(address).fragment)
    around = page.parent(operation_heads(page)["GET /users/me/items"])
    until(lambda: around.property("open"), "the opened operation")
    others = [page.parent(head) for name, head in operation_heads(page).items()
              if name != "GET /users/me/items"]
    assert not any(each.property("open") for each in others)


@check("ignores an address that names nothing")
def ignores_addresses(page, base):
    for fragment in ["#%zz", "#__proto__", "#<img src=x>", "#login", "?url=//example.org/x.json"]:
        open_docs(page, base, fragment)
        assert not any(each.property("open") for each in page.all("details"))
        assert shown_dialog(page) is None
    assert complaints(page) == []


@check("fits into 320 pixels without scrolling sideways, also with an answer and the dialog")
def fits_small_screens(page, base):
    page.devtools("Emulation.setDeviceMetricsOverride",
                  width=320, height=640, deviceScaleFactor=1, mobile=True)
    open_docs(page, base)
    be_logged_in(page)
    for name in OPERATIONS:
        send(page, name)
    assert page.script("return document.documentElement.scrollWidth") <= 320
    dialog = open_dialog(page)
    assert page.script("return arguments[0].getBoundingClientRect().width", dialog) <= 320


@check("follows the system into the dark")
def follows_scheme(page, base):
    shades = []
    for scheme in ["light", "dark"]:
        page.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])
        open_docs(page, base)
        shade = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        shades.append(sum(page.script(shade)))
    assert shades[0] > 600 and shades[1] < 150, shades


@check("lists the operations without JavaScript")
def lists_without_script(page, base):
    page.devtools("Emulation.setScriptExecutionDisabled", value=True)
    page.open(base + "/docs")
    lines = [each.text() for each in page.all("li") if each.is_shown()]
    for name in OPERATIONS:
        assert any(line.startswith(name) for line in lines), (name, lines)
    assert not any(each.is_shown() for each in page.all("button"))


@check("breaks no rule of its content policy in a whole visit")
def visits_in_silence(page, base):
    open_docs(page, base)
    log_in(page, password="wrong")
    page.press("escape")
    be_logged_in(page)
    for name in OPERATIONS:
        send(page, name)
    assert complaints(page) == []
    assert {urlsplit(url).netloc for url in page.requests() if url.startswith("http")} == {
        urlsplit(base).netloc}


def main(base):
    failed = 0
    with browser() as page:
        for sentence, function in CHECKS:
            page.fresh_tab()
            failed += not passes(sentence, function, page, base)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


def passes(sentence, function, page, base):
    try:
        function(page, base)
    except Exception:
        print(f"FAILED  {sentence}\n{traceback.format_exc()}", flush=True)
        return False
    print(f"ok      {sentence}", flush=True)
    return True


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 Tests/Browser/test_docs.py http://127.0.0.1:PORT")
    sys.exit(main(sys.argv[1].rstrip("/")))
