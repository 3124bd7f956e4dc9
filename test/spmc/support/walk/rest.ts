/** Random calls about versions, features, buffers and lists, and calls of any function at all. */

import fc from 'fast-check';
import { createFrame, type Frame, frameOf } from '../../../../src/core/abi/frame.ts';
import { encodeRxTxEndpoint } from '../../../../src/core/abi/rxtx-endpoint.ts';
import type { Actor } from '../actor.ts';
import { HEAP, OS_READ_ONLY, RX_OFFSET, SP1_READ_ONLY, VM1_RAM, VM2_LOW } from '../addresses.ts';
import { FFA, wide } from '../ids.ts';
import type { World } from '../world.ts';

export const REST_ACTIONS = [
  'version',
  'features',
  'identity',
  'map',
  'map',
  'unmap',
  'map for a VM',
  'release for a VM',
  'list',
  'list in registers',
  'look at permissions',
  'register',
  'anything',
  'anything',
  'anything',
] as const;

/** One call, as numbers. */
export interface Rest {
  readonly action: (typeof REST_ACTIONS)[number];
  readonly who: number;
  readonly one: number;
  readonly two: number;
  readonly values: readonly number[];
}

const word = fc.oneof(
  fc.nat(16),
  fc.nat(0xffff_ffff),
  fc.constantFrom(
    0,
    0,
    0,
    1,
    2,
    0x8001,
    0x8001_0000,
    0x1_0000,
    0x1_8001,
    0x8001_8002,
    0x8000_0000,
    0xffff_ffff,
  ),
);

export const REST: fc.Arbitrary<Rest> = fc.record({
  action: fc.constantFrom(...REST_ACTIONS),
  who: fc.nat(60),
  one: fc.nat(255),
  two: fc.nat(7),
  values: fc.array(word, { minLength: 34, maxLength: 34 }),
});

const VERSIONS = [0x1_0000, 0x1_0001, 0x1_0002, 0x1_0003, 0x1_0004, 0x2_0000, 0x8001_0000, 0];
/** Feature ids, and ids of no feature. */
const FEATURES = [1, 2, 3, 4, 5, 0];
/** Where a VM has its RAM, physically. */
const RAM_OF: readonly (readonly [id: number, ram: number])[] = [
  [1, VM1_RAM],
  [2, VM2_LOW],
  [1, VM1_RAM + HEAP],
  [7, VM1_RAM],
];

/** The endpoints that a call is for. */
export function suitedTo({ action }: Rest, { os, sp1, sp2, user }: World): readonly number[] {
  switch (action) {
    case 'map for a VM':
    case 'release for a VM':
      return [os.id];
    case 'look at permissions':
      return [user.id];
    case 'register':
      return [sp1.id, sp2.id, user.id];
    default:
      return [];
  }
}

/** Fills TX, if need be, and gives the registers of a call. */
export function restOf(w: World, rest: Rest, caller: Actor): Frame {
  const { one, two, values } = rest;
  switch (rest.action) {
    case 'version':
      return frameOf(FFA.VERSION, VERSIONS[two]!);
    case 'features':
      return two < 4
        ? frameOf(FFA.FEATURES, featureOf(rest), two === 1 ? 0 : 2)
        : frameOf(FFA.FEATURES, FEATURES[one % 6]!, two === 4 ? 1 : 0);
    case 'identity':
      return frameOf(two % 2 === 0 ? FFA.ID_GET : FFA.SPM_ID_GET);
    case 'map':
      return mapOf(rest, caller);
    case 'unmap':
      return frameOf(FFA.RXTX_UNMAP, two < 5 ? 0 : (two - 4) * 0x1_0000);
    case 'map for a VM':
      return mapForVm(w, rest, caller);
    case 'release for a VM':
      return frameOf(FFA.RX_RELEASE, two % 3);
    case 'list':
      return frameOf(FFA.PARTITION_INFO_GET, two === 7 ? values[0]! : 0, 0, 0, 0, two % 3 === 0 ? 1 : 0);
    case 'list in registers':
      return frameOf(FFA.PARTITION_INFO_GET_REGS, two === 7 ? values[0]! : 0, 0, two < 5 ? 0 : one % 5);
    case 'look at permissions':
      return frameOf(
        two % 2 === 0 ? FFA.MEM_PERM_GET : wide(FFA.MEM_PERM_GET),
        caller.ram + (one << 15),
        two,
      );
    case 'register':
      return frameOf(FFA.SECONDARY_EP_REGISTER, one << 12);
    case 'anything':
      return anything(rest);
  }
}

/** A function, every fourth time the one whose features depend on what the caller knows. */
function featureOf({ one, two }: Rest): number {
  const id = one % 4 === 0 ? FFA.MEM_RETRIEVE_REQ : 0x8400_0060 + (one % 0x31);
  return two < 2 ? id : wide(id);
}

/** The caller's own buffers, or what is not quite that. */
function mapOf({ one, two }: Rest, { ram, id }: Actor): Frame {
  const call = one % 2 === 0 ? FFA.RXTX_MAP : wide(FFA.RXTX_MAP);
  const odd = two === 7 ? 0x800 : 0;
  const readOnly = new Map([
    [0, OS_READ_ONLY],
    [0x8001, SP1_READ_ONLY],
  ]);
  const rx = new Map([
    [4, ram],
    [5, ram + HEAP],
    [6, readOnly.get(id) ?? OS_READ_ONLY],
  ]);
  return frameOf(call, ram + odd, rx.get(two) ?? ram + RX_OFFSET, two < 3 ? 1 + (two & 1) : one % 18);
}

function mapForVm({ memory, spmc }: World, { one, two, values }: Rest, caller: Actor): Frame {
  const [endpoint, address] = RAM_OF[one % RAM_OF.length]!;
  const pages = two < 5 ? 1 : values[0]!;
  const rx = { constituents: [{ address: address + RX_OFFSET, pages }] };
  const tx = { constituents: [{ address, pages: two === 6 ? values[1]! : pages }] };
  const bytes = encodeRxTxEndpoint({ endpoint, rx, tx }, caller.version);
  if (two === 7) bytes[values[2]! % bytes.length] = values[3]! & 0xff;
  if (spmc.state.endpoints.bufferPages[caller.slot] !== 0) {
    memory.writeBytes(caller.physical(caller.ram), new Uint8Array(4096));
    caller.put(bytes);
  }
  return frameOf(FFA.RXTX_MAP);
}

/** A function of FF-A, for the most part, in a width that it may not have; or none. */
function anything({ one, two, values }: Rest): Frame {
  const frame = createFrame();
  frame.set(values, 2);
  const base = [
    0x8400_0000, 0xc400_0000, 0x8400_0000, 0xc400_0000, 0x8401_0000, 0xc401_0000, 0x0400_0000, 0x8600_0000,
  ];
  frame[0] = base[two]! + (one < 0xa0 ? 0x60 + (one % 0x31) : one);
  // Upper halves are garbage in a 32-bit call, and mostly zero in a 64-bit one: no address or UUID would be known otherwise.
  if (two % 2 === 1) for (let half = 3; half < 36; half += 2) if (values[half - 2]! > 16) frame[half] = 0;
  return frame;
}
