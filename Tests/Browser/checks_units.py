# SPDX-License-Identifier: MIT
#
# The page's script file by file: known answers of its functions, in a blank tab in which only the
# files named have been read.
# Touches: the browser it is given, loopback, the script's sources.

import json
from pathlib import Path

from reader import check

SCRIPT = Path(__file__).parents[2] / "Sources/Gatehouse/Docs/Script"


def evaluated(page, files, source, *arguments):
    """What the source returns after these files; their names are local to this one call."""
    texts = [(SCRIPT / f"{name}.js").read_text() for name in files.split()]
    return page.script("\n".join(["'use strict';", *texts, source]), *arguments)


def expect(page, files, function, cases):
    """Holds the function, written in JavaScript, to pairs of an argument and a result."""
    given = [argument for argument, _ in cases]
    found = evaluated(page, files, f"return arguments[0].map((given) => {function})", given)
    for case, result in zip(cases, found, strict=True):
        assert result == case[1], (case, result)


@check("lets each file of the script but the last be read alone, without a change to the page")
def reads_alone(page, _):
    blank = page.script("return document.documentElement.outerHTML")
    names = {path.stem for path in SCRIPT.glob("*.js")} - {"page"}
    assert len(names) > 5, names
    for name in names:
        after = evaluated(page, name, "return document.documentElement.outerHTML")
        assert after == blank, (name, after)


@check("follows references, escaped and chained, and ends at a circular or a missing one")
def follows_references(page, _):
    document = {"a/b": {"$ref": "#/deep/c~0d"}, "deep": {"c~d": {"type": "string"}},
                "loop": {"$ref": "#/loop"}}
    found = evaluated(page, "document", "api = arguments[0]; return arguments[1].map(resolve);",
                      document, [{"$ref": "#/a~1b"}, {"type": "null"}, {"$ref": "#/none/at/all"},
                                 {"$ref": "./deep"}, {"$ref": "#/loop"}, None])
    assert found == [{"type": "string"}, {"type": "null"}, {}, {}, {"$ref": "#/loop"}, {}], found


@check("takes a server or a token URL from the document only if it is on this origin")
def stays_on_origin(page, base):
    page.open(base + "/healthz")
    servers = [("/", ""), ("/v1/", "/v1"), ("v1", "/v1"), ("https://example.org/v1", ""),
               ("//example.org", ""), ("/{version}/", "/v2"), ("javascript:alert(1)", "")]
    expect(page, "document", """{
        api = {servers: [{url: given, variables: {version: {default: 'v2'}}}]};
        return serverURL(new URL('/openapi.json', location));
    }""", [(url, base + path) for url, path in servers])
    expect(page, "document", """{
        const flows = {password: {tokenUrl: given}};
        api = {components: {securitySchemes: {Login: {type: 'oauth2', flows}}}};
        return passwordLogin()?.url.href ?? null;
    }""", [("token", base + "/token"), ("https://example.org/token", None), ("http://[", None)])


@check("reads an operation with its parameters, its lock, and the type of its body")
def reads_operations(page, _):
    shared = [{"in": "path", "name": "id", "description": "of the path"},
              {"in": "query", "name": "q"}, {"in": "cookie", "name": "c"},
              {"in": "header", "name": "AUTHORIZATION"}]
    own = {"in": "path", "name": "id", "description": "of the operation"}
    post = {"parameters": [own], "security": [{"Login": ["me", "items"]}, {"Login": ["admin"]}],
            "requestBody": {"required": True, "content": {"text/csv": {}}}}
    operation = evaluated(page, "document scopes", "login = {name: 'Login'};"
                          "return readOperation('/things/{id}', 'post', arguments[0]);",
                          {"parameters": shared, "post": post})
    assert operation["parameters"] == [own, shared[1]], operation
    assert operation["id"] == "POST/things/{id}", operation
    assert operation["guarded"] and not operation["optional"], operation
    assert operation["demands"] == [["me", "items"], ["admin"]], operation
    assert operation["body"]["type"] == "text/csv" and operation["body"]["required"], operation


@check("tells which scopes are demanded, granted, and missing")
def compares_scopes(page, _):
    login = "login = {name: 'Login', scopes: {me: ''}}; "
    expect(page, "document scopes", "{ " + login + "return demandsOf(given) }", [
        ([], []), ([{"Login": ["me"]}, {}], []), ([{"Login": ["me"]}, {"Other": ["it"]}], []),
        ([{"Login": ["me", "items"], "Other": []}], [["me", "items"]])])
    expect(page, "scopes", "wordsForDemands(given)", [
        ([], ""), ([["me"]], "scope: me"),
        ([["me", "items"], ["admin"]], "scopes: me, items or admin")])
    expect(page, "scopes", "missingScopes(given[0], given[1])", [
        ([[["me"]], None], []), ([[], []], []), ([[["me", "items"]], ["me"]], ["items"]),
        ([[["me", "items"], ["admin"]], []], ["admin"]), ([[["me"], ["admin"]], ["admin"]], [])])
    expect(page, "scopes", "grantedBy({scope: given[0] ?? undefined}, given[1])", [
        ([None, ""], None), ([None, "me items"], ["me", "items"]), (["me", "me items"], ["me"]),
        (["", "me"], [])])
    expect(page, "document scopes", "{ " + login + "return wordsForGranted(given) }", [
        (None, "all that the account has"), ([], "none"), (["me", "items"], "me, items")])


@check("puts the type and the rules of a schema into words")
def describes_schemas(page, _):
    user, text = {"$ref": "#/components/schemas/User"}, {"type": "string"}
    words = "typeOf(given).map((part) => part.textContent ?? part).join('')"
    expect(page, "elements schemas", words, [
        ({}, "any"),
        (user, "User"),
        ({**text, "format": "date", "maxLength": 0}, "string (date, maxLength 0)"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"anyOf": [text, user, {"type": "null"}]}, "string | User | null"),
        ({"allOf": [user, {"type": "object"}]}, "User & object"),
        ({"const": None}, "null"),
        ({"enum": ["a", 1]}, '"a" | 1'),
        ({"type": "array", "items": user, "minItems": 1}, "array of User (minItems 1)"),
    ])


@check("builds an example that fits the schema, and ends in a circular one")
def builds_examples(page, _):
    node = {"properties": {"next": {"$ref": "#/node"}}}
    expect(page, "document schemas", f"(api = {{node: {json.dumps(node)}}}, sampleOf(given))", [
        ({"type": "string", "default": "a", "enum": ["b"]}, "a"),
        ({"default": False}, False),
        ({"type": ["integer", "null"]}, 0),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"anyOf": [{"enum": ["b", "c"]}, {"type": "null"}]}, "b"),
        ({"allOf": [{"properties": {"a": {"type": "number"}}}, {"example": {"b": 1}}]},
         {"a": 0.5, "b": 1}),
        ({}, {}),
        (node, nested(7)),
    ])


def nested(levels):
    return {"next": nested(levels - 1)} if levels else None


@check("chooses an input for the schema, and reads from it what was typed")
def reads_fields(page, _):
    text, none = {"type": "string"}, {"type": "null"}
    expect(page, "elements document forms", "inputFor(plainSchema(given)).type", [
        (text, "text"), ({"anyOf": [none, {**text, "format": "password"}]}, "password"),
        ({**text, "format": "binary"}, "file"), ({"type": "boolean"}, "select-one"),
        ({**text, "enum": ["a"]}, "select-one"), ({"type": "array"}, "textarea")])
    expect(page, "forms", "valuesOf({input: {value: given[0]}, many: given[1]})", [
        (["", False], []), (["a\nb", False], ["a\nb"]), (["a\n\nb c", True], ["a", "b c"])])
    lone = evaluated(page, "forms", r"return valuesOf({input: {value: 'a\ud800'}})")
    assert lone == ["a\ufffd"], lone


@check("builds the request from the fields, and the curl command from the request")
def builds_requests(page, _):
    files = "document forms sending session"
    request = """
        server = 'http://host'; session = {token: 't'};
        const fields = arguments[1].map(([place, name, value]) => ({place, name, input: {value}}));
        const request = requestOf({fields, ...arguments[0]});
    """
    operation = {"method": "PUT", "path": "/{a}/{b}", "guarded": True,
                 "body": {"type": "application/json"}}
    typed = [("path", "a", "1/2 $&"), ("path", "b", "é"), ("query", "q", "x y"),
             ("header", "N", "'"), ("body", "", "{}"), ("query", "unsent", "")]
    text = evaluated(page, files, request + "return curlOf(request)", operation, typed)
    assert text == ("curl -X PUT 'http://host/1%2F2%20%24%26/%C3%A9?q=x+y' \\\n  -H 'N: '\\''' \\\n"
                    "  -H 'Authorization: Bearer t' \\\n  -H 'Content-Type: application/json' \\\n"
                    "  --data-raw '{}'"), text
    for method, kind, flags in [
            ("POST", "application/x-www-form-urlencoded", "{} \\\n  --data-raw 'f=%40a'"),
            ("POST", "multipart/form-data", "{} \\\n  --form-string 'f=@a'"),
            ("HEAD", None, "--head {}")]:
        operation = {"method": method, "path": "/", "body": kind and {"type": kind}}
        typed = [("form", "f", "@a")] if kind else []
        text = evaluated(page, files, request + "return curlOf(request)", operation, typed)
        assert text == "curl " + flags.format("'http://host/'"), text


@check("refuses a path that is not filled in, or that a browser would shorten")
def refuses_paths(page, _):
    expect(page, "forms sending", """
        faultOf({fields: [{place: 'path', name: 'a', input: {value: given}}]})?.words ?? null
    """, [("", "Fill in a: it is a part of the path."), ("...", None), ("a/..", None),
          (".", "A path cannot hold the segment ."), ("..", "A path cannot hold the segment ..")])


@check("indents JSON by white space alone, and cuts a long text without losing a character")
def keeps_text(page, _):
    expect(page, "answers", "reindented(given)", [
        ('[ ]', '[]'), ('{"a":{},"a":[1.0]}', '{\n  "a": {},\n  "a": [\n    1.0\n  ]\n}'),
        ('"\\\\\\",{ "', '"\\\\\\",{ "'), ('[1e400 ,\tnull]', '[\n  1e400,\n  null\n]'),
        ('[{"a":', '[\n  {\n    "a":'), ('{"a', '{\n  "a')])
    expect(page, "elements answers", "piecesOf(given).map((piece) => piece.textContent)", [
        ("", []), ("ab\n" * 3, ["ab\n" * 3]), ("x" * 50_000, ["x" * 20_000] * 2 + ["x" * 10_000]),
        ("x" * 20_010 + "\ny", ["x" * 20_010 + "\n", "y"]),
        ("x" * 50_000 + "\n", ["x" * 20_000, "x" * 30_000 + "\n"])])
    expect(page, "answers", "sizeOf(given)", [
        (0, "0 bytes"), (1, "1 byte"), (9_999, "9999 bytes"), (10_000, "10.0 KB"),
        (1_300_000, "1.3 MB")])


@check("gives the reason for a refused login in the server's words, with the time to wait")
def explains_refusals(page, _):
    missing = '{"detail":[{"loc":["body","username"],"msg":"Field required"}]}'
    expect(page, "login", """
        refusalOf(new Response('', {status: 429, statusText: 'Slow', headers: given[1]}), given[0])
    """, [(['{"detail":"No"}', {}], "No"), ([missing, {}], "username: Field required"),
          (['{"error":"bad","error_description":"Worse"}', {}], "Worse"), (["<p>", {}], "<p>"),
          (["", {}], "The server answered 429 Slow."),
          (['{"error":"bad"}', {"Retry-After": "30"}], "bad. Try again in 30 s."),
          (['{"error":"bad"}', {"Retry-After": "Sun"}], "bad. Try again after Sun.")])


@check("says which scopes are missing, by the challenge or by the operation")
def says_missing_scopes(page, _):
    source = """
        let login = {}, session;
        return arguments[0].map(([challenge, granted, demands]) => {
            session = {granted};
            const headers = {'WWW-Authenticate': challenge};
            const all = explained({demands}, new Response('', {status: 403, headers}), 'a');
            return all.map((each) => each.firstChild.textContent).join();
        });"""
    lacks = 'Bearer error="insufficient_scope"'
    cases = [
        (["Bearer", [], [["me"]]], ""),
        ([lacks + ', scope="me items"', ["me"], []],
         "The token does not have this scope: items. Log in again to ask for it."),
        ([lacks, [], [["me", "items"]]],
         "The token does not have these scopes: me, items. Log in again to ask for it."),
        ([lacks + ', scope="me items"', None, []],
         "Your account does not have all of these scopes: me, items."),
        ([lacks + ',scope=""', ["me"], []],
         "Your account does not have a scope that this call demands.")]
    found = evaluated(page, "elements scopes refusals", source, [given for given, _ in cases])
    assert found == [expected for _, expected in cases], found


@check("ends the login with a token that is refused, but not the login that came after it")
def ends_refused_logins(page, _):
    challenge, ended = 'Bearer error="invalid_token"', "The login has ended. Log in again."
    needed = "This call needs a login."
    source = """
        let login = {}, session, kept;
        function logOut() { kept = false; }
        return arguments[0].map(([challenge, sent, held]) => {
            [session, kept] = [{token: held}, true];
            const headers = {'WWW-Authenticate': challenge};
            const [offer] = explained({}, new Response('', {status: 401, headers}), sent);
            return [offer.firstChild.textContent, kept];
        });"""
    cases = [([challenge, "a", "a"], [ended, False]), ([challenge, "a", "b"], [ended, True]),
             (["Bearer", "a", "a"], [needed, True]), ([challenge, "", "b"], [needed, True])]
    found = evaluated(page, "elements refusals", source, [given for given, _ in cases])
    assert found == [expected for _, expected in cases], found


@check("counts down in hours, minutes, and seconds")
def counts_down(page, _):
    expect(page, "session", "clock(given)", [
        (5, "0:05"), (65, "1:05"), (3_600, "1:00:00"), (36_061, "10:01:01")])
