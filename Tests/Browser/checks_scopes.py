# SPDX-License-Identifier: MIT
#
# Scopes on the documentation page: asked for in the login dialog, granted, demanded, missing.
# Touches: the browser that it is given, loopback.

import json

from browser import until
from reader import (READING, be_logged_in, check, complaints, log_in, open_dialog, open_docs,
                    operation_heads, send, shown_dialog)
from stub import get, open_with, sent_bodies, text_answer, token_answer

ME, ITEMS = READING
MARKUP = "<img src=x onerror=\"document.title='harmed'\">"


def boxes(page, dialog):
    group = page.named("fieldset", "Scopes (optional)", dialog)
    return page.all("[type=checkbox]", group)


def refusal(scope, **headers):
    challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
    return text_answer('{"detail":"Not enough permissions"}', status=403,
                       **{"www-authenticate": challenge, **headers})


@check("lists the scopes in the dialog as a group of named boxes, none of them ticked")
def lists_scopes(page, base):
    open_docs(page, base)
    dialog = open_dialog(page)
    listed = boxes(page, dialog)
    assert [each.name() for each in listed] == ["me", "items"]
    assert not any(each.property("checked") for each in listed)
    for words in ["Read your own account.", "Read your own items.",
                  "With none ticked, it may do all that the account may."]:
        assert words in dialog.text(), dialog.text()
    described = "return document.getElementById(arguments[0].getAttribute('aria-describedby'))"
    words = [page.script(described + ".textContent", each) for each in listed]
    assert words == ["Read your own account.", "Read your own items."], words


@check("asks for what is ticked, shows what was granted, and says where a scope is missing")
def asks_for_scopes(page, base):
    open_docs(page, base)
    assert "scope: items" in operation_heads(page)[ITEMS].text()
    be_logged_in(page, scopes=["me"])
    assert "Granted scopes: me" in page.text(), page.text()
    heads = operation_heads(page)
    assert "authorized" in heads[ME].text() and "scope missing" in heads[ITEMS].text()
    assert "200 OK" in send(page, ME).text()
    around = send(page, ITEMS)
    assert "403 Forbidden" in around.text(), around.text()
    assert "The token does not have this scope: items. Log in again to ask for it." in around.text()
    announced = [each.property("textContent") for each in page.all("[role=status]")]
    assert "The token does not have this scope: items. Log in again to ask for it." in announced
    page.button("Authorize", around).click()
    dialog = until(lambda: shown_dialog(page), "the login dialog")
    ticked = [each.name() for each in boxes(page, dialog) if each.property("checked")]
    assert ticked == ["me", "items"], ticked
    page.field("password", dialog).type("secret")
    page.press("enter")
    until(lambda: "Granted scopes: me, items" in page.text(), "both scopes")
    assert "200 OK" in send(page, ITEMS).text()


@check("asks for nothing if nothing is ticked, and shows that all was granted")
def asks_for_nothing(page, base):
    open_with(page, base, {"/odd": get("Read", ["items"])}, {"/token": token_answer()})
    be_logged_in(page)
    assert sent_bodies(page) == ["grant_type=password&username=johndoe&password=secret"]
    assert "Granted scopes: all that the account has" in page.text(), page.text()
    assert "authorized" in operation_heads(page)["GET /odd"].text()
    page.button("Log out").click()
    until(lambda: "Granted scopes" not in page.text(), "the end of the login")


@check("sends the ticked scopes in one field, and leaves out what is blank")
def sends_scopes(page, base):
    open_with(page, base, {"/odd": get()}, {"/token": {"echo": True}})
    dialog = log_in(page, password="a&b", scopes=["me", "items"])
    until(lambda: "no token" in dialog.text(), "the refusal of an answer without a token")
    assert sent_bodies(page) == [
        "grant_type=password&username=johndoe&password=a%26b&scope=me+items"]


@check("shows what the server granted, if that is not what was asked for")
def shows_what_was_granted(page, base):
    open_with(page, base, {"/odd": get("Read", ["items"])}, {"/token": token_answer(scope="me")})
    be_logged_in(page, scopes=["me", "items"])
    assert "Granted scopes: me\n" in page.text() + "\n", page.text()
    assert "scope missing" in operation_heads(page)["GET /odd"].text()


@check("remembers what was granted as long as the login")
def remembers_granted(page, base):
    open_docs(page, base)
    page.field("Keep me signed in for this tab", open_dialog(page)).click()
    page.press("escape")
    be_logged_in(page, scopes=["me"])
    page.reload()
    until(lambda: "Granted scopes: me" in page.text(), "the scopes after a reload")
    assert "scope missing" in operation_heads(page)[ITEMS].text()


@check("says in the dialog that a scope was refused, and leads to the ticked boxes")
def says_scope_is_refused(page, base):
    scopes = {"me": "Read yourself.", "items": "", "admin": "Change everything."}
    refused = {"detail": "The scope is invalid.", "error": "invalid_scope"}
    open_with(page, base, {"/odd": get()},
              {"/token": text_answer(json.dumps(refused), status=400)}, scopes=scopes)
    dialog = log_in(page, scopes=["items", "admin"])
    alert = until(lambda: next((each for each in page.all("[role=alert]", dialog)
                                if each.is_shown()), None), "the reason")
    assert alert.text() == (
        "The scope is invalid. Untick what the account does not have, and enter the password again."
    ), alert.text()
    assert page.focused().name() == "items"
    assert page.field("password", dialog).property("value") == ""


@check("says nothing about scopes after a wrong password, and keeps what is ticked")
def keeps_ticks(page, base):
    open_docs(page, base)
    dialog = log_in(page, password="wrong", scopes=["me"])
    until(lambda: "Incorrect username or password" in dialog.text(), "the reason")
    assert "Untick" not in dialog.text() and page.focused().name() == "password"
    assert [each.property("checked") for each in boxes(page, dialog)] == [True, False]


@check("shows a refused scope of the server's own in its words")
def shows_refused_scope(page, base):
    open_docs(page, base)
    dialog = open_dialog(page)
    page.script("arguments[0].value = 'admin'", page.field("me", dialog))
    page.press("escape")
    log_in(page, scopes=["me"])
    until(lambda: "more than the user has. Untick" in dialog.text(), "the reason")


@check("says that the account itself lacks a scope, where logging in again is of no use")
def says_account_lacks(page, base):
    open_with(page, base, {"/odd": get("Read", ["items"])},
              {"/token": token_answer(), "/odd": refusal("items")})
    be_logged_in(page)
    around = send(page, "GET /odd")
    assert "Your account does not have this scope: items." in around.text(), around.text()
    assert page.all("button", around)[-1].name() != "Authorize"


@check("ticks nothing for a missing scope that cannot be ticked, since then only all will do")
def ticks_nothing(page, base):
    open_with(page, base, {"/odd": get("Read", ["hidden"])},
              {"/token": token_answer(), "/odd": refusal("hidden")})
    be_logged_in(page, scopes=["me"])
    page.button("Authorize", send(page, "GET /odd")).click()
    dialog = until(lambda: shown_dialog(page), "the login dialog")
    assert not any(each.property("checked") for each in boxes(page, dialog))


@check("leaves a 403 alone that says nothing about scopes")
def leaves_other_403(page, base):
    open_with(page, base, {"/odd": get("Read", ["items"])},
              {"/token": token_answer(), "/odd": text_answer("{}", status=403)})
    be_logged_in(page)
    assert "does not have" not in send(page, "GET /odd").text()


@check("names the ways by which an operation can be allowed")
def names_ways(page, base):
    paths = {"/two": get("Read", ["me", "items"], ["admin"]), "/none": get("Read", [])}
    open_with(page, base, paths, {"/token": token_answer()})
    heads = operation_heads(page)
    assert "scopes: me, items or admin" in heads["GET /two"].text(), heads["GET /two"].text()
    assert "scope" not in heads["GET /none"].text()
    be_logged_in(page, scopes=["me"])
    assert "scope missing" in operation_heads(page)["GET /two"].text()
    assert "authorized" in operation_heads(page)["GET /none"].text()


@check("shows no group of scopes if there are none")
def shows_no_scopes(page, base):
    open_with(page, base, {"/odd": get("Read", [])}, {"/token": token_answer()}, scopes={})
    assert "scope" not in open_dialog(page).text().lower()
    page.press("escape")
    be_logged_in(page)
    assert "scopes" not in page.text().lower(), page.text()


@check("stays usable with many scopes, long ones, and markup in their texts, on a narrow screen")
def bears_many_scopes(page, base):
    scopes = {f"{'x' * 80}:{number}": f"{MARKUP} {'long words ' * 12}{'y' * 90}"
              for number in range(30)}
    page.devtools("Emulation.setDeviceMetricsOverride",
                  width=360, height=640, deviceScaleFactor=1, mobile=True)
    first, *others = scopes
    open_with(page, base, {"/odd": get("Read", list(scopes))},
              {"/token": token_answer(), "/odd": refusal(" ".join(scopes))}, scopes=scopes)
    dialog = open_dialog(page)
    assert len(boxes(page, dialog)) == 30
    fits = """
        const edge = document.documentElement.clientWidth;
        return [...document.querySelectorAll('body *')]
            .filter((each) => each.checkVisibility() && !each.classList.contains('unseen'))
            .filter((each) => each.getBoundingClientRect().right > edge + 0.5)
            .map((each) => each.outerHTML.slice(0, 100));
    """
    assert page.script(fits) == [], page.script(fits)
    assert page.button("Log in", dialog) and page.button("Close", dialog)
    assert until(lambda: "<img" in dialog.text(), "the markup as text")
    page.press("escape")
    be_logged_in(page, scopes=[first])
    send(page, "GET /odd")
    assert page.script(fits) == [], page.script(fits)
    assert page.all("img") == [] and page.script("return document.title") != "harmed"
    assert complaints(page) == []


@check("reaches every scope with Tab, ticks it with Space, and sends with Enter")
def works_by_keyboard(page, base):
    open_docs(page, base)
    open_dialog(page)
    reached = []
    for _ in range(4):
        reached.append(page.focused().name())
        page.press("tab")
    assert reached == ["username", "password", "me", "items"], reached
    page.field("username").type("johndoe")
    page.field("password").type("secret")
    page.press("tab")
    page.press("space")
    page.press("enter")
    until(lambda: "Granted scopes: me" in page.text(), "the login")
