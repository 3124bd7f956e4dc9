/**
 * Property tables: what a node may say, as data. One reader serves them all.
 */

import type { DtsNode } from './dts-tree.ts';
import type { Findings } from './finding.ts';
import { FORM_RULES } from './form-rules.ts';
import { FORMS, type Form, type FormName, type FormValues } from './forms.ts';
import type { FileRule } from './rule.ts';
import { show } from './show.ts';

/** The forms that yield a type of value. */
type FormOf<V> = { [F in FormName]: FormValues[F] extends V ? F : never }[FormName];

/** One property: its name in the binding, its form, and what holds when it is absent or cannot be read. */
interface PropertySpec<V> {
  readonly name: string;
  readonly form: FormOf<NonNullable<V>>;
  /** Absence breaks `manifest/property-missing`. */
  readonly needed?: true;
  /** The default; for a needed property, a value that breaks no further rule, so that reading can go on. */
  readonly otherwise: V;
  readonly allowed?: Allowed;
}

/** The numbers a property may be (`values`) or be made of (`bits`, as masks), each with its meaning. */
interface Allowed {
  readonly rule: FileRule;
  readonly values?: Readonly<Record<number, string>>;
  readonly bits?: Readonly<Record<number, string>>;
}

/** The specs of all fields of a type. */
export type PropertyTable<T> = { readonly [K in keyof T]: PropertySpec<T[K]> };

/** What reading needs beside the node: the root, for phandles, and where to report. */
export interface ReadContext {
  readonly root: DtsNode;
  readonly findings: Findings;
}

/**
 * Reads every property of a table from a node. What is missing or broken becomes a finding and its
 * `otherwise`.
 */
export function readProperties<T>(node: DtsNode, table: PropertyTable<T>, context: ReadContext): T {
  const values = Object.entries(specsOf(table)).map(([field, spec]) => [
    field,
    readProperty(node, spec, context) ?? spec.otherwise,
  ]);
  return Object.fromEntries(values) as T;
}

/** The names of a table's properties. */
export function namesOf<T>(table: PropertyTable<T>): readonly string[] {
  return Object.values(specsOf(table)).map(({ name }) => name);
}

/** What holds when a node says nothing of a table. */
export function defaultsOf<T>(table: PropertyTable<T>): T {
  return Object.fromEntries(
    Object.entries(specsOf(table)).map(([field, { otherwise }]) => [field, otherwise]),
  ) as T;
}

function specsOf<T>(table: PropertyTable<T>): Readonly<Record<string, PropertySpec<unknown>>> {
  return table as Readonly<Record<string, PropertySpec<unknown>>>;
}

/**
 * A number as it stands in the source, whatever else was made of it; `undefined` when absent or no number.
 */
export function writtenNumber(node: DtsNode, name: string): bigint | undefined {
  const property = node.properties.get(name);
  const reading = property === undefined ? undefined : FORMS.u64.read(property, node);
  return reading !== undefined && 'value' in reading ? reading.value : undefined;
}

function readProperty(node: DtsNode, spec: PropertySpec<unknown>, { root, findings }: ReadContext): unknown {
  const { name, needed, allowed } = spec;
  const form: Form<unknown> = FORMS[spec.form as FormName];
  const property = node.properties.get(name);
  if (property === undefined) {
    if (needed)
      findings.add(
        FORM_RULES.missing,
        node.position,
        `\`${node.path}\` has no \`${name}\`, expected ${form.expects}`,
      );
    return undefined;
  }
  const reading = form.read(property, root);
  const found = `\`${name}\` is ${show(property)}`;
  if ('broken' in reading) {
    findings.add(reading.broken, property.position, `${found}, expected ${form.expects}`);
    return undefined;
  }
  if (allowed === undefined || isAllowed(allowed, reading.value as number)) return reading.value;
  findings.add(allowed.rule, property.position, `${found}, expected ${showAllowed(allowed)}`);
  return undefined;
}

function isAllowed({ values, bits }: Allowed, value: number): boolean {
  if (values !== undefined) return value in values;
  const mask = Object.keys(bits ?? {}).reduce((mask, bit) => mask | Number(bit), 0);
  return (value & ~mask) === 0;
}

function showAllowed({ values, bits }: Allowed): string {
  const list = Object.entries(values ?? bits ?? {}).map(([value, meaning]) => `${value} (${meaning})`);
  const last = list.pop();
  const listed = list.length === 0 ? last : `${list.join(', ')} or ${last}`;
  return values === undefined ? `no bits but ${listed}` : `${listed}`;
}
