// SPDX-License-Identifier: MIT
//
// Builds the parts of the page: elements, buttons, blocks, and what copies to the clipboard.
// Strings become text nodes, so nothing from outside enters the page as markup.
// Touches: the clipboard.

const byId = (id) => document.getElementById(id);

/** An element with properties or attributes, and children; strings become text nodes. */
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

function block(title, content, ...buttons) {
  const head = make('div', { className: 'row' }, make('h4', {}, title), ...buttons);
  return make('div', { className: 'block' }, head, content);
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

/** The Clipboard API needs HTTPS or loopback; elsewhere the older `execCommand` still works. */
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
