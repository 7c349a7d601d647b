// SPDX-License-Identifier: MIT
//
// The body of a request: the choice among its media types, and the fields of the chosen one.

/** The choice among several media types; `changed` is called after each change. */
function typeChoice(body, changed) {
  const options = body.choices.map(([type]) => make('option', {}, type));
  const input = make('select', {}, ...options);
  input.addEventListener('change', () => {
    [body.type, body.media] = body.choices[input.selectedIndex];
    changed();
  });
  return framed({ name: 'Content type', input }, ['how the body is sent']).frame;
}

/** One field for each member of a form, and of JSON with passwords; else one for the whole text. */
function bodyFields(body) {
  if (!body) return [];
  const { type, media } = body;
  if (type === formType || type === multipartType) return memberFields('form', media.schema);
  if (isJSONType(type) && masksMembers(media.schema)) return memberFields('member', media.schema);
  return [textField(body)];
}

function memberFields(place, value) {
  const schema = resolve(value);
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    makeField(place, name, property, { required: schema.required?.includes(name) }));
}

/** Whether an object has a password to mask, and no member that does not fit into one field. */
function masksMembers(value) {
  const members = Object.values(resolve(value).properties ?? {}).map(plainSchema);
  return members.some(({ format }) => format === 'password')
    && members.every(({ type }) => ['string', 'integer', 'number', 'boolean'].includes(type));
}

function textField(body) {
  const input = make('textarea', { spellcheck: false, required: body.required });
  if (isJSONType(body.type)) input.value = exampleOf(body.media);
  return framed({ place: 'body', name: 'Request body', input }, [body.type]);
}

function isJSONType(type) {
  return /\bjson\b/.test(type);
}

/** What was typed for one member stays typed when the media type changes. */
function keepTyped(before, after) {
  for (const { name, input, place } of after) {
    const same = before.find((field) => field.name === name && field.place !== 'body');
    if (same && place !== 'body' && input.type === same.input.type && input.type !== 'file') {
      input.value = same.input.value;
    }
  }
}

/** A member of a JSON object: a text as a string, anything else with the very characters typed. */
function memberOf({ name, isText }, value) {
  return `${JSON.stringify(name)}:${isText ? JSON.stringify(value) : value}`;
}
