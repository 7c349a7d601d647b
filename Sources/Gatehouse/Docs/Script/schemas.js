// SPDX-License-Identifier: MIT
//
// Describes schemas in words: types, rules, example values, and the list of schemas on the page.

// MARK: Types and rules

const rules = [
  'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum',
  'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'contentMediaType',
];

/** A schema's type, as text and links to named schemas. */
function typeOf(schema = {}) {
  if (schema.$ref) return [schemaLink(schema.$ref)];
  if (schema.allOf) return joined(schema.allOf.map(typeOf), ' & ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return joined(choices.map(typeOf), ' | ');
  if (Object.hasOwn(schema, 'const')) return [JSON.stringify(schema.const)];
  if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(' | ')];
  if (schema.type === 'array') return ['array of ', ...typeOf(schema.items), rulesOf(schema)];
  return [[schema.type ?? 'any'].flat().join(' | ') + rulesOf(schema)];
}

function joined(parts, separator) {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

function rulesOf(schema) {
  const known = rules.filter((rule) => Object.hasOwn(schema, rule));
  const words = known.map((rule) => (rule === 'format' ? '' : `${rule} `) + schema[rule]);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function schemaLink(reference) {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return make('a', { href: `#schema/${encodeURI(name)}` }, name);
}

function notesOn(schema, required) {
  const notes = required ? ['required'] : [];
  if (schema.default !== undefined) notes.push(`default ${JSON.stringify(schema.default)}`);
  if (schema.description) notes.push(schema.description);
  return notes.join(', ');
}

// MARK: Examples

/** A value that fits the schema: the document's own example, or one built from the types. */
function sampleOf(value, depth = 0) {
  const schema = resolve(value);
  const { example, examples, default: fallback, const: constant, enum: choices } = schema;
  const given = [example, examples?.[0], fallback, constant, choices?.[0]];
  const known = given.find((candidate) => candidate !== undefined);
  if (known !== undefined || depth > 6) return known ?? null;
  if (schema.anyOf ?? schema.oneOf) return sampleOf((schema.anyOf ?? schema.oneOf)[0], depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, depth)));
  if (schema.properties) return sampleObject(schema.properties, depth);
  if (schema.type === 'array') return [sampleOf(schema.items, depth + 1)];
  const plain = { string: 'string', integer: 0, number: 0.5, boolean: true, null: null };
  return plain[[schema.type].flat()[0]] ?? {};
}

function sampleObject(properties, depth) {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, schema]) => [name, sampleOf(schema, depth + 1)]));
}

function exampleOf(media) {
  const named = resolve(Object.values(media.examples ?? {})[0]).value;
  return JSON.stringify(media.example ?? named ?? sampleOf(media.schema), null, 2);
}

// MARK: The list on the page

function showSchemas() {
  const schemas = Object.entries(api.components?.schemas ?? {});
  byId('schemas').hidden = schemas.length === 0;
  byId('schemas').append(...schemas.map(([name, schema]) => schemaCard(name, schema)));
}

function schemaCard(name, schema) {
  const id = `schema/${name}`;
  const card = make('article', { id, className: 'schema' }, make('h3', {}, make('code', {}, name)));
  if (schema.description) card.append(make('p', { className: 'text muted' }, schema.description));
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) card.append(make('p', {}, make('code', {}, ...typeOf(schema))));
  else card.append(make('dl', {}, ...properties.map((entry) => schemaRow(schema, ...entry))));
  targets.set(id, card);
  return card;
}

function schemaRow(owner, name, schema) {
  const row = make('dd', {}, make('code', {}, ...typeOf(schema)));
  const notes = notesOn(schema, owner.required?.includes(name));
  if (notes) row.append(make('span', { className: 'hint' }, ` ${notes}`));
  return make('div', {}, make('dt', {}, make('code', {}, name)), row);
}
