import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Verb } from '../../src/core/scenario/act.ts';
import type { StepInput } from '../../src/node/machine/step-schema.ts';
import { EXAMPLE, MISSED, SMALL } from './run-files.ts';
import { ROOT, tantalum } from './support.ts';

interface Schema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>> & { readonly steps?: Schema; readonly do?: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const { code, out } = tantalum(['schema']);
const schema = JSON.parse(out) as Schema & z.core.JSONSchema.JSONSchema;
const steps = schema.properties?.steps?.items?.oneOf ?? [];

test('is a JSON Schema of draft 2020-12', () => {
  expect(code).toBe(0);
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(() => z.fromJSONSchema(schema)).not.toThrow();
});

describe('judges files', () => {
  const judge = z.fromJSONSchema(schema);
  const example = (): string => readFileSync(join(ROOT, EXAMPLE), 'utf8');

  test.each([
    ['the example', example()],
    ['a small one', SMALL],
    ['one whose expectations are not met', MISSED],
    ['the least', 'memory: {}\npartitions: {}\n'],
  ])('and accepts %s', (_, text) => {
    expect(judge.safeParse(parse(text)).error?.issues).toBeUndefined();
  });

  test.each([
    ['a verb that is none', example().replace('do: start', 'do: strat')],
    ['a size that is none', example().replace('16M', '16m')],
    ['a key that is none', example().replace('memory:', 'memroy:')],
    ['a rule that is none', example().replace('reclaim/held', 'reclaim/hold')],
    ['a step of nobody', SMALL.replace('by: vault, ', '')],
    ['nothing', '{}'],
  ])('and rejects %s', (_, text) => {
    expect(judge.safeParse(parse(text)).success).toBe(false);
  });
});

/** Every verb of the runner; the compiler knows when one is missing. */
const VERBS: Readonly<Record<Verb, true>> = {
  start: true,
  partitions: true,
  reached: true,
  share: true,
  lend: true,
  donate: true,
  continue: true,
  retrieve: true,
  relinquish: true,
  reclaim: true,
  request: true,
  respond: true,
  wait: true,
  yield: true,
  run: true,
  preempt: true,
  message: true,
  receive: true,
  bitmap: true,
  unbitmap: true,
  bind: true,
  unbind: true,
  notify: true,
  notifications: true,
  read: true,
  write: true,
  release: true,
  unmap: true,
  call: true,
  abort: true,
  withdraw: true,
  lie: true,
  tick: true,
  create: true,
  check: true,
  'rm-share': true,
  'rm-lend': true,
  'rm-donate': true,
  'rm-append': true,
  'rm-accept': true,
  'rm-release': true,
  'rm-reclaim': true,
  'rm-notify': true,
  'rm-hear': true,
  'rm-vm': true,
  'rm-request': true,
  'rm-packet': true,
};

test('its verbs are those of the runner', () => {
  expectTypeOf<StepInput['do']>().toEqualTypeOf<Verb>();
  expect(steps.map(({ properties }) => properties?.do?.const)).toEqual(Object.keys(VERBS));
});

test('tells an author what every verb and every key is for', () => {
  expect([...untold(schema, '')]).toEqual([]);
});

/** Keys of maps without a description of their own or of what they refer to. */
function* untold(node: Schema, path: string): Generator<string> {
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    const target = schema.$defs?.[value.$ref?.split('/').at(-1) ?? ''];
    if (key !== 'do' && (value.description ?? target?.description) === undefined) yield `${path}/${key}`;
    yield* untold(value, `${path}/${key}`);
  }
  for (const [index, each] of [...(node.anyOf ?? []), ...(node.oneOf ?? [])].entries()) {
    const verb = each.properties?.do?.const;
    if (verb !== undefined && each.description === undefined) yield `${path}/${verb}`;
    yield* untold(each, `${path}/${verb ?? index}`);
  }
  for (const each of [node.items, node.additionalProperties])
    if (typeof each === 'object') yield* untold(each, `${path}/*`);
}
