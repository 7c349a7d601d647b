# SPDX-License-Identifier: MIT
#
# Bodies that may be sent as one of several media types, and those with passwords in them.
# Touches: the browser that it is given, loopback.

from browser import until
from reader import body, check, command, complaints, opened, send
from stub import open_with

FORM, MULTIPART, JSON = (
    "application/x-www-form-urlencoded", "multipart/form-data", "application/json")
SECRET = {"type": "string", "format": "password"}
CHANGE = {"type": "object", "required": ["new"], "properties": {
    "new": SECRET, "hint": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "id": {"type": "integer"}, "force": {"type": "boolean"}}}


def open_post(page, base, schema, *types):
    content = {kind: {"schema": schema} for kind in types}
    operation = {"post": {"summary": "Write", "requestBody": {"content": content}}}
    open_with(page, base, {"/odd": operation}, {"/odd": {"echo": True}})
    return opened(page, "POST /odd")


def choose(page, around, kind):
    field = page.field("Content type", around)
    field.choose(kind)
    assert field.property("value") == kind, field.property("value")
    return field


@check("offers the media types of a body, and sends what was typed as the chosen one")
def offers_types(page, base):
    around = open_post(page, base, CHANGE, FORM, MULTIPART, JSON)
    page.field("new", around).type("a \"b\" é")
    page.field("id", around).type("12345678901234567890")
    sent = body(page, send(page, "POST /odd"))
    assert sent["headers"] == [["Content-Type", FORM]], sent
    assert sent["body"] == "new=a+%22b%22+%C3%A9&id=12345678901234567890", sent
    field = choose(page, around, JSON)
    assert page.script("return document.activeElement === arguments[0]", field)
    sent = body(page, send(page, "POST /odd"))
    assert sent["headers"] == [["Content-Type", JSON]], sent
    assert sent["body"] == '{"new":"a \\"b\\" é","id":12345678901234567890}', sent
    assert "--data-raw '{\"new\":" in command(page, around), command(page, around)
    choose(page, around, MULTIPART)
    assert "--form-string 'id=12345678901234567890'" in command(page, around)
    assert complaints(page) == []


@check("offers no choice where there is only one media type")
def offers_no_choice(page, base):
    around = open_post(page, base, CHANGE, JSON)
    assert page.field("new", around).property("required")
    assert "Content type" not in around.text()


@check("masks a password in every media type")
def masks_passwords(page, base):
    around = open_post(page, base, CHANGE, FORM, MULTIPART, JSON)
    for kind in [FORM, MULTIPART, JSON]:
        choose(page, around, kind)
        assert page.field("new", around).property("type") == "password", kind


@check("sends an empty JSON object if nothing was typed into its fields")
def sends_empty_object(page, base):
    open_post(page, base, CHANGE, JSON)
    assert body(page, send(page, "POST /odd"))["body"] == "{}"


@check("leaves a JSON body as one text where fields could not hold it, or nothing is to be masked")
def leaves_text(page, base):
    for properties in [{"new": SECRET, "list": {"type": "array"}}, {"name": {"type": "string"}}]:
        around = open_post(page, base, {"properties": properties}, JSON, FORM)
        assert page.field("Request body", around).property("value").startswith("{\n")
        choose(page, around, FORM)
        until(lambda: page.field(next(iter(properties)), around), "the fields of the form")
        assert "Request body" not in around.text()
        choose(page, around, JSON)
        assert page.field("Request body", around).property("value").startswith("{\n")

