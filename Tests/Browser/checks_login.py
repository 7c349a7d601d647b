# SPDX-License-Identifier: MIT
#
# Logging in and out on the documentation page: the dialog, its focus, its refusals, the token.
# Touches: the browser that it is given, loopback.

from browser import until
from reader import (GUARDED, OPERATIONS, be_logged_in, check, log_in, open_dialog, open_docs,
                    operation_heads, shown_dialog)


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
    until(lambda: "needs login" in operation_heads(page)["GET /users/me/"].text(), "the label")
    assert not page.has_button("Log out")
    assert page.focused().name() == "Authorize"


@check("gives up a login with Escape, and takes the next one at once")
def gives_up(page, base):
    open_docs(page, base)
    log_in(page, password="wrong")
    page.press("escape")
    be_logged_in(page)


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


@check("keeps the token in memory, and in the tab only on request")
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
