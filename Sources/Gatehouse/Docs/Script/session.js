// SPDX-License-Identifier: MIT
//
// Holds the session: the token, its expiry, and the labels that depend on it.
// Touches: sessionStorage if the reader asks for it, the clock.

const storageKey = 'gatehouse.session';
const loggedOut = {
  token: '', username: '', granted: null, expiresAt: Infinity, kept: false,
};

let session = loggedOut;

function setSession(next, words = '') {
  session = next;
  keepSession();
  const known = session.token !== '';
  byId('who').textContent = known ? `authorized as ${session.username}` : words;
  byId('who').classList.toggle('good', known);
  byId('authorize').classList.toggle('primary', !known);
  const granted = known ? wordsForGranted(session.granted) : '';
  byId('granted').textContent = granted && `Granted scopes: ${granted}`;
  byId('copy-token').hidden = byId('log-out').hidden = !known;
  showCountdown();
  operations.forEach(showLock);
  operations.forEach(showCommand);
}

function showLock({ lock, optional, demands }) {
  const known = session.token !== '';
  const enough = known && missingScopes(demands, session.granted).length === 0;
  lock.textContent = enough ? 'authorized' : known ? 'scope missing'
    : optional ? 'login optional' : 'needs login';
  lock.classList.toggle('open', enough);
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

/** The session stays in memory, or in the tab until it is closed if the reader asked for that. */
function keepSession() {
  try {
    if (session.kept) sessionStorage.setItem(storageKey, JSON.stringify(session));
    else sessionStorage.removeItem(storageKey);
  } catch {
    // Without storage, the login lasts as long as the page.
  }
}

function keptSession() {
  try {
    const { token, username, granted, expiresAt } = JSON.parse(sessionStorage.getItem(storageKey));
    if (typeof token !== 'string' || typeof username !== 'string') return loggedOut;
    const scopes = Array.isArray(granted) ? granted : null;
    return { token, username, granted: scopes, expiresAt: expiresAt ?? Infinity, kept: true };
  } catch {
    return loggedOut;
  }
}
