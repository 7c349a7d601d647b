// SPDX-License-Identifier: MIT
//
// Says why a call was refused, and offers the login that helps.
// Specification: RFC 6750 section 3.

/** What to show above a refusal: nothing if a login has nothing to do with it. */
function explained(operation, response, token) {
  const challenge = response.headers.get('www-authenticate') ?? '';
  if (login === null) return [];
  if (response.status === 401) return [explainedToken(challenge, token)];
  const isScope = response.status === 403 && /\binsufficient_scope\b/.test(challenge);
  return isScope ? [explainedScope(operation, challenge)] : [];
}

/** A token that the server does not take is of no more use, so the session ends with it. */
function explainedToken(challenge, token) {
  if (!token || !/\binvalid_token\b/.test(challenge)) return loginOffer('This call needs a login.');
  if (token === session.token) logOut('ended, log in again');
  return loginOffer('The login has ended. Log in again.');
}

function explainedScope({ demands }, challenge) {
  const named = /(?:^|[\s,])scope="([^"]*)"/.exec(challenge);
  const needed = named ? [scopesIn(named[1])] : demands;
  const missing = missingScopes(needed, session.granted);
  if (missing.length > 0) {
    return loginOffer(`${lacking('The token', 'these', [missing])} Log in again to ask for it.`,
      [...session.granted, ...missing]);
  }
  return make('p', {}, lacking('Your account', 'all of these', needed));
}

function lacking(who, several, demands) {
  if (demands.flat().length === 0) return `${who} does not have a scope that this call demands.`;
  const which = demands.flat().length === 1 ? 'this' : several;
  return `${who} does not have ${which} ${wordsForDemands(demands)}.`;
}

function loginOffer(words, scopes) {
  return make('div', { className: 'row' }, make('span', {}, words),
    button('Authorize', () => openLogin(scopes)));
}
