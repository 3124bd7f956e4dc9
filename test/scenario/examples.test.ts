/** Every rule has an example, and every example shows its rule: broken, it is refused there and changes nothing; kept, it works. */

import { describe, expect, it } from 'vitest';
import { errorStatus, type Frame, isError, w } from '../../src/core/abi/frame.ts';
import { statusName } from '../../src/core/abi/statuses.ts';
import type { CallEvent } from '../../src/core/board/trace.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import type { Rule } from '../../src/core/rules/rule.ts';
import type { Example } from '../../src/core/scenario/examples/example.ts';
import { EXAMPLES, exampleOf } from '../../src/core/scenario/examples/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';

interface Played {
  /** What is not as expected: the step and why. */
  readonly missed: readonly string[];
  /** The calls of each step. */
  readonly calls: ReadonlyMap<number, readonly CallEvent[]>;
}

function play(example: Example, way: 'broken' | 'kept'): Played {
  const missed: string[] = [];
  const calls = new Map<number, CallEvent[]>();
  let current = -1;
  const { ok } = runScenario(scenarioOf(example, way), (event) => {
    if (event.kind === 'step') {
      current = event.index;
      calls.set(current, []);
    } else if (event.kind === 'trace') {
      if (event.event.kind === 'call') calls.get(current)?.push(event.event);
    } else if (event.missed !== undefined)
      missed.push(`step ${event.index + 1}, ${event.step.by} ${event.step.act.verb}: ${event.missed}`);
  });
  expect(ok).toBe(missed.length === 0);
  return { missed, calls };
}

/** The status that the caller reads in its registers: of FFA_ERROR, or NOT_SUPPORTED for a lone -1. */
function statusIn(answer: Frame | undefined): string | undefined {
  if (answer === undefined) return undefined;
  if (isError(answer)) return statusName(errorStatus(answer));
  return w(answer, 0) === 0xffff_ffff ? 'NOT_SUPPORTED' : undefined;
}

function exampleFor(rule: Rule): Example {
  const example = exampleOf(rule.id);
  if (example === undefined) throw new Error(`no example provokes ${rule.id}`);
  return example;
}

it('there is one example for each rule, in the order of the rules', () => {
  expect(EXAMPLES.map(({ rule }) => rule)).toEqual(RULES.map(({ id }) => id));
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('broken: it is refused by this rule, at its place, and no page changes', () => {
    const example = exampleFor(rule);
    const { missed, calls } = play(example, 'broken');

    expect(missed).toEqual([]);
    const last = calls.get(example.setup.length)?.at(-1);
    expect(last?.refusal).toMatchObject({ rule: id, status: rule.status });
    expect(statusIn(last?.out)).toBe(rule.status);
    expect(last?.changes).toEqual([]);
    const { bytes, register } = last?.refusal ?? {};
    expect(example.broken.expect ?? {}, 'the example says where').toMatchObject({
      ...(bytes === undefined ? {} : { bytes }),
      ...(register === undefined ? {} : { register }),
    });
  });

  it('kept: it works', () => {
    const example = exampleFor(rule);

    expect(example.kept.length).toBeGreaterThan(0);
    expect(play(example, 'kept').missed).toEqual([]);
  });
});
