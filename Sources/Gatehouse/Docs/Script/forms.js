// SPDX-License-Identifier: MIT
//
// Builds a field for one value of a request, and reads what was typed into it.

/** One field for each parameter. */
function parameterFields({ parameters }) {
  return parameters.map((parameter) =>
    makeField(parameter.in, parameter.name, parameter.schema ?? {}, parameter));
}

function makeField(place, name, schema, { required = false, description }) {
  const plain = plainSchema(schema);
  const input = inputFor(plain);
  input.required = required;
  const notes = notesOn({ description, ...schema }, required);
  const where = place === 'form' || place === 'member' ? '' : `in ${place}, `;
  const hint = [where, ...typeOf(schema), notes ? `, ${notes}` : ''];
  const [isText, many] = [plain.type === 'string', plain.type === 'array'];
  return framed({ place, name, input, isText, many }, hint);
}

/** The schema that decides on the input: for `anyOf` string and null, that of the string. */
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

/** Adds a label and a hint to the field's input. */
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

/** What was typed, as a list; it is empty if nothing was, and then nothing is sent. */
function valuesOf({ input, many }) {
  if (input.type === 'file') return [...input.files];
  const typed = many ? input.value.split('\n') : [input.value];
  return typed.filter((value) => value !== '').map((value) => value.toWellFormed());
}
