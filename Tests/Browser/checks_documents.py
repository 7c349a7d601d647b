# SPDX-License-Identifier: MIT
#
# The page with other documents and other answers than the server's own, so that every kind of
# field, hostile text, large answers and a server in trouble can be seen.
# Touches: the browser that it is given, loopback, bash.

import json
import subprocess

from browser import until
from reader import body, check, command, complaints, log_in, opened, operation_heads, send
from stub import answer_instead, get, open_with, text_answer

THING = {
    "parameters": [
        {"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}},
    ],
    "put": {
        "summary": "Replace",
        "parameters": [
            {"name": "tag", "in": "query",
             "schema": {"type": "array", "items": {"type": "string"}}},
            {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
            {"name": "X-Note", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
    },
}


def arguments_of(text):
    """The arguments that bash passes to curl when it runs this command."""
    script = "curl() { printf '%s\\0' \"$@\"; }; " + text
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split("\0")[:-1]


@check("puts every kind of field into its place, and bash passes the same to curl")
def places_fields(page, base):
    path = "/things/it's%20a%2Fb%20%24%7B1%7D%C3%A9"
    open_with(page, base, {"/things/{thing}": THING}, {path: {"echo": True}})
    typed = {"thing": "it's a/b ${1}\u00e9", "tag": "one two\nthree&four", "dry": "true",
             "X-Note": "don't \"quote\" `me` \\", "Request body": '{"it\'s": "@$HOME\\n!"}'}
    around = send_typed(page, "PUT /things/{thing}", typed)
    sent = body(page, around)
    assert sent["url"] == f"{base}{path}?tag=one+two&tag=three%26four&dry=true", sent
    assert sent["headers"] == [["X-Note", typed["X-Note"]], ["Content-Type", "application/json"]]
    assert sent["body"] == typed["Request body"] and sent["method"] == "PUT", sent
    assert arguments_of(command(page, around)) == [
        "-X", "PUT", sent["url"], "-H", f"X-Note: {typed['X-Note']}",
        "-H", "Content-Type: application/json", "--data-raw", sent["body"]]


def send_typed(page, name, typed):
    around = opened(page, name)
    for field, value in typed.items():
        found = page.field(field, around)
        if found.property("tagName") == "SELECT":
            page.script("arguments[0].value = arguments[1]", found, value)
        else:
            found.type(value)
    return send(page, name)


@check("asks for what is missing in the path instead of sending")
def asks_for_path(page, base):
    open_with(page, base, {"/things/{thing}": THING}, {})
    around = opened(page, "PUT /things/{thing}")
    page.button("Send", around).click()
    until(lambda: "Fill in thing" in around.text(), "the words")
    assert page.focused().name() == "thing"


@check("shows JSON with the very characters that were received, only indented")
def keeps_characters(page, base):
    received = ('{"id":12345678901234567890,"id":1.0,"text":"\\u00e9 \\" },[",'
                '"none":{},"list":[1,[]]}')
    open_with(page, base, {"/odd": get()}, {"/odd": text_answer(received)})
    region = page.named("[role=region]", "Response body", send(page, "GET /odd"))
    assert region.text() == (
        '{\n  "id": 12345678901234567890,\n  "id": 1.0,\n  "text": "\\u00e9 \\" },[",\n'
        '  "none": {},\n  "list": [\n    1,\n    []\n  ]\n}'), region.text()


@check("leaves alone an answer that only claims to be JSON")
def leaves_other_text(page, base):
    open_with(page, base, {"/odd": get()}, {"/odd": text_answer("{'a':1,}")})
    assert page.named("[role=region]", "Response body", send(page, "GET /odd")).text() == "{'a':1,}"


@check("shows the beginning of a large answer at once, and all of it on request")
def shows_large_answers(page, base):
    received = json.dumps([{"id": number, "name": "x" * 40} for number in range(20_000)])
    open_with(page, base, {"/big": get()}, {"/big": text_answer(received)})
    around = send(page, "GET /big")
    region = page.named("[role=region]", "Response body", around)
    assert len(region.property("textContent")) < 100_000
    assert "of 1.3 MB" in around.text(), around.text()[-400:]
    page.button("Show all", around).click()
    assert json.loads(region.property("textContent")) == json.loads(received)
    assert page.script("return document.querySelectorAll('*').length") < 1000


@check("shows markup in descriptions and answers as text")
def shows_markup_as_text(page, base):
    markup = "<img src=x onerror=\"document.title='harmed'\"> ![x](http://example.org/x.png)"
    operation = {"get": {"summary": markup, "description": markup,
                         "responses": {"200": {"description": markup}}}}
    open_with(page, base, {"/odd": operation}, {"/odd": text_answer(markup, "text/html")},
              {"title": markup, "version": markup, "description": markup})
    send(page, "GET /odd")
    assert page.all("img, iframe") == [] and page.script("return document.title") != "harmed"
    assert page.text().count("<img src=x") >= 4
    assert complaints(page) == []


@check("says in words that the description is missing or broken")
def says_what_is_broken(page, base):
    broken = {"/openapi.json": {"body": "{", "status": 200}}
    answer_instead(page, broken)
    page.open(base + "/docs")
    until(lambda: "The description at /openapi.json cannot be read" in page.text(), "the words")


@check("says how long to wait after too many logins")
def says_how_long(page, base):
    refusal = text_answer('{"detail":"Too many attempts"}', status=429, **{"retry-after": "30"})
    open_with(page, base, {"/odd": get()}, {"/token": refusal})
    dialog = log_in(page)
    until(lambda: "Too many attempts. Try again in 30 s." in dialog.text(), "the wait")


@check("counts down, and says when the login has expired")
def expires(page, base):
    token = text_answer('{"access_token":"a.b.c","token_type":"bearer","expires_in":2}')
    guarded = {"get": {"summary": "Read", "security": [{"OAuth2PasswordBearer": []}]}}
    open_with(page, base, {"/odd": guarded}, {"/token": token})
    log_in(page)
    until(lambda: " left" in page.text(), "the countdown")
    until(lambda: "expired, log in again" in page.text(), "the end of the login")
    assert "needs login" in operation_heads(page)["GET /odd"].text()
    assert not page.has_button("Log out")
