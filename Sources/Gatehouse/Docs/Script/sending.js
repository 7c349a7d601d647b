// SPDX-License-Identifier: MIT
//
// Turns the fields of an operation into a request, writes it as a curl command, and sends it.
// Touches: the network.

// MARK: From fields to a request

/** Why the request cannot be sent, with the field to fill in; else null. */
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
    type: operation.body?.type, form: [], members: [], text: '',
  };
  for (const field of operation.fields) place(field, valuesOf(field), request);
  if (operation.guarded && session.token) {
    request.headers.push(['Authorization', `Bearer ${session.token}`]);
  }
  const query = request.query.toString();
  request.url = server + request.path + (query && `?${query}`);
  const isObject = operation.fields.some(({ place: where }) => where === 'member');
  if (isObject) request.text = `{${request.members.join(',')}}`;
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
  if (field.place === 'member') {
    request.members.push(...values.map((value) => memberOf(field, value)));
  }
  if (field.place === 'body') request.text = values.join('');
}

// MARK: The same request as a curl command

/** Between single quotes bash takes every character literally, except the single quote itself. */
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

// MARK: Sending

async function send(operation) {
  if (operation.busy) return;
  const fault = faultOf(operation);
  if (fault) {
    showStatus(operation, 'bad', '', fault.words);
    fault.field.input.focus();
    return;
  }
  markBusy(operation, true);
  const { token } = session;
  try {
    showAnswer(operation, await call(requestOf(operation)), token);
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

function wordsFor(error) {
  return 'The server could not be reached, closed the connection, or sent the call on to another'
    + ` origin. (${error.message})`;
}
