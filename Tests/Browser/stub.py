# SPDX-License-Identifier: MIT
#
# Answers in place of the network: a stub in the page gives it other documents and other answers
# than the server's own, and writes down what was asked.
# Touches: the browser that it is given, loopback.

import json

from reader import open_docs

STUB = """{
  const answers = %s;
  const fetched = window.fetch;
  window.asked = [];
  window.fetch = async (target, options) => {
    const answer = answers[new URL(target, location).pathname];
    if (!answer) return fetched(target, options);
    asked.push(options?.body);
    if (!answer.echo) return new Response(answer.body, answer);
    const {method, headers, body} = options;
    return Response.json({url: String(target), method, headers, body});
  };
}"""
SCOPES = {"me": "Read yourself.", "items": "Read items."}


def answer_instead(page, answers):
    """From the next document on, answers by path."""
    page.devtools("Page.addScriptToEvaluateOnNewDocument", source=STUB % json.dumps(answers))


def open_with(page, base, paths, answers, info=None, scopes=None):
    """Opens the page with a document of these paths and with these answers, by path."""
    flow = {"tokenUrl": "token", "scopes": SCOPES if scopes is None else scopes}
    scheme = {"OAuth2PasswordBearer": {"type": "oauth2", "flows": {"password": flow}}}
    document = {"openapi": "3.1.0", "info": info or {"title": "Other"}, "paths": paths,
                "components": {"securitySchemes": scheme}}
    answer_instead(page, {"/openapi.json": {"body": json.dumps(document)}, **answers})
    open_docs(page, base)


def sent_bodies(page):
    """The bodies of all requests that the stub answered."""
    return page.script("return asked.filter((body) => body !== undefined)")


def get(summary="Read", *security):
    """An operation that reads; each scope list is one way to be allowed to."""
    ways = [{"OAuth2PasswordBearer": scopes} for scopes in security]
    return {"get": {"summary": summary, "security": ways}}


def text_answer(text, kind="application/json", status=200, **headers):
    return {"body": text, "status": status, "headers": {"content-type": kind, **headers}}


def token_answer(**members):
    return text_answer(json.dumps({"access_token": "a.b.c", "token_type": "bearer", **members}))
