// SPDX-License-Identifier: MIT
//
// Shows the operations, follows the address, and starts the page. The other files only declare;
// this one also runs, so it comes last.
// Touches: the network, the fragment of the address, a timer.

const targets = new Map(); // from a fragment of the address to the element that it opens

// MARK: Operations

function showOperation(operation) {
  operation.lock = make('span', { className: 'lock' });
  operation.details = make('details', { id: operation.id, className: 'operation' },
    headOf(operation), panelOf(operation));
  operation.details.classList.toggle('deprecated', operation.spec.deprecated === true);
  operation.details.addEventListener('toggle', () => noteInAddress(operation.details));
  targets.set(operation.id, operation.details);
  byId('operations').append(operation.details);
}

function headOf({ method, path, spec, guarded, demands, lock }) {
  const head = make('summary', {},
    make('h3', {},
      make('span', { className: `method ${method.toLowerCase()}` }, method), ' ',
      make('span', { className: 'path' }, path)), ' ',
    make('span', { className: 'about' }, spec.summary ?? ''), ' ');
  if (spec.deprecated) head.append(make('span', { className: 'hint' }, 'deprecated'), ' ');
  if (guarded) head.append(lockOf(demands, lock));
  return head;
}

/** The lock, after the scopes that the operation demands. */
function lockOf(demands, lock) {
  const scopes = make('span', { className: 'hint' }, wordsForDemands(demands));
  return make('span', { className: 'guard' }, scopes, ' ', lock);
}

function panelOf(operation) {
  const { spec, id } = operation;
  const panel = make('div', { className: 'panel' });
  if (spec.description) panel.append(make('p', { className: 'text' }, spec.description));
  operation.status = make('p', { className: 'status', role: 'status' });
  operation.answer = make('div', { className: 'answer' });
  panel.append(requestForm(operation), operation.status, operation.answer, documented(spec),
    make('p', { className: 'hint' },
      make('a', { href: `#${encodeURI(id)}` }, 'Link to this operation')));
  return panel;
}

function requestForm(operation) {
  operation.curl = make('pre');
  const form = make('form', { className: 'request', noValidate: true }, gridOf(operation));
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

/** The fields; those of the body are replaced when another media type is chosen. */
function gridOf(operation) {
  const { body } = operation;
  const parameters = parameterFields(operation);
  let members = bodyFields(body);
  operation.fields = [...parameters, ...members];
  const grid = make('div', { className: 'grid' }, ...parameters.map(({ frame }) => frame));
  if (body?.choices.length > 1) grid.append(typeChoice(body, () => {
    const before = members;
    members = bodyFields(body);
    keepTyped(before, members);
    operation.fields = [...parameters, ...members];
    before.forEach(({ frame }) => frame.remove());
    grid.append(...members.map(({ frame }) => frame));
    showCommand(operation);
  }));
  grid.append(...members.map(({ frame }) => frame));
  return grid;
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

// MARK: The address

/** Opens and shows what the fragment names; an unknown fragment changes nothing. */
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
  byId('authorize').addEventListener('click', () => openLogin());
  byId('log-out').addEventListener('click', () => logOut('logged out'));
  const copyToken = byId('copy-token');
  copyToken.addEventListener('click', () => copy(session.token, copyToken, copyToken));
  byId('close-login').addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', keepFocusInside);
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
