// SPDX-License-Identifier: MIT
//
// Reads the OpenAPI document: its references, its server, its login, and its operations.
// Whatever the document says, calls and logins go to this origin only.

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const formType = 'application/x-www-form-urlencoded';
const multipartType = 'multipart/form-data';

let api = {}; // the document itself
let server = location.origin; // the base URL of its operations, without a trailing slash
let login = null; // how to log in: { name, url, scopes }
const operations = [];

/** What a `$ref` refers to, followed for eight hops at most, so that a circular one ends. */
function resolve(node) {
  let found = node;
  for (let hops = 0; typeof found?.$ref === 'string' && hops < 8; hops += 1) {
    found = lookUp(found.$ref);
  }
  return found ?? {};
}

function lookUp(reference) {
  if (!reference.startsWith('#/')) return {};
  const keys = reference.slice(2).split('/');
  const unescaped = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return unescaped.reduce((part, key) => part?.[key], api);
}

/** The document's first server if it is on this origin, else the origin itself. */
function serverURL(documentURL) {
  const { url = '/', variables = {} } = api.servers?.[0] ?? {};
  const filled = url.replace(/\{([^}]*)\}/g, (whole, name) => variables[name]?.default ?? whole);
  const { origin, pathname } = ownURL(filled, documentURL) ?? new URL('/', documentURL);
  return (origin + pathname).replace(/\/+$/, '');
}

/** The URL if it is on this origin, else null. */
function ownURL(text, base) {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  return url?.origin === location.origin ? url : null;
}

/** The first OAuth 2 password flow whose token URL is on this origin. */
function passwordLogin() {
  for (const [name, value] of Object.entries(api.components?.securitySchemes ?? {})) {
    const scheme = resolve(value);
    const flow = scheme.type === 'oauth2' ? scheme.flows?.password : undefined;
    const url = flow && ownURL(flow.tokenUrl, `${server}/`);
    if (url) return { name, url, scopes: flow.scopes ?? {} };
  }
  return null;
}

function readOperations() {
  for (const [path, value] of Object.entries(api.paths ?? {})) {
    const item = resolve(value);
    for (const method of methods) {
      if (item[method]) operations.push(readOperation(path, method, item));
    }
  }
}

function readOperation(path, method, item) {
  const spec = item[method];
  const security = spec.security ?? api.security ?? [];
  return {
    path,
    spec,
    method: method.toUpperCase(),
    id: method.toUpperCase() + path,
    guarded: login !== null && security.some((needed) => Object.hasOwn(needed, login.name)),
    optional: security.some((needed) => Object.keys(needed).length === 0),
    demands: demandsOf(security),
    parameters: parametersOf(item, spec),
    body: bodyOf(spec),
    fields: [],
    busy: false,
  };
}

/** The parameters of the path and of the operation; where both name one, the operation's wins. */
function parametersOf(item, spec) {
  const found = new Map();
  for (const value of [...(item.parameters ?? []), ...(spec.parameters ?? [])]) {
    const parameter = resolve(value);
    found.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const setByPage = /^(accept|content-type|authorization)$/i;
  return [...found.values()].filter(
    ({ in: place, name }) => place !== 'cookie' && !(place === 'header' && setByPage.test(name)),
  );
}

function bodyOf(spec) {
  if (!spec.requestBody) return null;
  const body = resolve(spec.requestBody);
  const content = Object.entries(body.content ?? {});
  const choices = content.length > 0 ? content : [['text/plain', {}]];
  const [type, media] = choices[0];
  const { required = false, description } = body;
  return { type, media, choices, required: required === true, description };
}
