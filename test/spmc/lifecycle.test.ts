/** What becomes of partitions that abort, as their manifests say. */

import { describe, expect, it } from 'vitest';
import { createFrame, frameOf } from '../../src/core/abi/frame.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { CONTEXT, MODEL } from '../../src/core/spmc/contexts.ts';
import type { AbortAction } from '../../src/core/spmc/endpoint-spec.ts';
import { LIFE } from '../../src/core/spmc/life.ts';
import type { Actor } from './support/actor.ts';
import { HEAP, OS_RAM, SP1_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { pair, processor, SP1, SP2, waiting } from './support/processors.ts';
import { retrieve, retrieved } from './support/retrieves.ts';
import { send, sent } from './support/sends.ts';
import { accessOf } from './support/state.ts';
import { EVERYTHING, SP1_UUID, type World, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

/** A world in which sp1 waits for messages; when it aborts, `action` becomes of it. */
function mortal(action?: AbortAction): World {
  return waiting({
    versions: { sp1: VERSION_1_3 },
    properties: { sp1: EVERYTHING, sp2: EVERYTHING },
    ...(action === undefined ? {} : { onAbort: { sp1: action } }),
  });
}

/** sp1 gets the processor from the OS, and aborts. */
function abort({ os, sp1 }: World): void {
  os.call(FFA.RUN, pair(SP1, 0));
  const { verdict, next } = sp1.call(FFA.ABORT, 0, 1);
  if (verdict !== 'FFA_ERROR' || next !== os.context) throw new Error(verdict);
}

/** Whether discovery tells of sp1. */
function isListed(os: Actor): boolean {
  return os.call(FFA.PARTITION_INFO_GET, ...SP1_UUID, 1).verdict === 'FFA_SUCCESS_32';
}

describe('after its abort', () => {
  const UNKNOWN = 'INVALID_PARAMETERS message/unknown-receiver x1';
  const NOT_RUN = 'INVALID_PARAMETERS message/run-unknown x1';
  const NOBODY = 'INVALID_PARAMETERS send/receiver-unknown @48+2';
  const ROWS: readonly (readonly [AbortAction | undefined, boolean, string, string, string, number])[] = [
    [
      undefined,
      false,
      'ABORTED message/receiver-aborted',
      'ABORTED message/run-aborted',
      NOBODY,
      LIFE.STOPPED,
    ],
    ['stop', true, 'BUSY message/receiver-stopped', 'BUSY message/run-busy', NOBODY, LIFE.STOPPED],
    ['destroy', false, UNKNOWN, NOT_RUN, NOBODY, LIFE.NULL],
    [
      'restart',
      true,
      'BUSY message/receiver-stopped',
      'BUSY message/run-busy',
      'FFA_SUCCESS_32',
      LIFE.CREATED,
    ],
  ];

  it.each(ROWS)('with %s: listed %s, a request %s, FFA_RUN %s, a share %s', (action, listed, ...expected) => {
    const w = mortal(action);
    abort(w);

    expect(isListed(w.os)).toBe(listed);
    expect([
      w.os.call(FFA.DIRECT_REQ, pair(0, SP1)).verdict,
      w.os.call(FFA.RUN, pair(SP1, 0)).verdict,
      send('share', w.os, [w.sp1], [PAGE]).verdict,
      w.spmc.state.endpoints.life[w.sp1.slot],
    ]).toEqual(expected);
  });

  it('QF9: an enumeration in registers begins anew', () => {
    const w = mortal('restart');
    w.os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0n);
    abort(w);

    expect(w.os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 2n).verdict).toBe('RETRY info/tag x3');
    expect(w.os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0n).verdict).toBe('FFA_SUCCESS_64');
  });
});

it('QF9: an enumeration in registers goes on when only another context of a partition that is gone aborts', () => {
  const { os, sp1, spmc } = world({ contexts: 2 });
  spmc.abort(sp1.context, createFrame());
  spmc.abort(sp1.context + 1, createFrame());

  // The tag says that one partition has aborted.
  expect(os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0x1_0001n).verdict).toBe('FFA_SUCCESS_64');
});

describe('restart', () => {
  it('it begins its first run, and knows nothing of its former life', () => {
    const w = mortal('restart');
    const { os, sp1, spmc } = w;
    const { contexts, endpoints } = spmc.state;
    os.call(FFA.RUN, pair(SP1, 0));
    sp1.call(FFA.NOTIFICATION_BIND, pair(SP2, SP1), 0, 1, 0);
    sp1.call(FFA.CONSOLE_LOG, 2, 0x4142);
    sp1.call(FFA.ABORT);

    spmc.schedule(sp1.context, createFrame());

    expect(contexts.model[sp1.context]).toBe(MODEL.INIT);
    expect(endpoints.life[sp1.slot]).toBe(LIFE.STARTED);
    expect(sp1.call(FFA.VERSION, VERSION_1_2).words[0]).toBe(VERSION_1_3);
    expect(sp1.version).toBe(VERSION_1_2);
    expect(sp1.mapBuffers().verdict).toBe('FFA_SUCCESS_32');
    expect(sp1.call(FFA.NOTIFICATION_BIND, pair(0, SP1), 0, 1, 0).verdict).toBe('FFA_SUCCESS_32');
    sp1.call(FFA.CONSOLE_LOG, 1, 0x0a);
    expect(spmc.state.printed).toEqual(['']);
    sp1.call(FFA.MSG_WAIT);
    expect(os.call(FFA.DIRECT_REQ, pair(0, SP1)).next).toBe(sp1.context);
  });

  it('it is told of nothing of which its manifest does not say that it wants to be', () => {
    const { sp1, spmc } = waiting({ properties: { sp1: 0x103 }, onAbort: { sp1: 'restart' } });
    spmc.abort(sp1.context, createFrame());

    spmc.schedule(sp1.context, createFrame());

    expect(sp1.call(FFA.NOTIFICATION_BIND, pair(0, SP1), 0, 1, 0).verdict).toBe(
      'NOT_SUPPORTED notification/disabled x1',
    );
  });

  it('the version is that of its manifest again', () => {
    const w = waiting({ versions: { sp1: VERSION_1_3 }, onAbort: { sp1: 'restart' }, bufferPages: 0 });
    w.spmc.state.endpoints.locked[w.sp1.slot] = 0;
    w.os.call(FFA.RUN, pair(SP1, 0));
    w.sp1.call(FFA.VERSION, VERSION_1_1);
    w.spmc.abort(w.sp1.context, createFrame());

    w.spmc.schedule(w.sp1.context, createFrame());

    expect(w.sp1.call(FFA.ABORT).verdict).toBe('FFA_ERROR');
  });

  it('it is not told that memory is non-secure before it has asked to be, again', () => {
    const w = world({ versions: { sp1: VERSION_1_0 }, onAbort: { sp1: 'restart' }, atBoot: true });
    const { os, sp1, spmc } = w;
    sp1.call(FFA.FEATURES, FFA.MEM_RETRIEVE_REQ, 2);
    spmc.abort(sp1.context, createFrame());

    spmc.schedule(sp1.context, createFrame());

    sp1.mapBuffers();
    const attributes = retrieved(sp1, os, sent('share', os, [sp1], [PAGE]))[2];
    expect(attributes).toBe(0x2f);
  });

  it('what it had sent is its own again, and what was sent to it may still be retrieved', () => {
    const w = mortal('restart');
    const { os, sp1, sp2, spmc } = w;
    const toIt = sent('share', os, [sp1], [PAGE]);
    os.call(FFA.RUN, pair(SP1, 0));
    sent('lend', sp1, [sp2], [SP1_RAM + HEAP]);
    sp1.call(FFA.ABORT);

    expect(accessOf(sp1, SP1_RAM + HEAP)).toBe('Owner-EA RWX');
    spmc.schedule(sp1.context, createFrame());
    sp1.mapBuffers();
    expect(retrieve(sp1, os, toIt).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });

  it('while it waits for another, it begins anew when that one is done with it', () => {
    const { os, sp1, sp2, spmc } = mortal('restart');
    const { life } = spmc.state.endpoints;
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    expect(spmc.abort(sp1.context, createFrame())).toBe(0);
    expect(life[sp1.slot]).toBe(LIFE.STOPPED);

    const frame = frameOf(FFA.DIRECT_RESP, pair(SP2, SP1));
    expect(sp2.callFrame(frame).next).toBe(os.context);
    expect([frame[0], frame[4]]).toEqual([FFA.ERROR, 0xffff_fff8]);
    expect(life[sp1.slot]).toBe(LIFE.CREATED);
    expect(os.call(FFA.ID_GET).verdict).toBe('FFA_SUCCESS_32');
  });

  it('before it has begun, it may abort again', () => {
    const w = mortal('restart');
    abort(w);

    expect(w.spmc.abort(w.sp1.context, createFrame())).toBe(0);
    expect(w.spmc.state.endpoints.life[w.sp1.slot]).toBe(LIFE.CREATED);
    expect(w.spmc.state.endpoints.aborts[w.sp1.slot]).toBe(2);
  });

  it('a copy of the manager remembers what was to become of it', () => {
    const w = mortal('restart');
    abort(w);
    const saved = w.spmc.save();
    w.spmc.schedule(w.sp1.context, createFrame());

    w.spmc.restore(saved);

    expect(w.spmc.state.contexts.state[w.sp1.context]).toBe(CONTEXT.CREATED);
    expect(w.os.call(FFA.DIRECT_REQ, pair(0, SP1)).verdict).toBe('BUSY message/receiver-stopped');
  });
});

it('propagate: nobody goes on, and nobody ever will', () => {
  const w = mortal('propagate');
  w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
  processor(w, 1).call(FFA.DIRECT_REQ, pair(0, SP2));

  expect(w.sp1.call(FFA.ABORT).next).toBe(0);

  const { contexts, endpoints } = w.spmc.state;
  expect(new Set(contexts.state.subarray(1))).toEqual(new Set([CONTEXT.ABORTED]));
  expect(new Set(contexts.model)).toEqual(new Set([MODEL.NONE]));
  expect(new Set(contexts.caller)).toEqual(new Set([0]));
  expect(new Set(endpoints.life.subarray(1, endpoints.count + 1))).toEqual(new Set([LIFE.STOPPED]));
  expect(() => w.os.call(FFA.ID_GET)).toThrow('does not have a processor');
});

it.each([
  ['a VM', { onAbort: { vm1: 'stop' } }, 'vm1: only a secure partition with one context'],
  [
    'several contexts',
    { onAbort: { sp1: 'stop' }, contexts: 2 },
    'sp1: only a secure partition with one context',
  ],
] as const)('%s: has no life cycle', (_name, options, message) => {
  expect(() => world(options)).toThrow(message);
});
