/** Buffers of guests and the manager behind: what it is asked for where it knows of them, and nothing where it does not. */

import { describe, expect, it } from 'vitest';
import { SPEC } from '../../src/core/rules/profile.ts';
import { GUNYAH_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { dump } from '../abi/support.ts';
import { FFA } from '../spmc/support/ids.ts';
import { descriptor, HEAP, isHeld } from './sends.ts';
import { A_LOW, HYPERVISOR, VAULT_UUID, type World, world } from './world.ts';

/** A guest with a version and without buffers. */
function unmapped(options: Parameters<typeof world>[0] = {}): World {
  const w = world(options);
  w.board.boot();
  w.a.call(FFA.VERSION, 0x1_0002);
  w.events.length = 0;
  return w;
}

describe.each<[string, Parameters<typeof world>[0]]>([
  ['a mediator that keeps them to itself', { mediator: { profile: GUNYAH_MEDIATOR } }],
  [
    'a manager that would not leave RX alone',
    { profile: { ...SPEC, lacks: [{ functions: ['FFA_RX_ACQUIRE'], source: 'this test' }] } },
  ],
])('with %s', (_, options) => {
  it('buffers come and go without a question', () => {
    const w = unmapped(options);

    const verdicts = [w.a.map(), w.a.call(FFA.RXTX_UNMAP), w.a.call(FFA.RXTX_UNMAP)];

    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'FFA_SUCCESS_32',
      'FFA_SUCCESS_32',
      'INVALID_PARAMETERS mailbox/not-mapped',
    ]);
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it('RX is filled and released without a question', () => {
    const w = unmapped(options);
    w.a.map();

    const verdicts = [w.a.call(FFA.PARTITION_INFO_GET), w.a.call(FFA.RX_RELEASE), w.a.call(FFA.RX_RELEASE)];

    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'FFA_SUCCESS_32',
      'FFA_SUCCESS_32',
      'DENIED mailbox/rx-not-owned',
    ]);
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it('RX that is not released keeps what lies there', () => {
    const w = unmapped(options);
    w.a.map();
    w.a.call(FFA.PARTITION_INFO_GET);
    const before = dump(w.a.read(0x1000, 72));

    expect(w.a.call(FFA.PARTITION_INFO_GET, ...VAULT_UUID).verdict).toBe('BUSY mediator/rx-busy');

    expect(dump(w.a.read(0x1000, 72))).toEqual(before);
  });

  it('RX that could not be filled is given back to nobody', () => {
    const w = unmapped(options);
    w.a.map();
    w.board.memory.withdraw((A_LOW + 0x1000) / 0x1000, true);

    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('ABORTED info/rx-inaccessible');

    expect(w.calls('hypervisor')).toEqual([]);
  });
});

it('buffers that the manager cannot be told of are not mapped', () => {
  const w = unmapped();
  w.board.memory.withdraw(HYPERVISOR / 0x1000, true);

  expect(w.a.map().verdict).toBe('ABORTED mailbox/tx-inaccessible');

  expect(w.calls('hypervisor')).toEqual([]);
  expect(isHeld(w, A_LOW)).toBe(false);
  w.board.memory.withdraw(HYPERVISOR / 0x1000, false);
  expect(w.a.map().verdict).toBe('FFA_SUCCESS_32');
});

describe('RX that the guest has not released', () => {
  it('keeps what lies there', () => {
    const w = world().started();
    w.a.call(FFA.PARTITION_INFO_GET);
    const before = dump(w.a.read(0x1000, 72));

    expect(w.a.call(FFA.PARTITION_INFO_GET, ...VAULT_UUID).verdict).toBe('BUSY mediator/rx-busy');

    expect(dump(w.a.read(0x1000, 72))).toEqual(before);
  });

  it('has a retrieve refused by its own rule, and the manager is not asked', () => {
    const w = world().started();
    w.a.call(FFA.PARTITION_INFO_GET);
    w.events.length = 0;
    const bytes = descriptor(w.b, [{ address: HEAP, pages: 1 }], { to: [1] });
    w.a.write(0, bytes);

    expect(w.a.call(FFA.MEM_RETRIEVE_REQ, 80, 80).verdict).toBe('BUSY retrieve/rx-busy');

    expect(w.calls('hypervisor')).toEqual([]);
  });
});
