// SPDX-License-Identifier: MIT
//
// Logs in: the dialog, the request for a token, and the reason for a refusal.

/** The login in progress; closing the dialog cancels it. */
let attempt = null;

/** Opens the dialog, with these scopes ticked if they are given. */
function openLogin(scopes) {
  if (scopes) chooseScopes(scopes);
  byId('login-fault').textContent = '';
  byId('login').showModal();
}

/** Keeps Tab inside the dialog; by itself the browser would move on to its own controls. */
function keepFocusInside(event) {
  if (event.key !== 'Tab') return;
  const all = [...byId('login').querySelectorAll('input, summary, button')];
  const stops = all.filter((element) => element.checkVisibility());
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  other.focus();
}

async function logIn() {
  if (attempt) return;
  const own = attempt = new AbortController();
  byId('log-in').setAttribute('aria-disabled', 'true');
  byId('login-fault').textContent = '';
  const username = byId('username').value.toWellFormed();
  const scopes = chosenScopes();
  const fault = await requestToken(username, scopes, own.signal);
  if (attempt !== own) return;
  endAttempt();
  if (fault === null) return byId('login').close();
  byId('login-fault').textContent = fault.words;
  (fault.field ?? byId('password')).focus();
}

/** Finished or cancelled, a login leaves no password in the page. */
function endAttempt() {
  attempt?.abort();
  attempt = null;
  byId('log-in').setAttribute('aria-disabled', 'false');
  byId('password').value = '';
  byId('client-secret').value = '';
}

/** The form of RFC 6749 section 4.3.2, without the fields left blank. */
function loginForm(username, scopes) {
  const typed = [
    ['grant_type', 'password'], ['username', username], ['password', byId('password').value],
    ['scope', scopes], ['client_id', byId('client-id').value],
    ['client_secret', byId('client-secret').value],
  ];
  return new URLSearchParams(typed.filter(([, value]) => value !== '')).toString();
}

/** Asks for a token and opens the session: null, or why not, with the field to correct. */
async function requestToken(username, scopes, signal) {
  const text = loginForm(username, scopes);
  const headers = [['Content-Type', formType]];
  try {
    const { response, bytes } = await call(
      { method: 'POST', url: login.url, headers, hasBody: true, type: formType, text, signal });
    if (!response.ok) return faultIn(response, textOf(bytes) ?? '', scopes);
    return signal.aborted ? null : accept(JSON.parse(textOf(bytes)), username, scopes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) return { words: wordsFor(error) };
    return { words: 'The server answered with something that is no token.' };
  }
}

function accept(answer, username, scopes) {
  const token = answer?.access_token;
  if (typeof token !== 'string') return { words: 'The answer of the server holds no token.' };
  const seconds = Number(answer.expires_in);
  const expiresAt = seconds > 0 ? Date.now() + seconds * 1000 : Infinity;
  const granted = grantedBy(answer, scopes);
  setSession({ token, username, granted, expiresAt, kept: byId('keep').checked });
  return null;
}

/** After a refused scope, the first ticked box is what to correct. */
function faultIn(response, text, scopes) {
  const words = refusalOf(response, text);
  if (scopes === '' || errorOf(text) !== 'invalid_scope') return { words };
  return {
    words: `${words} Untick what the account does not have, and enter the password again.`,
    field: scopeBoxes().find(({ checked }) => checked),
  };
}

/** The reason in the server's own words, and how long to wait if it says so. */
function refusalOf(response, text) {
  const wait = response.headers.get('retry-after');
  const words = detailOf(text) || `The server answered ${response.status} ${response.statusText}.`;
  if (!wait) return words;
  return `${words}. Try again ${/^\d+$/.test(wait) ? `in ${wait} s` : `after ${wait}`}.`;
}

function errorOf(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return undefined;
  }
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

function prepareLogin() {
  byId('authorize').hidden = login === null;
  if (login === null) return;
  byId('login-note').textContent = `Asks ${login.url.pathname} for a token.`;
  prepareScopes();
}
