// SPDX-License-Identifier: MIT
//
// The documentation page at work: reads openapi.json, lists its operations, logs in, sends calls.
// What comes from outside enters the page as text, never as markup; calls go to this origin only.
// Touches: the network, the fragment of the address, and sessionStorage if the reader asks for it.

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const formType = 'application/x-www-form-urlencoded';
const multipartType = 'multipart/form-data';
const storageKey = 'gatehouse.session';
const prettyLimit = 200_000; // characters shown at once; a longer answer shows its beginning
const beginning = 20_000; // characters of that beginning, and of each piece of "Show all"

const byId = (id) => document.getElementById(id);
const loggedOut = { token: '', username: '', expiresAt: Infinity, kept: false };

let api = {}; // the OpenAPI document
let server = location.origin; // where its operations are called, without a trailing slash
let login = null; // how to log in: { name, url, scopes }
let session = loggedOut;
const operations = [];
const targets = new Map(); // fragment of the address -> element that it opens

// MARK: Making elements

/** An element with properties and children; strings become text nodes. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function button(label, action, properties = {}) {
  const element = make('button', { type: 'button', className: 'small', ...properties }, label);
  element.addEventListener('click', () => action(element));
  return element;
}

let lastNumber = 0;
function freshId() {
  lastNumber += 1;
  return `part-${lastNumber}`;
}

// MARK: Reading the document

/** What `$ref` stands for, a few hops deep, so that a circle of references ends. */
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

/** The first server of the document if it is this origin, or else this origin. */
function serverURL(documentURL) {
  const { url = '/', variables = {} } = api.servers?.[0] ?? {};
  const filled = url.replace(/\{([^}]*)\}/g, (whole, name) => variables[name]?.default ?? whole);
  const { origin, pathname } = ownURL(filled, documentURL) ?? new URL('/', documentURL);
  return (origin + pathname).replace(/\/+$/, '');
}

/** A URL on this origin; null for any other. */
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
    scopes: security.flatMap((needed) => needed[login?.name] ?? []),
    parameters: parametersOf(item, spec),
    body: bodyOf(spec),
    fields: [],
    busy: false,
  };
}

/** Parameters of the path and of the operation; the operation's win. */
function parametersOf(item, spec) {
  const found = new Map();
  for (const value of [...(item.parameters ?? []), ...(spec.parameters ?? [])]) {
    const parameter = resolve(value);
    found.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const setByUs = /^(accept|content-type|authorization)$/i;
  return [...found.values()].filter(
    ({ in: place, name }) => place !== 'cookie' && !(place === 'header' && setByUs.test(name)),
  );
}

function bodyOf(spec) {
  if (!spec.requestBody) return null;
  const body = resolve(spec.requestBody);
  const [type, media] = Object.entries(body.content ?? {})[0] ?? ['text/plain', {}];
  return { type, media, required: body.required === true, description: body.description };
}

// MARK: Schemas in words

const rules = [
  'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum',
  'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'contentMediaType',
];

/** A schema's type as text and links to named schemas. */
function typeOf(schema = {}) {
  if (schema.$ref) return [schemaLink(schema.$ref)];
  if (schema.allOf) return joined(schema.allOf.map(typeOf), ' & ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return joined(choices.map(typeOf), ' | ');
  if (Object.hasOwn(schema, 'const')) return [JSON.stringify(schema.const)];
  if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(' | ')];
  if (schema.type === 'array') return ['array of ', ...typeOf(schema.items), rulesOf(schema)];
  return [[schema.type ?? 'any'].flat().join(' | ') + rulesOf(schema)];
}

function joined(parts, separator) {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

function rulesOf(schema) {
  const known = rules.filter((rule) => Object.hasOwn(schema, rule));
  const words = known.map((rule) => (rule === 'format' ? '' : `${rule} `) + schema[rule]);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function schemaLink(reference) {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return make('a', { href: `#schema/${encodeURI(name)}` }, name);
}

/** A value that fits the schema: the document's own example, or one made from the types. */
function sampleOf(value, depth = 0) {
  const schema = resolve(value);
  const { example, examples, default: usual, const: only, enum: choices } = schema;
  const given = [example, examples?.[0], usual, only, choices?.[0]];
  const known = given.find((candidate) => candidate !== undefined);
  if (known !== undefined || depth > 6) return known ?? null;
  if (schema.anyOf ?? schema.oneOf) return sampleOf((schema.anyOf ?? schema.oneOf)[0], depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, depth)));
  if (schema.properties) return sampleObject(schema.properties, depth);
  if (schema.type === 'array') return [sampleOf(schema.items, depth + 1)];
  const plain = { string: 'string', integer: 0, number: 0.5, boolean: true, null: null };
  return plain[[schema.type].flat()[0]] ?? {};
}

function sampleObject(properties, depth) {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, schema]) => [name, sampleOf(schema, depth + 1)]));
}

function exampleOf(media) {
  const named = resolve(Object.values(media.examples ?? {})[0]).value;
  return JSON.stringify(media.example ?? named ?? sampleOf(media.schema), null, 2);
}

function showSchemas() {
  const schemas = Object.entries(api.components?.schemas ?? {});
  byId('schemas').hidden = schemas.length === 0;
  byId('schemas').append(...schemas.map(([name, schema]) => schemaCard(name, schema)));
}

function schemaCard(name, schema) {
  const id = `schema/${name}`;
  const card = make('article', { id, className: 'schema' }, make('h3', {}, make('code', {}, name)));
  if (schema.description) card.append(make('p', { className: 'text muted' }, schema.description));
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) card.append(make('p', {}, make('code', {}, ...typeOf(schema))));
  else card.append(make('dl', {}, ...properties.map((entry) => schemaRow(schema, ...entry))));
  targets.set(id, card);
  return card;
}

function schemaRow(owner, name, schema) {
  const row = make('dd', {}, make('code', {}, ...typeOf(schema)));
  const notes = notesOn(schema, owner.required?.includes(name));
  if (notes) row.append(make('span', { className: 'hint' }, ` ${notes}`));
  return make('div', {}, make('dt', {}, make('code', {}, name)), row);
}

function notesOn(schema, required) {
  const notes = required ? ['required'] : [];
  if (schema.default !== undefined) notes.push(`default ${JSON.stringify(schema.default)}`);
  if (schema.description) notes.push(schema.description);
  return notes.join(', ');
}

// MARK: Fields of a request

/** Every field of the operation: parameters first, then the body's. */
function makeFields(operation) {
  const { parameters, body } = operation;
  const fields = parameters.map((parameter) =>
    makeField(parameter.in, parameter.name, parameter.schema ?? {}, parameter));
  if (body?.type === formType || body?.type === multipartType) fields.push(...formFields(body));
  else if (body) fields.push(textField(body));
  return fields;
}

function formFields({ media }) {
  const schema = resolve(media.schema);
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    makeField('form', name, property, { required: schema.required?.includes(name) }));
}

function textField(body) {
  const input = make('textarea', { spellcheck: false, required: body.required });
  if (/\bjson\b/.test(body.type)) input.value = exampleOf(body.media);
  return framed({ place: 'body', name: 'Request body', input }, [body.type]);
}

function makeField(place, name, schema, { required = false, description }) {
  const plain = plainSchema(schema);
  const input = inputFor(plain);
  input.required = required;
  const notes = notesOn({ description, ...schema }, required);
  const where = place === 'form' ? '' : `in ${place}, `;
  const hint = [where, ...typeOf(schema), notes ? `, ${notes}` : ''];
  return framed({ place, name, input, many: plain.type === 'array' }, hint);
}

/** The schema that decides how a value is typed in: `anyOf` string and null is a string. */
function plainSchema(value) {
  const schema = resolve(value);
  const choices = (schema.anyOf ?? schema.oneOf ?? []).map(resolve);
  return choices.find((choice) => choice.type !== 'null') ?? schema;
}

function inputFor(schema) {
  const choices = schema.type === 'boolean' ? [true, false] : schema.enum;
  if (choices) return choiceOf(choices);
  if (schema.type === 'array') return make('textarea', { spellcheck: false });
  const isFile = schema.format === 'binary' || Object.hasOwn(schema, 'contentMediaType');
  const type = isFile ? 'file' : schema.format === 'password' ? 'password' : 'text';
  return make('input', { type, autocomplete: 'off', autocapitalize: 'none', spellcheck: false });
}

function choiceOf(values) {
  const options = values.map((value) => make('option', {}, String(value)));
  return make('select', {}, make('option', { value: '' }, '(not sent)'), ...options);
}

/** Puts label and hint around the field's input. */
function framed(field, hint) {
  const [id, hintId] = [freshId(), freshId()];
  field.input.id = id;
  field.input.setAttribute('aria-describedby', hintId);
  const many = field.many ? ['; one value a line'] : [];
  field.frame = make('div', { className: field.place === 'body' ? 'field wide' : 'field' },
    make('label', { htmlFor: id }, field.name), field.input,
    make('span', { id: hintId, className: 'hint' }, ...hint, ...many));
  return field;
}

/** What was typed, as a list: nothing typed is nothing sent. */
function valuesOf({ input, many }) {
  if (input.type === 'file') return [...input.files];
  const typed = many ? input.value.split('\n') : [input.value];
  return typed.filter((value) => value !== '').map((value) => value.toWellFormed());
}

// MARK: From fields to a request

/** Why the request cannot be sent, or null. */
function faultOf(operation) {
  for (const field of operation.fields.filter(({ place }) => place === 'path')) {
    const value = valuesOf(field).join(',');
    if (value === '') return { field, words: `Fill in ${field.name}: it is a part of the path.` };
    if (/^\.\.?$/.test(value)) return { field, words: `A path cannot hold the segment ${value}` };
  }
  return null;
}

function requestOf(operation) {
  const request = {
    method: operation.method, headers: [], query: new URLSearchParams(), path: operation.path,
    type: operation.body?.type, form: [], text: '',
  };
  for (const field of operation.fields) place(field, valuesOf(field), request);
  if (operation.guarded && session.token) {
    request.headers.push(['Authorization', `Bearer ${session.token}`]);
  }
  const query = request.query.toString();
  request.url = server + request.path + (query && `?${query}`);
  if (request.type === formType) request.text = new URLSearchParams(request.form).toString();
  request.hasBody = request.type === formType || request.form.length > 0 || request.text !== '';
  if (request.hasBody && request.type !== multipartType) {
    request.headers.push(['Content-Type', request.type]);
  }
  return request;
}

function place(field, values, request) {
  const { name } = field;
  if (field.place === 'path' && values.length > 0) {
    const filled = values.map(encodeURIComponent).join(',');
    request.path = request.path.replaceAll(`{${name}}`, () => filled);
  }
  if (field.place === 'query') values.forEach((value) => request.query.append(name, value));
  if (field.place === 'header') values.forEach((value) => request.headers.push([name, value]));
  if (field.place === 'form') values.forEach((value) => request.form.push([name, value]));
  if (field.place === 'body') request.text = values.join('');
}

async function call(request) {
  const { method, headers, signal } = request;
  const body = request.hasBody ? payloadOf(request) : undefined;
  const started = performance.now();
  const response = await fetch(
    request.url, { method, headers, body, signal, cache: 'no-store' });
  const bytes = await response.arrayBuffer();
  return { response, bytes, milliseconds: Math.round(performance.now() - started) };
}

function payloadOf({ type, form, text }) {
  if (type !== multipartType) return text;
  const data = new FormData();
  form.forEach(([name, value]) => data.append(name, value));
  return data;
}

// MARK: The same request for bash

/** Inside single quotes bash reads everything as it stands, but for the single quote itself. */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function curlOf(request) {
  const data = dataFlags(request);
  const implied = data.length > 0 ? 'POST' : 'GET';
  const head = request.method === 'HEAD' ? '--head ' : `-X ${request.method} `;
  const headers = request.headers
    .filter(([name, value]) => name !== 'Content-Type' || value !== formType)
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const first = `curl ${request.method === implied ? '' : head}${quoted(request.url)}`;
  return [first, ...headers, ...data].join(' \\\n  ');
}

function dataFlags({ hasBody, type, form, text }) {
  if (!hasBody) return [];
  if (type !== multipartType) return [`--data-raw ${quoted(text)}`];
  return form.map(([name, value]) => (value instanceof File
    ? `-F ${quoted(`${name}=@"${value.name.replace(/["\\]/g, '\\$&')}"`)}`
    : `--form-string ${quoted(`${name}=${value}`)}`));
}

// MARK: An operation on the page

function showOperation(operation) {
  operation.fields = makeFields(operation);
  operation.lock = make('span', { className: 'lock' });
  operation.details = make('details', { id: operation.id, className: 'operation' },
    headOf(operation), panelOf(operation));
  operation.details.classList.toggle('deprecated', operation.spec.deprecated === true);
  operation.details.addEventListener('toggle', () => noteInAddress(operation.details));
  targets.set(operation.id, operation.details);
  byId('operations').append(operation.details);
}

function headOf({ method, path, spec, guarded, lock }) {
  const head = make('summary', {},
    make('h3', {},
      make('span', { className: `method ${method.toLowerCase()}` }, method), ' ',
      make('span', { className: 'path' }, path)), ' ',
    make('span', { className: 'about' }, spec.summary ?? ''), ' ');
  if (spec.deprecated) head.append(make('span', { className: 'hint' }, 'deprecated'), ' ');
  if (guarded) head.append(lock);
  return head;
}

function panelOf(operation) {
  const { spec, scopes, id } = operation;
  const panel = make('div', { className: 'panel' });
  if (spec.description) panel.append(make('p', { className: 'text' }, spec.description));
  if (scopes.length > 0) panel.append(make('p', {}, `Needs the scopes: ${scopes.join(', ')}`));
  operation.status = make('p', { className: 'status', role: 'status' });
  operation.answer = make('div', { className: 'answer' });
  panel.append(requestForm(operation), operation.status, operation.answer, documented(spec),
    make('p', { className: 'hint' },
      make('a', { href: `#${encodeURI(id)}` }, 'Link to this operation')));
  return panel;
}

function requestForm(operation) {
  const frames = operation.fields.map(({ frame }) => frame);
  operation.curl = make('pre');
  const form = make('form', { className: 'request', noValidate: true });
  if (frames.length > 0) form.append(make('div', { className: 'grid' }, ...frames));
  form.append(
    block('Command', operation.curl, copyButton('command', () => operation.curl.textContent)),
    make('div', { className: 'row' },
      operation.send = make('button', { type: 'submit', className: 'primary' }, 'Send')));
  form.addEventListener('input', () => showCommand(operation));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(operation);
  });
  return form;
}

function block(title, content, ...buttons) {
  const head = make('div', { className: 'row' }, make('h4', {}, title), ...buttons);
  return make('div', { className: 'block' }, head, content);
}

function showCommand(operation) {
  operation.curl.textContent = curlOf(requestOf(operation));
}

function documented(spec) {
  const responses = Object.entries(spec.responses ?? {});
  const statuses = responses.map(([status]) => status).join(', ');
  const entries = responses.flatMap(([status, value]) => documentedAnswer(status, resolve(value)));
  return make('details', { className: 'documented' },
    make('summary', {}, `Documented answers: ${statuses || 'none'}`), make('dl', {}, ...entries));
}

function documentedAnswer(status, { description = '', content = {} }) {
  const explained = make('dd', {});
  for (const [type, media] of Object.entries(content)) {
    explained.append(
      make('p', { className: 'hint' }, `${type}: `, make('code', {}, ...typeOf(media.schema))),
      make('pre', {}, exampleOf(media)));
  }
  return [make('dt', {}, `${status} ${description}`), explained];
}

// MARK: Sending, and the answer

async function send(operation) {
  if (operation.busy) return;
  const fault = faultOf(operation);
  if (fault) {
    showStatus(operation, 'bad', '', fault.words);
    fault.field.input.focus();
    return;
  }
  markBusy(operation, true);
  try {
    showAnswer(operation, await call(requestOf(operation)));
  } catch (error) {
    showStatus(operation, 'bad', 'No answer', wordsFor(error));
  }
  markBusy(operation, false);
}

function markBusy(operation, busy) {
  operation.busy = busy;
  operation.send.setAttribute('aria-disabled', String(busy));
  if (!busy) return;
  operation.answer.replaceChildren();
  showStatus(operation, '', '', 'Sending…');
}

function wordsFor(error) {
  return 'The server could not be reached, closed the connection, or sent the call on to another'
    + ` origin. (${error.message})`;
}

function showStatus({ status }, kind, strong, words) {
  status.className = `status ${kind}`;
  status.replaceChildren(...(strong ? [make('strong', {}, strong), ' '] : []), words);
}

function showAnswer(operation, { response, bytes, milliseconds }) {
  const moved = response.redirected ? ` · redirected to ${response.url}` : '';
  const line = `${response.status} ${response.statusText}`.trim();
  showStatus(operation, response.ok ? 'good' : 'bad', line,
    `${milliseconds} ms · ${sizeOf(bytes.byteLength)}${moved}`);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  operation.answer.replaceChildren(
    ...(response.status === 401 && login ? [loginOffer()] : []),
    bodyBlock(bytes, response.headers.get('content-type') ?? ''),
    block('Response headers', make('pre', {}, headers)));
}

function loginOffer() {
  return make('div', { className: 'row' }, make('span', {}, 'This call needs a login.'),
    button('Authorize', openLogin));
}

function sizeOf(count) {
  if (count === 1) return '1 byte';
  if (count < 10_000) return `${count} bytes`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} KB` : `${(count / 1e6).toFixed(1)} MB`;
}

function bodyBlock(bytes, type) {
  const title = 'Response body';
  if (bytes.byteLength === 0) return block(title, make('p', { className: 'hint' }, 'empty'));
  const text = textOf(bytes);
  const download = button('Download', () => save(bytes, type));
  const notText = make('p', { className: 'hint' }, `not text (${type || 'no type'})`);
  if (text === null) return block(title, notText, download);
  const pre = make('pre', { className: 'body', tabIndex: 0, role: 'region', 'aria-label': title });
  const shown = block(title, pre, copyButton('body', () => text), download);
  const pretty = isJSON(text, type) ? reindented : (same) => same;
  if (text.length > prettyLimit) pre.after(showAllOffer(pre, text, pretty));
  pre.textContent = pretty(text.length > prettyLimit ? text.slice(0, beginning) : text);
  return shown;
}

function showAllOffer(pre, text, pretty) {
  const offer = make('p', { className: 'row hint' },
    `The first ${sizeOf(beginning)} of ${sizeOf(text.length)}. `,
    button('Show all', () => {
      pre.replaceChildren(...piecesOf(pretty(text)));
      offer.remove();
      pre.focus();
    }));
  return offer;
}

/** Pieces that the browser lays out only when they come into view. */
function piecesOf(text) {
  const pieces = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start + beginning);
    const end = newline < 0 || newline > start + 2 * beginning ? start + beginning : newline + 1;
    pieces.push(make('span', { className: 'piece' }, text.slice(start, end)));
    start = end;
  }
  return pieces;
}

function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function save(bytes, type) {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  make('a', { href: url, download: /\bjson\b/.test(type) ? 'answer.json' : 'answer.txt' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// MARK: JSON, indented without being read

function isJSON(text, type) {
  if (!/\bjson\b/.test(type)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The same text with other white space: numbers, escapes and repeated keys stay as received. */
function reindented(text) {
  const out = [];
  const opens = (token) => token === '{' || token === '[';
  let [depth, before] = [0, ''];
  for (const token of tokensOf(text)) {
    const closes = token === '}' || token === ']';
    depth += (opens(before) ? 1 : 0) - (closes ? 1 : 0);
    const breaks = before === ',' || opens(before) !== closes;
    if (breaks) out.push(`\n${'  '.repeat(Math.min(depth, 40))}`);
    else if (before === ':') out.push(' ');
    out.push(token);
    before = token;
  }
  return out.join('');
}

/** Strings, punctuation, and whatever stands between white space. */
function* tokensOf(text) {
  const run = /\s+|[^\s"{}[\],:]+/y;
  for (let start = 0, end; start < text.length; start = end) {
    run.lastIndex = start;
    if (run.test(text)) end = run.lastIndex;
    else end = text[start] === '"' ? endOfString(text, start) : start + 1;
    const token = text.slice(start, end);
    if (!/^\s/.test(token)) yield token;
  }
}

function endOfString(text, start) {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

// MARK: Copying

function copyButton(what, read) {
  const label = make('span', {}, 'Copy');
  const element = button(label, () => copy(read(), element, label));
  element.append(make('span', { className: 'unseen' }, ` ${what}`));
  return element;
}

async function copy(text, element, label) {
  const done = await copied(text, element);
  const before = label.textContent;
  announce(done ? 'Copied' : 'The browser does not allow copying');
  label.textContent = done ? 'Copied' : 'Not allowed';
  if (before.startsWith('Copy')) setTimeout(() => { label.textContent = before; }, 2000);
}

/** The clipboard of today needs HTTPS or loopback; elsewhere the old way still works. */
async function copied(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make('textarea', { className: 'unseen', value: text });
    element.after(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    element.focus();
    return done;
  }
}

function announce(words) {
  byId('announcer').textContent = words;
}

// MARK: Logging in and out

function openLogin() {
  byId('login-fault').textContent = '';
  byId('login').showModal();
}

/** Tab goes round inside the dialog; the browser alone would let it out into its own controls. */
function goRound(event) {
  if (event.key !== 'Tab') return;
  const all = [...byId('login').querySelectorAll('input, summary, button')];
  const stops = all.filter((element) => element.checkVisibility());
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  other.focus();
}

/** The login that is under way; closing the dialog gives it up. */
let attempt = null;

async function logIn() {
  if (attempt) return;
  const own = attempt = new AbortController();
  byId('log-in').setAttribute('aria-disabled', 'true');
  byId('login-fault').textContent = '';
  const username = byId('username').value.toWellFormed();
  const fault = await requestToken(username, loginForm(username), own.signal);
  if (attempt !== own) return;
  endAttempt();
  if (fault === null) return byId('login').close();
  byId('login-fault').textContent = fault;
  byId('password').focus();
}

/** Whether it came to an end or was given up: no password stays behind. */
function endAttempt() {
  attempt?.abort();
  attempt = null;
  byId('log-in').setAttribute('aria-disabled', 'false');
  byId('password').value = '';
  byId('client-secret').value = '';
}

/** RFC 6749 4.3.2; what is blank is left out. */
function loginForm(username) {
  const typed = [
    ['grant_type', 'password'], ['username', username], ['password', byId('password').value],
    ['scope', chosenScopes()], ['client_id', byId('client-id').value],
    ['client_secret', byId('client-secret').value],
  ];
  return new URLSearchParams(typed.filter(([, value]) => value !== '')).toString();
}

/** Asks for a token: null when it came, or else why not, in words. */
async function requestToken(username, text, signal) {
  const headers = [['Content-Type', formType]];
  try {
    const { response, bytes } = await call(
      { method: 'POST', url: login.url, headers, hasBody: true, type: formType, text, signal });
    if (!response.ok) return refusalOf(response, textOf(bytes) ?? '');
    return signal.aborted ? null : accept(JSON.parse(textOf(bytes)), username);
  } catch (error) {
    if (error instanceof SyntaxError) return 'The server answered with something that is no token.';
    return wordsFor(error);
  }
}

function accept(answer, username) {
  if (typeof answer?.access_token !== 'string') return 'The answer of the server holds no token.';
  const seconds = Number(answer.expires_in);
  const expiresAt = seconds > 0 ? Date.now() + seconds * 1000 : Infinity;
  setSession({ token: answer.access_token, username, expiresAt, kept: byId('keep').checked });
  return null;
}

/** The server's own words, and how long to wait if it says so. */
function refusalOf(response, text) {
  const wait = response.headers.get('retry-after');
  const words = detailOf(text) || `The server answered ${response.status} ${response.statusText}.`;
  if (!wait) return words;
  return `${words}. Try again ${/^\d+$/.test(wait) ? `in ${wait} s` : `after ${wait}`}.`;
}

function detailOf(text) {
  try {
    const { detail, error_description: described, error } = JSON.parse(text);
    if (!Array.isArray(detail)) return String(detail ?? described ?? error ?? '');
    return detail.map(({ loc, msg }) => `${loc?.at(-1)}: ${msg}`).join('; ');
  } catch {
    return text.slice(0, 300);
  }
}

function chosenScopes() {
  return [...byId('scopes').querySelectorAll('input:checked')].map(({ value }) => value).join(' ');
}

function prepareLogin() {
  byId('authorize').hidden = login === null;
  if (login === null) return;
  byId('login-note').textContent = `Asks ${login.url.pathname} for a token.`;
  const scopes = Object.entries(login.scopes);
  byId('scopes').hidden = scopes.length === 0;
  byId('scopes').append(...scopes.map(([scope, words]) => make('label', { className: 'choice' },
    make('input', { type: 'checkbox', value: scope }), words ? `${scope}: ${words}` : scope)));
}

// MARK: The session

function setSession(next, words = '') {
  session = next;
  keepSession();
  const known = session.token !== '';
  byId('who').textContent = known ? `authorized as ${session.username}` : words;
  byId('who').classList.toggle('good', known);
  byId('authorize').classList.toggle('primary', !known);
  byId('copy-token').hidden = byId('log-out').hidden = !known;
  showCountdown();
  operations.forEach(showLock);
  operations.forEach(showCommand);
}

function showLock({ lock, optional }) {
  const open = session.token !== '';
  lock.textContent = open ? 'authorized' : optional ? 'login optional' : 'needs login';
  lock.classList.toggle('open', open);
}

function logOut(words) {
  const hadFocus = byId('log-out').contains(document.activeElement);
  setSession(loggedOut, words);
  if (hadFocus) byId('authorize').focus();
}

function showCountdown() {
  const left = Math.ceil((session.expiresAt - Date.now()) / 1000);
  if (left <= 0) return logOut('expired, log in again');
  byId('countdown').textContent = Number.isFinite(left) ? `${clock(left)} left` : '';
}

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, index) => (index === 0 ? part : String(part).padStart(2, '0'))).join(':');
}

/** In memory, unless the reader asked to keep it; then until the tab is closed. */
function keepSession() {
  try {
    if (session.kept) sessionStorage.setItem(storageKey, JSON.stringify(session));
    else sessionStorage.removeItem(storageKey);
  } catch {
    // A browser without storage: the login lasts as long as the page.
  }
}

function keptSession() {
  try {
    const { token, username, expiresAt } = JSON.parse(sessionStorage.getItem(storageKey));
    if (typeof token !== 'string' || typeof username !== 'string') return loggedOut;
    return { token, username, expiresAt: expiresAt ?? Infinity, kept: true };
  } catch {
    return loggedOut;
  }
}

// MARK: The address

/** Opens and shows what the fragment names; a fragment that names nothing changes nothing. */
function followAddress() {
  const target = targets.get(fragment());
  if (!target) return;
  if (target.tagName === 'DETAILS') target.open = true;
  target.scrollIntoView();
  target.querySelector('summary')?.focus({ preventScroll: true });
}

function fragment() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

function noteInAddress({ id, open }) {
  const own = `#${encodeURI(id)}`;
  if (open) history.replaceState(null, '', own);
  else if (fragment() === id) history.replaceState(null, '', location.pathname + location.search);
}

// MARK: Start

async function start() {
  const url = new URL(document.body.dataset.openapi, location.href);
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    api = await response.json();
    show(url);
  } catch (error) {
    const where = `The description at ${url.pathname}`;
    byId('problem').textContent = `${where} cannot be read: ${error.message}`;
  }
}

function show(url) {
  server = serverURL(url);
  login = passwordLogin();
  readOperations();
  showInfo(api.info ?? {});
  operations.forEach(showOperation);
  showSchemas();
  prepareLogin();
  setSession(keptSession());
  followAddress();
}

function showInfo({ version, description }) {
  if (version) byId('version').textContent = `Version ${version} · `;
  byId('description').textContent = description ?? '';
  byId('description').hidden = !description;
}

function listen() {
  const dialog = byId('login');
  byId('authorize').addEventListener('click', openLogin);
  byId('log-out').addEventListener('click', () => logOut('logged out'));
  const copyToken = byId('copy-token');
  copyToken.addEventListener('click', () => copy(session.token, copyToken, copyToken));
  byId('close-login').addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', goRound);
  dialog.addEventListener('close', endAttempt);
  dialog.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    logIn();
  });
  addEventListener('hashchange', followAddress);
  setInterval(showCountdown, 1000);
}

listen();
await start();
