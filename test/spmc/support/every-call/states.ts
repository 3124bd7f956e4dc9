/** Every state in which an endpoint can make a call, and every state in which it cannot. */

import { createFrame } from '../../../../src/core/abi/frame.ts';
import type { Actor } from '../actor.ts';
import { HEAP, VM2_RAM } from '../addresses.ts';
import { FFA } from '../ids.ts';
import { pair } from '../processors.ts';
import { retrieved } from '../retrieves.ts';
import { sent } from '../sends.ts';
import { type ActorName, EVERYTHING, type World, world } from '../world.ts';

/** Kinds of caller. */
export interface Kind {
  readonly name: string;
  readonly actor: ActorName;
  /** Execution contexts of secure partitions. */
  readonly contexts: number;
  readonly secure: boolean;
}

export const KINDS: readonly Kind[] = [
  { name: 'the hypervisor', actor: 'os', contexts: 1, secure: false },
  { name: 'a VM', actor: 'vm1', contexts: 1, secure: false },
  { name: 'an S-EL1 partition', actor: 'sp1', contexts: 1, secure: true },
  { name: 'an S-EL1 partition of two contexts', actor: 'sp1', contexts: 2, secure: true },
  { name: 'an S-EL0 partition', actor: 'user', contexts: 1, secure: true },
];

/** Who has the caller's processor: itself, in its first run, because it was run, or because it serves a request. */
export type Running = 'of its own' | 'first run' | 'run' | 'serving';

export interface State {
  readonly name: string;
  /** It has called nothing but FFA_VERSION. */
  readonly fresh: boolean;
  readonly buffers: 'none' | 'mapped' | 'full';
  readonly running: Running;
}

function statesWith(running: Running, name: string): State[] {
  return [
    { name: `${name}, without buffers`, fresh: false, buffers: 'none', running },
    { name: `${name}, with buffers`, fresh: false, buffers: 'mapped', running },
    { name: `${name}, with a full RX`, fresh: false, buffers: 'full', running },
  ];
}

const FRESH = { fresh: true, buffers: 'none' } as const;

/** In which a VM, or its hypervisor, calls. */
export const NORMAL_STATES: readonly State[] = [
  { ...FRESH, name: 'before its first call', running: 'of its own' },
  ...statesWith('of its own', 'running'),
];

/** In which a secure partition calls. */
export const SECURE_STATES: readonly State[] = [
  { ...FRESH, name: 'before its first call', running: 'first run' },
  ...statesWith('first run', 'in its first run'),
  ...statesWith('run', 'after FFA_RUN'),
  ...statesWith('serving', 'serving a request'),
];

/** A world in one state, with everybody whom the calls of a test are about. */
export interface Scene {
  readonly w: World;
  readonly caller: Actor;
  /** An S-EL1 partition that waits, has buffers, and listens to the caller. */
  readonly partner: Actor;
  /** Shared with the caller, where that is a partition with buffers: one it has retrieved, and one it has not. */
  readonly borrowed: bigint;
  readonly offered: bigint;
  /** Shared by the caller, where it has had buffers. */
  readonly own: bigint;
}

/** Brings a world into a state. Whatever the caller does for that, it does in the version that it starts with. */
export function sceneOf(kind: Kind, state: State, version: number): Scene {
  const everything = { sp1: EVERYTHING, sp2: EVERYTHING, user: EVERYTHING };
  const w = world({
    atBoot: true,
    contexts: kind.contexts,
    bufferPages: { [kind.actor]: 0 },
    versions: { [kind.actor]: version },
    properties: everything,
  });
  const caller = w[kind.actor];
  const partner = w.sp2;
  if (caller !== w.sp1) w.sp1.call(FFA.MSG_WAIT);
  const listening = (to: Actor, from: Actor) => to.call(FFA.NOTIFICATION_BIND, pair(from.id, to.id), 0, 0x1);
  listening(partner, caller);
  listening(partner, w.vm2);
  partner.call(FFA.NOTIFICATION_BIND, pair(2, partner.id), 0, 0x2);
  w.vm2.call(FFA.NOTIFICATION_SET, pair(2, partner.id), 0, 0x2);
  partner.call(FFA.MSG_WAIT);
  const page = (index: number) => VM2_RAM + HEAP + index * 0x1000;
  const share = (index: number) => (kind.secure ? sent('share', w.vm2, [caller], [page(index)]) : 0n);
  const [borrowed, offered] = [share(0), share(1)];
  const own = state.fresh ? 0n : settle(w, kind, caller, borrowed);
  bring(w, caller, state);
  return { w, caller, partner, borrowed, offered, own };
}

/** What a caller has done before: bound a notification, retrieved memory, sent memory. */
function settle(w: World, kind: Kind, caller: Actor, borrowed: bigint): bigint {
  if (!kind.secure) w.os.call(FFA.NOTIFICATION_BITMAP_CREATE, caller.id, 1);
  caller.call(FFA.NOTIFICATION_BIND, pair(w.sp2.id, caller.id), 0, 0x1);
  caller.mapBuffers();
  if (kind.secure) retrieved(caller, w.vm2, borrowed);
  return sent('share', caller, [w.sp2], [caller.ram + HEAP + 0x1_0000]);
}

function bring(w: World, caller: Actor, { fresh, buffers, running }: State): void {
  if (running === 'run' || running === 'serving') caller.call(FFA.MSG_WAIT);
  if (running === 'run') w.os.call(FFA.RUN, pair(caller.id, 0));
  if (running === 'serving') w.os.call(FFA.DIRECT_REQ, pair(0, caller.id));
  if (!fresh && buffers === 'none') caller.call(FFA.RXTX_UNMAP);
  if (buffers === 'full') caller.call(FFA.PARTITION_INFO_GET);
}

/** Ways in which a context loses its processor. */
export interface Loss {
  readonly name: string;
  readonly ofPartition: boolean;
  readonly ofVm: boolean;
  readonly lose: (scene: Scene) => unknown;
}

const run = ({ w, caller }: Scene) => w.os.call(FFA.RUN, pair(caller.id, 0));
const waitAndRun = (scene: Scene) => [scene.caller.call(FFA.MSG_WAIT), run(scene)];
const ask = ({ caller, partner }: Scene) => caller.call(FFA.DIRECT_REQ, pair(caller.id, partner.id));

export const LOSSES: readonly Loss[] = [
  { name: 'it waits', ofPartition: true, ofVm: false, lose: ({ caller }) => caller.call(FFA.MSG_WAIT) },
  { name: 'it waits for an answer', ofPartition: true, ofVm: true, lose: ask },
  {
    name: 'it yielded',
    ofPartition: true,
    ofVm: false,
    lose: (scene) => [waitAndRun(scene), scene.caller.call(FFA.YIELD)],
  },
  {
    name: 'an interrupt took it',
    ofPartition: true,
    ofVm: false,
    lose: (scene) => [waitAndRun(scene), scene.w.spmc.preempt(scene.caller.context, createFrame())],
  },
  {
    name: 'it has aborted',
    ofPartition: true,
    ofVm: true,
    lose: ({ w, caller }) => w.spmc.abort(caller.context, createFrame()),
  },
];
