/**
 * The FF-A functions: number, widths, first version, and what travels in their registers.
 *
 * One table for everybody: the manager builds its dispatch from it, the trace names registers with it, strict
 * profiles find unused registers with it. A function id is `0x84000000 | number` (SMC32) or `0xC4000000 | number` (SMC64).
 *
 * Source: ffa-hafnium 1.1 (numbers, widths), 1.2 (registers).
 */

import { hexText } from './hex.ts';
import { parseVersion } from './versions.ts';

/** A named part of an argument register: bits `low`..`high` of register `register`. */
export interface RegisterField {
  readonly name: string;
  readonly register: number;
  readonly low?: number;
  readonly high?: number;
}

/** Which SMC widths a function exists in. */
export type Widths = '32' | '64' | 'both';

export interface FunctionRow {
  readonly name: string;
  readonly number: number;
  readonly widths: Widths;
  /** First FF-A version that has it. */
  readonly since: '1.0' | '1.1' | '1.2' | '1.3';
  /** Last FF-A version that has it, for calls that were withdrawn. */
  readonly until?: '1.0';
  /** Argument registers by name. Registers that no field names are reserved. */
  readonly takes: readonly RegisterField[];
}

const SENDER_RECEIVER = [
  { name: 'sender', register: 1, low: 16, high: 31 },
  { name: 'receiver', register: 1, low: 0, high: 15 },
] as const;

const DESCRIPTOR_CALL = [
  { name: 'total length', register: 1 },
  { name: 'fragment length', register: 2 },
  { name: 'buffer address', register: 3 },
  { name: 'buffer pages', register: 4 },
] as const;

const HANDLE = [
  { name: 'handle low', register: 1 },
  { name: 'handle high', register: 2 },
] as const;

const UUID_WORDS = [
  { name: 'uuid 0', register: 1 },
  { name: 'uuid 1', register: 2 },
  { name: 'uuid 2', register: 3 },
  { name: 'uuid 3', register: 4 },
] as const;

const DATA_3_TO_7 = [3, 4, 5, 6, 7].map((register) => ({ name: `data ${register - 3}`, register }));
const DATA_4_TO_17 = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((register) => ({
  name: `data ${register - 4}`,
  register,
}));

/** Every function id of FF-A 1.0 to 1.3 in numeric order. */
export const FUNCTIONS: readonly FunctionRow[] = [
  {
    name: 'FFA_ERROR',
    number: 0x60,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'target', register: 1 },
      { name: 'status', register: 2 },
    ],
  },
  {
    name: 'FFA_SUCCESS',
    number: 0x61,
    widths: 'both',
    since: '1.0',
    takes: [
      { name: 'target', register: 1 },
      { name: 'result 0', register: 2 },
      { name: 'result 1', register: 3 },
    ],
  },
  {
    name: 'FFA_INTERRUPT',
    number: 0x62,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'endpoint', register: 1, low: 16, high: 31 },
      { name: 'vcpu', register: 1, low: 0, high: 15 },
      { name: 'interrupt', register: 2 },
    ],
  },
  {
    name: 'FFA_VERSION',
    number: 0x63,
    widths: '32',
    since: '1.0',
    takes: [{ name: 'version', register: 1 }],
  },
  {
    name: 'FFA_FEATURES',
    number: 0x64,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'function or feature id', register: 1 },
      { name: 'input properties', register: 2 },
    ],
  },
  {
    name: 'FFA_RX_RELEASE',
    number: 0x65,
    widths: '32',
    since: '1.0',
    takes: [{ name: 'endpoint', register: 1, low: 0, high: 15 }],
  },
  {
    name: 'FFA_RXTX_MAP',
    number: 0x66,
    widths: 'both',
    since: '1.0',
    takes: [
      { name: 'TX address', register: 1 },
      { name: 'RX address', register: 2 },
      { name: 'page count', register: 3, low: 0, high: 5 },
    ],
  },
  {
    name: 'FFA_RXTX_UNMAP',
    number: 0x67,
    widths: '32',
    since: '1.0',
    takes: [{ name: 'endpoint', register: 1, low: 16, high: 31 }],
  },
  {
    name: 'FFA_PARTITION_INFO_GET',
    number: 0x68,
    widths: '32',
    since: '1.0',
    takes: [...UUID_WORDS, { name: 'flags', register: 5 }],
  },
  { name: 'FFA_ID_GET', number: 0x69, widths: '32', since: '1.0', takes: [] },
  { name: 'FFA_MSG_POLL', number: 0x6a, widths: '32', since: '1.0', until: '1.0', takes: [] },
  {
    name: 'FFA_MSG_WAIT',
    number: 0x6b,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'endpoint and vcpu', register: 1 },
      { name: 'flags', register: 2 },
    ],
  },
  {
    name: 'FFA_YIELD',
    number: 0x6c,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'endpoint and vcpu', register: 1 },
      { name: 'timeout low', register: 2 },
      { name: 'timeout high', register: 3 },
    ],
  },
  {
    name: 'FFA_RUN',
    number: 0x6d,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'endpoint', register: 1, low: 16, high: 31 },
      { name: 'vcpu', register: 1, low: 0, high: 15 },
    ],
  },
  { name: 'FFA_MSG_SEND', number: 0x6e, widths: '32', since: '1.0', until: '1.0', takes: [] },
  {
    name: 'FFA_MSG_SEND_DIRECT_REQ',
    number: 0x6f,
    widths: 'both',
    since: '1.0',
    takes: [...SENDER_RECEIVER, { name: 'flags', register: 2 }, ...DATA_3_TO_7],
  },
  {
    name: 'FFA_MSG_SEND_DIRECT_RESP',
    number: 0x70,
    widths: 'both',
    since: '1.0',
    takes: [...SENDER_RECEIVER, { name: 'flags', register: 2 }, ...DATA_3_TO_7],
  },
  { name: 'FFA_MEM_DONATE', number: 0x71, widths: 'both', since: '1.0', takes: DESCRIPTOR_CALL },
  { name: 'FFA_MEM_LEND', number: 0x72, widths: 'both', since: '1.0', takes: DESCRIPTOR_CALL },
  { name: 'FFA_MEM_SHARE', number: 0x73, widths: 'both', since: '1.0', takes: DESCRIPTOR_CALL },
  { name: 'FFA_MEM_RETRIEVE_REQ', number: 0x74, widths: 'both', since: '1.0', takes: DESCRIPTOR_CALL },
  {
    name: 'FFA_MEM_RETRIEVE_RESP',
    number: 0x75,
    widths: '32',
    since: '1.0',
    takes: [
      { name: 'total length', register: 1 },
      { name: 'fragment length', register: 2 },
    ],
  },
  { name: 'FFA_MEM_RELINQUISH', number: 0x76, widths: '32', since: '1.0', takes: [] },
  {
    name: 'FFA_MEM_RECLAIM',
    number: 0x77,
    widths: '32',
    since: '1.0',
    takes: [...HANDLE, { name: 'flags', register: 3 }],
  },
  { name: 'FFA_MEM_OP_PAUSE', number: 0x78, widths: '32', since: '1.0', until: '1.0', takes: HANDLE },
  { name: 'FFA_MEM_OP_RESUME', number: 0x79, widths: '32', since: '1.0', until: '1.0', takes: HANDLE },
  {
    name: 'FFA_MEM_FRAG_RX',
    number: 0x7a,
    widths: '32',
    since: '1.0',
    takes: [
      ...HANDLE,
      { name: 'fragment offset', register: 3 },
      { name: 'sender', register: 4, low: 16, high: 31 },
    ],
  },
  {
    name: 'FFA_MEM_FRAG_TX',
    number: 0x7b,
    widths: '32',
    since: '1.0',
    takes: [
      ...HANDLE,
      { name: 'fragment length', register: 3 },
      { name: 'sender', register: 4, low: 16, high: 31 },
    ],
  },
  { name: 'FFA_NORMAL_WORLD_RESUME', number: 0x7c, widths: '32', since: '1.0', takes: [] },
  {
    name: 'FFA_NOTIFICATION_BITMAP_CREATE',
    number: 0x7d,
    widths: '32',
    since: '1.1',
    takes: [
      { name: 'vm', register: 1, low: 0, high: 15 },
      { name: 'vcpus', register: 2 },
    ],
  },
  {
    name: 'FFA_NOTIFICATION_BITMAP_DESTROY',
    number: 0x7e,
    widths: '32',
    since: '1.1',
    takes: [{ name: 'vm', register: 1, low: 0, high: 15 }],
  },
  {
    name: 'FFA_NOTIFICATION_BIND',
    number: 0x7f,
    widths: '32',
    since: '1.1',
    takes: [
      ...SENDER_RECEIVER,
      { name: 'flags', register: 2 },
      { name: 'bitmap low', register: 3 },
      { name: 'bitmap high', register: 4 },
    ],
  },
  {
    name: 'FFA_NOTIFICATION_UNBIND',
    number: 0x80,
    widths: '32',
    since: '1.1',
    takes: [...SENDER_RECEIVER, { name: 'bitmap low', register: 3 }, { name: 'bitmap high', register: 4 }],
  },
  {
    name: 'FFA_NOTIFICATION_SET',
    number: 0x81,
    widths: '32',
    since: '1.1',
    takes: [
      ...SENDER_RECEIVER,
      { name: 'flags', register: 2 },
      { name: 'bitmap low', register: 3 },
      { name: 'bitmap high', register: 4 },
    ],
  },
  {
    name: 'FFA_NOTIFICATION_GET',
    number: 0x82,
    widths: '32',
    since: '1.1',
    takes: [
      { name: 'vcpu', register: 1, low: 16, high: 31 },
      { name: 'receiver', register: 1, low: 0, high: 15 },
      { name: 'flags', register: 2 },
    ],
  },
  { name: 'FFA_NOTIFICATION_INFO_GET', number: 0x83, widths: 'both', since: '1.1', takes: [] },
  {
    name: 'FFA_RX_ACQUIRE',
    number: 0x84,
    widths: '32',
    since: '1.1',
    takes: [{ name: 'endpoint', register: 1, low: 0, high: 15 }],
  },
  { name: 'FFA_SPM_ID_GET', number: 0x85, widths: '32', since: '1.1', takes: [] },
  {
    name: 'FFA_MSG_SEND2',
    number: 0x86,
    widths: '32',
    since: '1.1',
    takes: [
      { name: 'sender', register: 1, low: 16, high: 31 },
      { name: 'flags', register: 2 },
    ],
  },
  {
    name: 'FFA_SECONDARY_EP_REGISTER',
    number: 0x87,
    widths: '64',
    since: '1.1',
    takes: [{ name: 'entry point', register: 1 }],
  },
  {
    name: 'FFA_MEM_PERM_GET',
    number: 0x88,
    widths: 'both',
    since: '1.1',
    takes: [
      { name: 'base address', register: 1 },
      { name: 'page count minus 1', register: 2 },
    ],
  },
  {
    name: 'FFA_MEM_PERM_SET',
    number: 0x89,
    widths: 'both',
    since: '1.1',
    takes: [
      { name: 'base address', register: 1 },
      { name: 'page count', register: 2 },
      { name: 'permissions', register: 3 },
    ],
  },
  {
    name: 'FFA_CONSOLE_LOG',
    number: 0x8a,
    widths: 'both',
    // ffa-hafnium 1.2, 1.8: earlier callers than those of FF-A 1.2 have it as well, with fewer characters.
    since: '1.0',
    takes: [
      { name: 'character count', register: 1 },
      ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((register) => ({
        name: `characters ${register - 2}`,
        register,
      })),
    ],
  },
  {
    name: 'FFA_PARTITION_INFO_GET_REGS',
    number: 0x8b,
    widths: '64',
    since: '1.2',
    takes: [
      { name: 'uuid low', register: 1 },
      { name: 'uuid high', register: 2 },
      { name: 'start index', register: 3, low: 0, high: 15 },
      { name: 'tag', register: 3, low: 16, high: 31 },
    ],
  },
  { name: 'FFA_EL3_INTR_HANDLE', number: 0x8c, widths: '32', since: '1.2', takes: [] },
  {
    name: 'FFA_MSG_SEND_DIRECT_REQ2',
    number: 0x8d,
    widths: '64',
    since: '1.2',
    takes: [
      ...SENDER_RECEIVER,
      { name: 'uuid low', register: 2 },
      { name: 'uuid high', register: 3 },
      ...DATA_4_TO_17,
    ],
  },
  {
    name: 'FFA_MSG_SEND_DIRECT_RESP2',
    number: 0x8e,
    widths: '64',
    since: '1.2',
    takes: [...SENDER_RECEIVER, ...DATA_4_TO_17],
  },
  {
    name: 'FFA_NS_RES_INFO_GET',
    number: 0x8f,
    widths: '64',
    since: '1.3',
    takes: [
      { name: 'target', register: 1, low: 0, high: 15 },
      { name: 'target valid', register: 2, low: 0, high: 0 },
      { name: 'resource type', register: 2, low: 2, high: 3 },
      { name: 'continue', register: 2, low: 4, high: 4 },
    ],
  },
  {
    name: 'FFA_ABORT',
    number: 0x90,
    widths: 'both',
    since: '1.3',
    takes: [{ name: 'code', register: 2 }],
  },
];

/** Lowest and highest function number of FF-A. */
export const FIRST_FUNCTION = 0x60;
export const LAST_FUNCTION = 0x90;

const SMC32 = 0x8400_0000;
const SMC64 = 0xc400_0000;
const SVE_HINT = 0x0001_0000;

const byNumber = new Map<number, FunctionRow>(FUNCTIONS.map((row) => [row.number, row]));
const byName = new Map<string, FunctionRow>(FUNCTIONS.map((row) => [row.name, row]));

/** The id of a named function in one width. Throws for a name or width FF-A does not have: that is a programmer's error. */
export function functionId(name: string, width: 32 | 64 = 32): number {
  const row = byName.get(name);
  if (row === undefined) throw new TypeError(`no FF-A function is called ${name}`);
  if (!hasWidth(row, width)) throw new TypeError(`${name} has no ${width}-bit form`);
  return (width === 64 ? SMC64 : SMC32) + row.number;
}

/** Whether a version of FF-A has a named function. Throws for a name FF-A does not have. */
export function hasFunction(version: number, name: string): boolean {
  const row = byName.get(name);
  if (row === undefined) throw new TypeError(`no FF-A function is called ${name}`);
  const since = parseVersion(row.since) ?? 0;
  const until = parseVersion(row.until ?? '') ?? version;
  return since <= version && version <= until;
}

/** Whether a function exists in a width. */
export function hasWidth(row: FunctionRow, width: 32 | 64): boolean {
  return row.widths === 'both' || row.widths === String(width);
}

/** Whether an id lies in FF-A's range of fast calls. Bit 16, the SVE hint, is not part of the id. */
export function isFfaId(id: number): boolean {
  const base = (id & ~SVE_HINT & ~0xff) >>> 0;
  const number = id & 0xff;
  return (base === SMC32 || base === SMC64) && number >= FIRST_FUNCTION && number <= LAST_FUNCTION;
}

/** 64 for an SMC64 id, 32 otherwise. */
export function widthOfId(id: number): 32 | 64 {
  return (id & 0x4000_0000) !== 0 ? 64 : 32;
}

/** The table row of an id, or `undefined` when no FF-A function of that width has it. */
export function functionOfId(id: number): FunctionRow | undefined {
  const row = isFfaId(id) ? byNumber.get(id & 0xff) : undefined;
  return row !== undefined && hasWidth(row, widthOfId(id)) ? row : undefined;
}

/** "FFA_MEM_SHARE_32" for an id; the plain name where only one width exists; hex for what is no FF-A function. */
export function functionName(id: number): string {
  const row = functionOfId(id);
  if (row === undefined) return hexText(id, 8);
  return row.widths === 'both' ? `${row.name}_${widthOfId(id)}` : row.name;
}
