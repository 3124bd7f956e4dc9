import { machineJsonSchema } from './file-schema.ts';
import { keysOf, type PlaceInYaml, placeInYaml, textsIn } from './place-in-yaml.ts';
import { type Choices, type JsonSchema, schemasAt } from './schema-at.ts';

/** What can be written at a place of a machine file. */
export interface Completions {
  /** The word that stands there now, by offsets in the text. */
  readonly from: number;
  readonly to: number;
  readonly list: readonly Completion[];
}

export interface Completion {
  readonly label: string;
  /** What the schema says of it; '' for nothing. */
  readonly about: string;
  /** What is written. */
  readonly text: string;
}

/** Nobody reads longer lists. */
const MOST = 60;

/** Keys, values and names of endpoints that fit where somebody writes, by the JSON Schema of machine files. */
export function completeMachine(text: string, offset: number): Completions {
  const from = offset - (/[\w.-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
  const to = offset + (/^[\w.-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  const none = { from, to, list: [] };
  if (/(^|\s)#/.test(line)) return none;
  const written = text.slice(from, offset).toLowerCase();
  const fits = ({ label }: Completion): boolean => label.toLowerCase().startsWith(written);
  for (const role of rolesAfter(text.slice(0, from), line)) {
    const place = placeInYaml(text, from, to, role);
    const list = place === undefined ? [] : (role === 'key' ? keysAt(place) : valuesAt(place)).filter(fits);
    if (list.length > 0) return { from, to, list: list.slice(0, MOST) };
  }
  return none;
}

/** What can stand behind a text, the more likely first. */
function rolesAfter(before: string, line: string): readonly ('key' | 'value')[] {
  const last = line.trimEnd().at(-1);
  if (last === ':') return ['value'];
  const open = openBracket(before);
  if (open !== undefined) return open === '{' ? ['key'] : ['value', 'key'];
  return /^[\s-]*$/.test(line) ? ['key', 'value'] : [];
}

/** The bracket that is open at the end of a text; undefined for none. */
function openBracket(text: string): string | undefined {
  const open: string[] = [];
  for (const [bracket] of text.replace(/"[^"\n]*"|'[^'\n]*'|(^|\s)#.*/g, '').matchAll(/[{}[\]]/g)) {
    if (bracket === '{' || bracket === '[') open.push(bracket);
    else open.pop();
  }
  return open.at(-1);
}

function schemasOf({ path, nodes }: PlaceInYaml): Choices {
  return schemasAt(machineJsonSchema(), path, nodes.map(textsIn));
}

function keysAt(place: PlaceInYaml): readonly Completion[] {
  const there = textsIn(place.nodes.at(-1));
  const named = schemasOf(place).flatMap((schema) => [
    ...Object.entries(schema.properties ?? {}).map(([label, { description }]) => ({ label, description })),
    ...(schema.propertyNames?.names === undefined
      ? []
      : endpointsIn(place).map((label) => ({ label, description: undefined }))),
  ]);
  return once(
    named
      .filter(({ label }) => !there.has(label))
      .map(({ label, description = '' }) => ({ label, about: description, text: `${label}: ` })),
  );
}

function valuesAt(place: PlaceInYaml): readonly Completion[] {
  const { path } = place;
  const key = path.at(-1);
  const maps = schemasOf({ path: path.slice(0, -1), nodes: place.nodes });
  const said = (schema: JsonSchema, value: unknown): string =>
    (typeof key === 'string' &&
      maps.find(({ properties }) => properties?.[key]?.const === value)?.description) ||
    (schema.description ?? '');
  return once(
    schemasOf(place).flatMap((schema) =>
      valuesOf(schema, place).map((value) => ({ label: value, about: said(schema, value), text: value })),
    ),
  );
}

function valuesOf(
  { type, enum: values, const: only, names }: JsonSchema,
  place: PlaceInYaml,
): readonly string[] {
  if (names !== undefined) return endpointsIn(place);
  if (type === 'boolean') return ['true', 'false'];
  return [...(values ?? []), only].filter((value) => typeof value === 'string' && value !== '') as string[];
}

/** Partitions and VMs that the file has. */
function endpointsIn({ nodes: [file] }: PlaceInYaml): readonly string[] {
  return [...new Set([...keysOf(file, 'partitions'), ...keysOf(file, 'vms')])];
}

function once(list: readonly Completion[]): readonly Completion[] {
  return list.filter(({ label }, at) => list.findIndex((other) => other.label === label) === at);
}
