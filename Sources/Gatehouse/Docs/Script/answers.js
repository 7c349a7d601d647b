// SPDX-License-Identifier: MIT
//
// Shows an answer: its status, its headers, and its body with the exact characters received.

const prettyLimit = 200_000; // characters shown at once; of a longer answer, only the beginning
const beginning = 20_000; // characters in that beginning, and in each piece after "Show all"

function showStatus({ status }, kind, strong, words) {
  status.className = `status ${kind}`;
  status.replaceChildren(...(strong ? [make('strong', {}, strong), ' '] : []), words);
}

function showAnswer(operation, { response, bytes, milliseconds }, token) {
  const moved = response.redirected ? ` · redirected to ${response.url}` : '';
  const line = `${response.status} ${response.statusText}`.trim();
  showStatus(operation, response.ok ? 'good' : 'bad', line,
    `${milliseconds} ms · ${sizeOf(bytes.byteLength)}${moved}`);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const why = explained(operation, response, token);
  if (why.length > 0) announce(why[0].firstChild.textContent);
  operation.answer.replaceChildren(
    ...why,
    bodyBlock(bytes, response.headers.get('content-type') ?? ''),
    block('Response headers', make('pre', {}, headers)));
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

/** The text in pieces, each of which the browser lays out only when it comes into view. */
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

// MARK: JSON, indented without being parsed

function isJSON(text, type) {
  if (!/\bjson\b/.test(type)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Changes the white space only: numbers, escapes, and repeated keys stay as received. */
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

/** The strings, the punctuation, and the words between them, without the white space. */
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
