// SPDX-License-Identifier: MIT
//
// Scopes: what the login may ask for, what an operation demands, and what the token was granted.
// A login that asks for none is granted all that the account has; `granted` is then null.

// MARK: The boxes in the login dialog

function prepareScopes() {
  const offered = Object.entries(login.scopes);
  byId('scopes').hidden = offered.length === 0;
  byId('scopes').append(...offered.map(([scope, words]) => scopeBox(scope, words)));
}

/** The name of the box is the scope alone; the description follows it, as it does on a screen. */
function scopeBox(scope, words) {
  const [nameId, wordsId] = [freshId(), freshId()];
  const box = make('input', { type: 'checkbox', value: scope, 'aria-labelledby': nameId });
  const texts = make('span', {}, make('code', { id: nameId }, scope));
  if (words) {
    texts.append(' ', make('span', { id: wordsId, className: 'hint' }, String(words)));
    box.setAttribute('aria-describedby', wordsId);
  }
  return make('label', { className: 'choice' }, box, texts);
}

function scopeBoxes() {
  return [...byId('scopes').querySelectorAll('input')];
}

function chosenScopes() {
  return scopeBoxes().filter(({ checked }) => checked).map(({ value }) => value).join(' ');
}

/** Ticks these scopes; none if one of them is not offered, since then only all will do. */
function chooseScopes(scopes) {
  const boxes = scopeBoxes();
  const offered = scopes.every((scope) => boxes.some(({ value }) => value === scope));
  for (const box of boxes) box.checked = offered && scopes.includes(box.value);
}

// MARK: What was granted

/** By RFC 6749 section 5.1, an answer that names no scope grants what was asked for. */
function grantedBy({ scope }, asked) {
  if (typeof scope === 'string') return scopesIn(scope);
  return asked === '' ? null : scopesIn(asked);
}

function scopesIn(text) {
  return text.split(' ').filter((scope) => scope !== '');
}

function wordsForGranted(granted) {
  if (granted === null) {
    return Object.keys(login?.scopes ?? {}).length > 0 ? 'all that the account has' : '';
  }
  return granted.join(', ') || 'none';
}

// MARK: What an operation demands

/** The lists of scopes of which one is enough; empty if the login alone is, or none is needed. */
function demandsOf(security) {
  const ways = security.map((needed) => needed[login?.name] ?? []);
  return ways.some((scopes) => scopes.length === 0) ? [] : ways;
}

function wordsForDemands(demands) {
  const word = demands.flat().length === 1 ? 'scope' : 'scopes';
  const ways = demands.map((scopes) => scopes.join(', ')).join(' or ');
  return ways && `${word}: ${ways}`;
}

/** The scopes that are not granted, by the way that lacks fewest; empty if one lacks none. */
function missingScopes(demands, granted) {
  if (granted === null) return [];
  const missing = demands.map((scopes) => scopes.filter((scope) => !granted.includes(scope)));
  return missing.sort((one, other) => one.length - other.length)[0] ?? [];
}
