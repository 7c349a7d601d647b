# SPDX-License-Identifier: MIT
#
# Users change their own password on the documentation page. The policy refuses the tutorial's
# password, so nothing can give it back to the user: these are the last checks.
# Touches: the browser that it is given, loopback, the user of the server.

from browser import until
from reader import (be_logged_in, body, check, complaints, log_in, open_docs, opened,
                    operation_heads, send, shown_dialog)

NAME = "POST /users/me/password"
JSON = "application/json"


def change(page, current, new, kind=None):
    """Sends the change as the media type; as the one that is chosen, if none is given."""
    if kind:
        page.field("Content type", opened(page, NAME)).choose(kind)
    return send(page, NAME, current_password=current, new_password=new)


@check("shows why a new password is refused, as a form and as JSON, with both passwords masked")
def shows_refused_password(page, base):
    open_docs(page, base)
    be_logged_in(page)
    around = send(page, NAME)
    assert [each["loc"][1] for each in body(page, around)["detail"]] == [
        "current_password", "new_password"]
    for kind in ["application/x-www-form-urlencoded", JSON]:
        around = change(page, "secret", "short", kind)
        assert "422 Unprocessable" in around.text(), around.text()
        assert body(page, around)["detail"][0]["loc"] == ["body", "new_password"]
        around = change(page, "wrong", "a rather long one")
        assert "403 Forbidden" in around.text(), around.text()
        assert "Incorrect password" in around.text() and "scope" not in around.text()
        for name in ["current_password", "new_password"]:
            assert page.field(name, around).property("type") == "password"
    assert "authorized as johndoe" in page.text()


@check("changes the password as JSON and as a form; then the login has ended, and the page says so")
def changes_password(page, base):
    open_docs(page, base)
    be_logged_in(page)
    passwords = ["secret", "a rather long one", "another \"long\" one"]
    kinds = [JSON, "application/x-www-form-urlencoded"]
    for current, new, kind in zip(passwords, passwords[1:], kinds, strict=False):
        around = change(page, current, new, kind)
        assert "204 No Content" in around.text(), around.text()
        around = send(page, "GET /users/me/")
        assert "401 Unauthorized" in around.text(), around.text()
        assert "The login has ended. Log in again." in around.text(), around.text()
        assert "ended, log in again" in page.text() and not page.has_button("Log out")
        assert "needs login" in operation_heads(page)["GET /users/me/"].text()
        dialog = log_in(page, password=current)
        until(lambda: "Incorrect username or password" in dialog.text(), "the old one refused")
        page.field("password", dialog).type(new)
        page.press("enter")
        until(lambda: shown_dialog(page) is None, "the login with the new password")
    assert complaints(page) == []
