/**
 * What each function of FF-A answers to a call that is in order, in every state of the caller. Written from the references, not from
 * the code: numbers and widths are those of ffa-hafnium 1.1, registers those of 1.2; each row says where its answers come from.
 */

import { encodeRelinquish } from '../../../../src/core/abi/relinquish.ts';
import { HEAP, RX_OFFSET } from '../addresses.ts';
import { FFA } from '../ids.ts';
import { letterOf } from '../letters.ts';
import { pair } from '../processors.ts';
import { describeRequest } from '../retrieves.ts';
import { describeSend, type Operation } from '../sends.ts';
import type { Kind, Scene, State } from './states.ts';

/** OK for any answer that is no error, or the status of the error. */
export type Expected =
  | 'OK'
  | 'NOT_SUPPORTED'
  | 'INVALID_PARAMETERS'
  | 'BUSY'
  | 'DENIED'
  | 'RETRY'
  | 'NO_DATA';

export interface Row {
  readonly name: string;
  readonly number: number;
  readonly widths: '32' | '64' | 'both';
  readonly since: '1.0' | '1.1' | '1.2' | '1.3';
  /** The last version in which it is called. */
  readonly until?: '1.2';
  /** Who has it. */
  readonly offered: (kind: Kind) => boolean;
  /** Fills TX, where the caller has one, and gives w1 and on. */
  readonly call: (scene: Scene) => readonly number[];
  readonly answer: (state: State, kind: Kind, width: 32 | 64) => Expected;
  readonly source: string;
}

const anybody = () => true;
const nobody = () => false;
const partitions = ({ secure }: Kind) => secure;
const hypervisor = ({ actor }: Kind) => actor === 'os';
const users = ({ actor }: Kind) => actor === 'user';
const several = ({ secure, contexts }: Kind) => secure && contexts > 1;

const nothing = () => [];
const always = (expected: Expected) => () => expected;
/** By what is in the way of the caller's buffers. */
const byBuffers =
  (none: Expected, mapped: Expected, full: Expected) =>
  ({ buffers }: State): Expected =>
    ({ none, mapped, full })[buffers];
/** By who has given the caller the processor. Of the normal world nobody has. */
const byRun =
  (first: Expected, run: Expected, serving: Expected) =>
  ({ running }: State): Expected =>
    ({ 'first run': first, run, serving, 'of its own': 'OK' as const })[running];
const inFirstRunOnly = byRun('OK', 'DENIED', 'DENIED');
/** Bitmaps: of partitions by their manifest; here a VM has one as soon as it has called anything. */
const listens = ({ fresh }: State, { secure }: Kind) => secure || !fresh;

const words = (handle: bigint) => [Number(handle & 0xffff_ffffn), Number(handle >> 32n)];
const toPartner = ({ caller, partner }: Scene) => pair(caller.id, partner.id);
const fromPartner = ({ caller, partner }: Scene) => pair(partner.id, caller.id);

/** Puts bytes into TX and gives their length twice. The caller of a test without buffers has nowhere to put them. */
function inTx({ w, caller }: Scene, bytes: Uint8Array): readonly number[] {
  if (w.spmc.state.endpoints.bufferPages[caller.slot] !== 0) caller.put(bytes);
  return [bytes.length, bytes.length];
}

function send(name: string, number: number, operation: Operation): Row {
  return {
    name,
    number,
    widths: 'both',
    since: '1.0',
    offered: anybody,
    call: (scene) => {
      const page = scene.caller.ram + HEAP + 0x4000;
      return inTx(scene, describeSend(operation, scene.caller, [scene.partner], [page]));
    },
    answer: byBuffers('INVALID_PARAMETERS', 'OK', 'OK'),
    source: 'ffa-hafnium 3.1 A1-A6',
  };
}

/** Functions that nobody calls: answers, withdrawn ones, and those of others. */
function neverCalled(name: string, number: number, widths: Row['widths'], source: string): Row {
  return { name, number, widths, since: '1.0', offered: nobody, call: nothing, answer: always('OK'), source };
}

export const ROWS: readonly Row[] = [
  {
    name: 'FFA_ERROR',
    number: 0x60,
    widths: '32',
    since: '1.0',
    until: '1.2',
    offered: partitions,
    call: () => [0, 0xffff_fff8],
    answer: inFirstRunOnly,
    source: 'ffa-hafnium 1.8',
  },
  neverCalled('FFA_SUCCESS', 0x61, 'both', 'ffa-hafnium 1.1'),
  neverCalled('FFA_INTERRUPT', 0x62, '32', 'ffa-hafnium 1.1'),
  {
    name: 'FFA_VERSION',
    number: 0x63,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: ({ caller }) => [caller.version],
    answer: always('OK'),
    source: 'ffa-hafnium 1.3',
  },
  {
    name: 'FFA_FEATURES',
    number: 0x64,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: () => [FFA.VERSION],
    answer: always('OK'),
    source: 'ffa-hafnium 1.4',
  },
  {
    name: 'FFA_RX_RELEASE',
    number: 0x65,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: nothing,
    answer: byBuffers('DENIED', 'DENIED', 'OK'),
    source: 'ffa-hafnium 1.6',
  },
  {
    name: 'FFA_RXTX_MAP',
    number: 0x66,
    widths: 'both',
    since: '1.0',
    offered: anybody,
    call: ({ caller }) => [caller.ram, caller.ram + RX_OFFSET, 1],
    answer: byBuffers('OK', 'DENIED', 'DENIED'),
    source: 'ffa-hafnium 1.6, spmc-tfa-optee 1.3',
  },
  {
    name: 'FFA_RXTX_UNMAP',
    number: 0x67,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: nothing,
    answer: byBuffers('INVALID_PARAMETERS', 'OK', 'OK'),
    source: 'ffa-hafnium 1.6',
  },
  {
    name: 'FFA_PARTITION_INFO_GET',
    number: 0x68,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: nothing,
    answer: byBuffers('BUSY', 'OK', 'BUSY'),
    source: 'ffa-hafnium 1.5',
  },
  {
    name: 'FFA_ID_GET',
    number: 0x69,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: nothing,
    answer: always('OK'),
    source: 'ffa-hafnium 1.2',
  },
  neverCalled('FFA_MSG_POLL', 0x6a, '32', 'ffa-hafnium 1.4'),
  {
    name: 'FFA_MSG_WAIT',
    number: 0x6b,
    widths: '32',
    since: '1.0',
    offered: partitions,
    call: nothing,
    answer: byRun('OK', 'OK', 'DENIED'),
    source: 'ffa-hafnium 1.8, spmc-tfa-optee 1.3',
  },
  {
    name: 'FFA_YIELD',
    number: 0x6c,
    widths: '32',
    since: '1.0',
    offered: partitions,
    call: nothing,
    answer: byRun('DENIED', 'OK', 'OK'),
    source: 'ffa-hafnium 1.8, 1.4',
  },
  {
    name: 'FFA_RUN',
    number: 0x6d,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: ({ partner }) => [pair(partner.id, 0)],
    answer: byRun('DENIED', 'OK', 'OK'),
    source: 'ffa-hafnium 1.8',
  },
  neverCalled('FFA_MSG_SEND', 0x6e, '32', 'ffa-hafnium 1.4'),
  {
    name: 'FFA_MSG_SEND_DIRECT_REQ',
    number: 0x6f,
    widths: 'both',
    since: '1.0',
    offered: anybody,
    call: (scene) => [toPartner(scene)],
    answer: byRun('OK', 'OK', 'OK'),
    source: 'ffa-hafnium 1.8',
  },
  {
    name: 'FFA_MSG_SEND_DIRECT_RESP',
    number: 0x70,
    widths: 'both',
    since: '1.0',
    offered: partitions,
    call: ({ caller }) => [pair(caller.id, 0)],
    // The request was a 32-bit one.
    answer: (state, _kind, width) => byRun('DENIED', 'DENIED', width === 32 ? 'OK' : 'DENIED')(state),
    source: 'ffa-hafnium 1.8, clients-linux-uboot-pkvm 1.9',
  },
  send('FFA_MEM_DONATE', 0x71, 'donate'),
  send('FFA_MEM_LEND', 0x72, 'lend'),
  send('FFA_MEM_SHARE', 0x73, 'share'),
  {
    name: 'FFA_MEM_RETRIEVE_REQ',
    number: 0x74,
    widths: 'both',
    since: '1.0',
    offered: anybody,
    // Nothing is ever offered to the normal world here: it names a handle that there is not.
    call: (scene) => {
      const handle = scene.offered === 0n ? 0x123n : scene.offered;
      return inTx(scene, describeRequest(scene.caller, 2, handle));
    },
    answer: (state, { secure }) =>
      byBuffers('INVALID_PARAMETERS', secure ? 'OK' : 'INVALID_PARAMETERS', 'BUSY')(state),
    source: 'ffa-hafnium 3.5.4, 3.5.6, 3.5.10',
  },
  neverCalled('FFA_MEM_RETRIEVE_RESP', 0x75, '32', 'ffa-hafnium 1.1'),
  {
    name: 'FFA_MEM_RELINQUISH',
    number: 0x76,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: (scene) => {
      const handle = scene.borrowed === 0n ? 0x123n : scene.borrowed;
      inTx(scene, encodeRelinquish({ handle, flags: 0, endpoints: [scene.caller.id] }));
      return [];
    },
    answer: (state, { secure }) => {
      const given = secure ? 'OK' : 'INVALID_PARAMETERS';
      return byBuffers('INVALID_PARAMETERS', given, given)(state);
    },
    source: 'ffa-hafnium 3.8.1, 3.8.5',
  },
  {
    name: 'FFA_MEM_RECLAIM',
    number: 0x77,
    widths: '32',
    since: '1.0',
    offered: anybody,
    call: ({ own }) => words(own),
    answer: ({ fresh }) => (fresh ? 'INVALID_PARAMETERS' : 'OK'),
    source: 'ffa-hafnium 3.8.2',
  },
  neverCalled('FFA_MEM_OP_PAUSE', 0x78, '32', 'ffa-hafnium 7.1'),
  neverCalled('FFA_MEM_OP_RESUME', 0x79, '32', 'ffa-hafnium 7.1'),
  {
    name: 'FFA_MEM_FRAG_RX',
    number: 0x7a,
    widths: '32',
    since: '1.0',
    offered: anybody,
    // A handle of which there is nothing to fetch, or none at all.
    call: ({ borrowed }) => [...words(borrowed === 0n ? 0x123n : borrowed), 4096],
    answer: byBuffers('BUSY', 'INVALID_PARAMETERS', 'BUSY'),
    source: 'ffa-hafnium 3.7.2, 3.7.3',
  },
  {
    name: 'FFA_MEM_FRAG_TX',
    number: 0x7b,
    widths: '32',
    since: '1.0',
    offered: anybody,
    // A send that is complete, or none at all.
    call: ({ own }) => [...words(own), 16],
    answer: always('INVALID_PARAMETERS'),
    source: 'ffa-hafnium 3.4.2, 3.4.7',
  },
  neverCalled('FFA_NORMAL_WORLD_RESUME', 0x7c, '32', 'spmc-tfa-optee 2'),
  {
    name: 'FFA_NOTIFICATION_BITMAP_CREATE',
    number: 0x7d,
    widths: '32',
    since: '1.1',
    offered: hypervisor,
    call: () => [2, 1],
    answer: always('OK'),
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_NOTIFICATION_BITMAP_DESTROY',
    number: 0x7e,
    widths: '32',
    since: '1.1',
    offered: hypervisor,
    call: ({ caller }) => [caller.id],
    answer: ({ fresh }) => (fresh ? 'DENIED' : 'OK'),
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_NOTIFICATION_BIND',
    number: 0x7f,
    widths: '32',
    since: '1.1',
    offered: anybody,
    call: (scene) => [fromPartner(scene), 0, 0x8],
    answer: (state, kind) => (listens(state, kind) ? 'OK' : 'NOT_SUPPORTED'),
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_NOTIFICATION_UNBIND',
    number: 0x80,
    widths: '32',
    since: '1.1',
    offered: anybody,
    call: (scene) => [fromPartner(scene), 0, 0x1],
    answer: (state, kind) => {
      if (!listens(state, kind)) return 'NOT_SUPPORTED';
      return state.fresh ? 'DENIED' : 'OK';
    },
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_NOTIFICATION_SET',
    number: 0x81,
    widths: '32',
    since: '1.1',
    offered: anybody,
    call: (scene) => [toPartner(scene), 0, 0x1],
    answer: always('OK'),
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_NOTIFICATION_GET',
    number: 0x82,
    widths: '32',
    since: '1.1',
    offered: anybody,
    call: ({ caller }) => [caller.id, 0xf],
    answer: always('OK'),
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_NOTIFICATION_INFO_GET',
    number: 0x83,
    widths: 'both',
    since: '1.1',
    offered: hypervisor,
    call: nothing,
    answer: always('OK'),
    source: 'ffa-hafnium 1.9',
  },
  {
    name: 'FFA_RX_ACQUIRE',
    number: 0x84,
    widths: '32',
    since: '1.1',
    offered: hypervisor,
    call: () => [1],
    answer: always('OK'),
    source: 'ffa-hafnium 1.6',
  },
  {
    name: 'FFA_SPM_ID_GET',
    number: 0x85,
    widths: '32',
    since: '1.1',
    offered: anybody,
    call: nothing,
    answer: always('OK'),
    source: 'ffa-hafnium 1.4',
  },
  {
    name: 'FFA_MSG_SEND2',
    number: 0x86,
    widths: '32',
    since: '1.1',
    offered: anybody,
    call: (scene) => {
      const { caller, partner } = scene;
      inTx(scene, letterOf(caller.version, { sender: caller.id, receiver: partner.id }));
      return [];
    },
    answer: byBuffers('DENIED', 'OK', 'OK'),
    source: 'ffa-hafnium 1.7',
  },
  {
    name: 'FFA_SECONDARY_EP_REGISTER',
    number: 0x87,
    widths: '64',
    since: '1.1',
    offered: several,
    call: ({ caller }) => [caller.ram],
    answer: inFirstRunOnly,
    source: 'ffa-hafnium 1.4, 1.2',
  },
  {
    name: 'FFA_MEM_PERM_GET',
    number: 0x88,
    widths: 'both',
    since: '1.1',
    offered: users,
    call: ({ caller }) => [caller.ram + HEAP + 0x8000, 0],
    answer: inFirstRunOnly,
    source: 'ffa-hafnium 1.10',
  },
  {
    name: 'FFA_MEM_PERM_SET',
    number: 0x89,
    widths: 'both',
    since: '1.1',
    offered: users,
    call: ({ caller }) => [caller.ram + HEAP + 0x8000, 1, 7],
    answer: inFirstRunOnly,
    source: 'ffa-hafnium 1.10',
  },
  {
    name: 'FFA_CONSOLE_LOG',
    number: 0x8a,
    widths: 'both',
    since: '1.0',
    offered: anybody,
    call: () => [3, 0x0a_4948],
    answer: always('OK'),
    source: 'ffa-hafnium 1.2, 1.8',
  },
  {
    name: 'FFA_PARTITION_INFO_GET_REGS',
    number: 0x8b,
    widths: '64',
    since: '1.2',
    offered: anybody,
    call: nothing,
    answer: always('OK'),
    source: 'ffa-hafnium 1.5',
  },
  neverCalled('FFA_EL3_INTR_HANDLE', 0x8c, '32', 'spmc-tfa-optee 2'),
  {
    name: 'FFA_MSG_SEND_DIRECT_REQ2',
    number: 0x8d,
    widths: '64',
    since: '1.2',
    offered: anybody,
    call: (scene) => [toPartner(scene)],
    answer: byRun('OK', 'OK', 'OK'),
    source: 'ffa-hafnium 1.8',
  },
  {
    name: 'FFA_MSG_SEND_DIRECT_RESP2',
    number: 0x8e,
    widths: '64',
    since: '1.2',
    offered: partitions,
    call: ({ caller }) => [pair(caller.id, 0)],
    // What is served is a request of the other kind.
    answer: byRun('DENIED', 'DENIED', 'DENIED'),
    source: 'ffa-hafnium 1.8',
  },
  {
    name: 'FFA_NS_RES_INFO_GET',
    number: 0x8f,
    widths: '64',
    since: '1.3',
    offered: ({ secure }) => !secure,
    call: nothing,
    answer: byBuffers('RETRY', 'OK', 'RETRY'),
    source: 'ffa-hafnium 1.11, 1.4',
  },
  {
    name: 'FFA_ABORT',
    number: 0x90,
    widths: 'both',
    since: '1.3',
    offered: partitions,
    call: () => [0, 1],
    answer: always('OK'),
    source: 'ffa-hafnium 1.12, 1.8',
  },
];
