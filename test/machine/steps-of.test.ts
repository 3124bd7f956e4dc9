/** The format has a key for everything that the runner can do, verb by verb, and no other. */

import { expect, expectTypeOf, test } from 'vitest';
import { x } from '../../src/core/abi/frame.ts';
import type { Act, Verb } from '../../src/core/scenario/act.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import type { StepInput } from '../../src/node/machine/step-schema.ts';
import { actOf, scenarioOf } from './support.ts';

type ActOf<V extends Verb> = Act extends infer One
  ? One extends { readonly verb: infer Of }
    ? V extends Of
      ? One
      : never
    : never
  : never;

/** Keys of the step itself. */
type OfTheStep = 'do' | 'by' | 'vcpu' | 'note' | 'refused' | 'errno' | 'faults';

/** What the runner calls a key of the format. */
type Renamed<V extends Verb, Key> = Key extends 'patch'
  ? 'patches'
  : [V, Key] extends ['run', 'context']
    ? 'vcpu'
    : [V, Key] extends ['call', 'registers']
      ? 'args'
      : Key;

type Written<V extends Verb> = Renamed<V, Exclude<keyof Extract<StepInput, { do: V }>, OfTheStep>>;
type Done<V extends Verb> = Exclude<keyof ActOf<V>, 'verb'>;

test('every key of the format is one of the runner, and the other way round', () => {
  expectTypeOf<{ [V in Verb]: Exclude<Written<V>, Done<V>> }[Verb]>().toEqualTypeOf<never>();
  expectTypeOf<{ [V in Verb]: Exclude<Done<V>, Written<V>> }[Verb]>().toEqualTypeOf<never>();
});

test.each([
  ['- { by: os, do: wait }', { verb: 'wait' }],
  [
    '- { by: os, do: relinquish, handle: 1, patch: { 0: "ff" } }',
    { verb: 'relinquish', handle: 1n, patches: [{ at: 0, bytes: Uint8Array.of(255) }] },
  ],
  ['- { by: os, do: run, to: guest, context: 1 }', { verb: 'run', to: 'guest', vcpu: 1 }],
  [
    '- { by: os, do: call, function: FFA_RUN, registers: { w1: 1 } }',
    { verb: 'call', function: 'FFA_RUN', args: { 1: 1n } },
  ],
  [
    '- { by: os, do: request, to: guest, registers: { w1: 1 } }',
    { verb: 'request', to: 'guest', registers: { 1: 1n } },
  ],
])('%s', async (step, act) => {
  expect(await actOf(step)).toEqual(act);
});

/** The verbs that take registers, each with the register that nothing else writes. */
test.each([
  'share, to: { vault: RW }, memory: [0x40002000]',
  'retrieve, handle: 1, from: os, receivers: {}',
  'relinquish, handle: 1',
  'request, to: vault',
  'call, function: FFA_ID_GET',
])('registers go out with %s', async (verb) => {
  const scenario = await scenarioOf(`
memory: { dram: { base: 0x40000000, size: 1M } }
partitions:
  os: { id: 0, memory: [{ base: 0x40000000, size: 1M }], buffers: { tx: 0x40000000, rx: 0x40001000 } }
  vault: { id: 0x8001 }
steps:
  - { by: os, do: start }
  - { by: os, do: ${verb}, registers: { w7: 0x77 } }
`);
  const sent: bigint[] = [];
  runScenario(scenario, (event) => {
    if (event.kind === 'trace' && event.event.kind === 'call') sent.push(x(event.event.in, 7));
  });
  expect(sent.slice(3)).toEqual([0x77n]);
});
