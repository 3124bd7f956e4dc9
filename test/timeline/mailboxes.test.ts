/** Whose mailboxes are where. The oracle is the manager that ran. */

import { describe, expect, test } from 'vitest';
import type { Board } from '../../src/core/board/board.ts';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { addressOf } from '../../src/core/memory/pages.ts';
import { EXAMPLES } from '../../src/core/scenario/examples/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { RX } from '../../src/core/spmc/endpoints.ts';
import type { Mailboxes } from '../../src/core/timeline/mailboxes.ts';
import { recordedOf } from '../../src/core/timeline/recorded.ts';
import { timelineOf } from '../../src/core/timeline/timeline.ts';
import { played } from './support.ts';

const MACHINES = ['three-worlds', 'gunyah', 'both', 'linux-driver', 'guests', 'gunyah-mediator'].map(
  (name) => `machines/${name}.yaml`,
);
const OWNER = { [RX.EMPTY]: 'manager', [RX.FULL]: 'endpoint', [RX.ACQUIRED]: 'hypervisor' } as Record<
  number,
  string
>;

/** What the managers of a machine say: of guests their hypervisor, of everybody else the partition manager. */
function told(board: Board): readonly unknown[] {
  const managers = [board.hypervisor?.mediator.state, board.spmc.state].filter((each) => each !== undefined);
  return board.spec.partitions.flatMap(({ name }) => {
    const known = managers.flatMap(({ endpoints, limits }) => {
      const slot = endpoints.specs.findIndex((spec) => spec?.name === name);
      return slot < 0 || endpoints.rx[slot] === RX.UNMAPPED
        ? []
        : [
            {
              name,
              pages: endpoints.bufferPages[slot],
              rxOwner: OWNER[endpoints.rx[slot]!],
              rx: addressOf(endpoints.rxPage[slot * limits.mailboxPages]!),
            },
          ];
    });
    return known.slice(0, 1);
  });
}

/** What the events say, in the same form. */
function followed(mailboxes: Mailboxes, { spec }: Board): readonly unknown[] {
  return spec.partitions.flatMap(({ name, memory }) => {
    const mailbox = mailboxes.at(name, Number.POSITIVE_INFINITY);
    if (mailbox === undefined) return [];
    const { pages, rxOwner, rx } = mailbox;
    const region = memory.find(({ at, pages: size }) => rx >= at && rx < at + size * 4096);
    return [{ name, pages, rxOwner, rx: rx + (region === undefined ? 0 : region.base - region.at) }];
  });
}

describe('mailboxes', () => {
  test.each(MACHINES)('end where the managers of the machine have them: %s', async (file) => {
    const { events, board, machine } = await played(file);

    expect(followed(timelineOf(events, machine).mailboxes, board)).toEqual(told(board));
  });

  test('end where the manager has them, for every example', () => {
    for (const example of EXAMPLES)
      for (const way of ['broken', 'kept'] as const) {
        const events: RecordedEvent[] = [];
        const { board } = runScenario(scenarioOf(example, way), (run) => {
          const recorded = run.kind === 'trace' ? recordedOf(run.event) : undefined;
          if (recorded !== undefined) events.push(recorded);
        });
        const { mailboxes } = timelineOf(events, board.spec);
        expect(followed(mailboxes, board), `${example.rule} ${way}`).toEqual(told(board));
      }
  });
});
