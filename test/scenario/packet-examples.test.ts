/** Every rule about packets has an example: broken, the packet is dropped, or is of no use; kept, its message is served. */

import { expect, it } from 'vitest';
import type { DropEvent, RequestEvent, TraceEvent } from '../../src/core/board/trace.ts';
import { ALL_PACKET_RULES } from '../../src/core/gunyah/rules/packet.ts';
import { exampleOf } from '../../src/core/scenario/examples/examples.ts';
import { PACKET_EXAMPLES } from '../../src/core/scenario/examples/gunyah/packet.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';

/** Why the manager says that it dropped the packet; '' where it took it, and the message is not served. */
const DROPPED: Readonly<Record<string, string>> = {
  'rm-packet/short': 'shorter than a header',
  'rm-packet/long': 'longer than a packet',
  'rm-packet/version': 'of another version or header length',
  'rm-packet/continuations': 'too many continuations',
  'rm-packet/nothing-open': 'a continuation of nothing',
  'rm-packet/foreign': 'a continuation of something else',
  'rm-packet/interrupted': '',
  'rm-packet/unfinished': '',
};

function play(id: string, way: 'broken' | 'kept') {
  const example = exampleOf(id);
  if (example === undefined) throw new Error(`no example provokes ${id}`);
  const missed: string[] = [];
  const events: TraceEvent[] = [];
  let step = -1;
  /** What the step that breaks the rule came to. */
  const broken: TraceEvent[] = [];
  runScenario(scenarioOf(example, way), (event) => {
    if (event.kind === 'step') step = event.index;
    if (event.kind === 'judged' && event.missed !== undefined) missed.push(event.missed);
    if (event.kind !== 'trace') return;
    events.push(event.event);
    if (step === example.setup.length) broken.push(event.event);
  });
  const requests = events.filter((event): event is RequestEvent => event.kind === 'request');
  return { missed, requests, drops: broken.filter((event): event is DropEvent => event.kind === 'drop') };
}

it('there is one example for each rule, in the order of the rules', () => {
  expect(PACKET_EXAMPLES.map(({ rule }) => rule)).toEqual(ALL_PACKET_RULES.map(({ id }) => id));
  expect(Object.keys(DROPPED)).toEqual(ALL_PACKET_RULES.map(({ id }) => id));
});

it.each(Object.entries(DROPPED))(
  '%s, broken: the packet is dropped, or its message not served',
  (id, why) => {
    const { missed, drops, requests } = play(id, 'broken');

    expect(missed).toEqual([]);
    expect(drops.map((drop) => drop.why)).toEqual(why === '' ? [] : [why]);
    expect(requests.filter(({ payload }) => payload.length > 232)).toEqual([]);
  },
);

it.each(Object.keys(DROPPED))('%s, kept: the message is served', (id) => {
  const { missed, requests } = play(id, 'kept');

  expect(missed).toEqual([]);
  expect(requests.filter(({ changes }) => changes.length > 0)).not.toEqual([]);
});
