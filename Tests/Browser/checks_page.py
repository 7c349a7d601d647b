# SPDX-License-Identifier: MIT
#
# The page as it loads: its requests, policy, list and addresses, and small and dark screens.
# Touches: the browser that it is given, loopback.

from urllib.parse import urlsplit
from urllib.request import urlopen

from browser import until
from reader import (GUARDED, OPERATIONS, be_logged_in, check, complaints, log_in, open_dialog,
                    open_docs, opened, operation_heads, send, shown_dialog)


@check("requests the page and openapi.json, both from its own origin, and nothing else")
def asks_for_two(page, base):
    open_docs(page, base)
    asked = [url for url in page.requests() if not url.startswith(("data:", "about:"))]
    assert asked == [base + "/docs", base + "/openapi.json"], asked


@check("loads without a message on the console, so without a violation of its content policy")
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


@check("opens the operation that the address names, and names in it the one that was opened")
def follows_address(page, base):
    open_docs(page, base)
    opened(page, "GET /users/me/items/")
    address = until(lambda: "#" in page.url() and page.url(), "the fragment")
    open_docs(page, base, "#" + urlsplit(address).fragment)
    around = page.parent(operation_heads(page)["GET /users/me/items/"])
    until(lambda: around.property("open"), "the opened operation")
    others = [page.parent(head) for name, head in operation_heads(page).items()
              if name != "GET /users/me/items/"]
    assert not any(each.property("open") for each in others)


@check("ignores an address that names nothing")
def ignores_addresses(page, base):
    for fragment in ["#%zz", "#__proto__", "#<img src=x>", "#login", "?url=//example.org/x.json"]:
        open_docs(page, base, fragment)
        assert not any(each.property("open") for each in page.all("details"))
        assert shown_dialog(page) is None and "cannot be read" not in page.text()
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


@check("follows the system's dark mode")
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
    assert any(line.endswith("(needs login, scopes: items)") for line in lines), lines
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
