# SPDX-License-Identifier: MIT
#
# Calls from the documentation page: sent with a click, answered in place, repeated in bash.
# Touches: the browser that it is given, loopback, bash with curl.

import json

from browser import until
from reader import (READING, be_logged_in, body, check, command, open_docs, opened, run_in_bash,
                    send, shown_dialog)

USER = ('{"username":"johndoe","email":"johndoe@example.com",'
        '"full_name":"John Doe","disabled":false}')
ITEMS = '[{"item_id":"Foo","owner":"johndoe"}]'


@check("sends POST /token from its form and shows the token")
def sends_token(page, base):
    open_docs(page, base)
    around = send(page, "POST /token", username="johndoe", password="secret")
    assert "200 OK" in around.text(), around.text()
    assert page.field("password", around).property("type") == "password"
    assert body(page, around)["token_type"] == "bearer"


@check("sends the guarded calls that read with the token and shows status, time, body and headers")
def sends_guarded(page, base):
    open_docs(page, base)
    be_logged_in(page)
    for name, expected in zip(READING, [USER, ITEMS], strict=True):
        around = send(page, name)
        text = around.text()
        assert "200 OK" in text and "content-type: application/json" in text, text
        assert body(page, around) == json.loads(expected), text


@check("offers the login with a 401")
def offers_login(page, base):
    open_docs(page, base)
    around = send(page, "GET /users/me/")
    assert "401 Unauthorized" in around.text(), around.text()
    assert body(page, around) == {"detail": "Not authenticated"}
    page.button("Authorize", around).click()
    assert until(lambda: shown_dialog(page), "the login dialog")


@check("shows a curl command before sending, and bash runs it with the same answer")
def shows_curl(page, base):
    open_docs(page, base)
    be_logged_in(page)
    for name, expected in zip(READING, [USER, ITEMS], strict=True):
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
