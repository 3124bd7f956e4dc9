/** Every rule of the resource manager has an example, too: broken, it is refused there and changes nothing; kept, it works. */

import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../../src/core/board/trace.ts';
import { RM_RULES } from '../../src/core/gunyah/rules/registry.ts';
import type { RmRule } from '../../src/core/gunyah/rules/rule.ts';
import { rmErrorText } from '../../src/core/gunyah/wire/errors.ts';
import type { Example } from '../../src/core/scenario/examples/example.ts';
import { exampleOf } from '../../src/core/scenario/examples/examples.ts';
import { RM_EXAMPLES } from '../../src/core/scenario/examples/gunyah/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';

interface Played {
  /** What is not as expected: the step and why. */
  readonly missed: readonly string[];
  /** The requests of each step. */
  readonly requests: ReadonlyMap<number, readonly RequestEvent[]>;
}

function play(example: Example, way: 'broken' | 'kept'): Played {
  const missed: string[] = [];
  const requests = new Map<number, RequestEvent[]>();
  let current = -1;
  const { ok } = runScenario(scenarioOf(example, way), (event) => {
    if (event.kind === 'step') {
      current = event.index;
      requests.set(current, []);
    } else if (event.kind === 'trace') {
      if (event.event.kind === 'request') requests.get(current)?.push(event.event);
    } else if (event.missed !== undefined)
      missed.push(`step ${event.index + 1}, ${event.step.by} ${event.step.act.verb}: ${event.missed}`);
  });
  expect(ok).toBe(missed.length === 0);
  return { missed, requests };
}

/** The error code of an answer, in words. */
function errorIn(reply: Uint8Array | undefined): string | undefined {
  if (reply === undefined || reply.length !== 4) return undefined;
  return rmErrorText(new DataView(reply.buffer, reply.byteOffset).getUint32(0, true));
}

function exampleFor(rule: RmRule): Example {
  const example = exampleOf(rule.id);
  if (example === undefined) throw new Error(`no example provokes ${rule.id}`);
  return example;
}

it('there is one example for each rule, in the order of the rules', () => {
  expect(RM_EXAMPLES.map(({ rule }) => rule)).toEqual(RM_RULES.map(({ id }) => id));
});

describe.each(RM_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('broken: it is refused by this rule, at its place, and no page changes', () => {
    const example = exampleFor(rule);
    const { missed, requests } = play(example, 'broken');

    expect(missed).toEqual([]);
    const last = requests.get(example.setup.length)?.at(-1);
    expect(last?.refusal).toMatchObject({ rule: id, status: rule.error });
    expect(errorIn(last?.reply)).toBe(rule.error);
    expect(last?.changes).toEqual([]);
    expect(example.broken.expect?.bytes, 'the example says where').toEqual(last?.refusal?.bytes);
  });

  it('kept: it works', () => {
    const example = exampleFor(rule);

    expect(example.kept.length).toBeGreaterThan(0);
    expect(play(example, 'kept').missed).toEqual([]);
  });
});
