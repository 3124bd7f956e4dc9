/** All calls, and to whom they are offered. Source: ffa-hafnium 1.1, 1.2, 1.4, 1.6, 1.8, 1.9. */

import type { Answer, Call, Expected } from './call.ts';
import type { Changes } from './changes.ts';
import { type Reason, reasonsIn } from './clause.ts';
import { expectConsole } from './console.ts';
import { expectAsk, expectAskService, expectReply, expectReplyOfService } from './direct.ts';
import { expectInRegisters, expectList } from './discovery.ts';
import { ABORT, FAILURE } from './end-clauses.ts';
import { expectFeatures } from './features.ts';
import { expectReclaim, expectRelinquish } from './give-back.ts';
import { expectId, expectManagerId, expectRegister } from './identity.ts';
import { expectMap, expectRelease, expectUnmap } from './mailbox.ts';
import { expectAcquire, expectMessage } from './messages.ts';
import {
  expectBind,
  expectBitmap,
  expectSet,
  expectTake,
  expectTell,
  expectUnbind,
} from './notifications.ts';
import { FOREIGN, NARROW, OFFERED, type OfferedCase, plainOf, WIDE } from './offered-clauses.ts';
import { expectPermissions, expectPermit } from './permissions.ts';
import { expectResources } from './resources.ts';
import { expectFetch, expectRetrieve } from './retrieve.ts';
import { expectRun, expectWait, expectYield } from './scheduling.ts';
import { expectFragment, expectSend } from './send.ts';
import type { Endpoint, World } from './state.ts';
import { expectVersion } from './version.ts';

/** What a call happens to. */
export interface Scene {
  readonly world: World;
  readonly changes: Changes;
  /** An endpoint dies, in one of its contexts. Returns what is wrong with what others hear of it. */
  die(id: number, answer: Answer, vcpu: number): string | undefined;
}

/** A call, and what the specification says of it. */
export interface Decided {
  readonly name: string;
  readonly widths: '32' | '64' | 'both';
  readonly offered: Omit<OfferedCase, 'caller'>;
  readonly expect: (scene: Scene, call: Call) => Expected;
}

const [FIRST, VERSION_1_1, VERSION_1_2, VERSION_1_3] = [0x1_0000, 0x1_0001, 0x1_0002, 0x1_0003];

const ANYBODY = { since: FIRST, until: Number.MAX_SAFE_INTEGER, to: 'everybody' } as const;
const SINCE_1_1 = { ...ANYBODY, since: VERSION_1_1 } as const;
const HYPERVISORS = { ...SINCE_1_1, to: 'the hypervisor' } as const;
const SECURE = { ...ANYBODY, to: 'secure endpoints' } as const;
const SEVERAL = { ...SINCE_1_1, to: 'partitions with several contexts' } as const;
const USERS = { ...SINCE_1_1, to: 'partitions at S-EL0' } as const;

function decided(
  name: string,
  expect: (world: World, call: Call, changes: Changes) => Expected,
  widths: Decided['widths'] = '32',
  offered: Decided['offered'] = ANYBODY,
): Decided {
  return { name, widths, offered, expect: ({ world, changes }, call) => expect(world, call, changes) };
}

/** By their number, which both widths have in common. */
const CALLS: Readonly<Record<number, Decided>> = {
  96: {
    ...{ name: 'FFA_ERROR', widths: '32', offered: { ...SECURE, until: VERSION_1_2 } },
    expect: (scene, call) => expectEnd(scene, call, FAILURE),
  },
  99: decided('FFA_VERSION', expectVersion),
  100: decided('FFA_FEATURES', (world, call) => expectFeatures(world, call, isOffered)),
  101: decided('FFA_RX_RELEASE', expectRelease),
  102: decided('FFA_RXTX_MAP', expectMap, 'both'),
  103: decided('FFA_RXTX_UNMAP', expectUnmap),
  104: decided('FFA_PARTITION_INFO_GET', expectList),
  105: decided('FFA_ID_GET', expectId),
  107: decided('FFA_MSG_WAIT', expectWait, '32', SECURE),
  108: decided('FFA_YIELD', expectYield, '32', SECURE),
  109: decided('FFA_RUN', expectRun),
  111: decided('FFA_MSG_SEND_DIRECT_REQ', expectAsk, 'both'),
  112: decided('FFA_MSG_SEND_DIRECT_RESP', expectReply, 'both', SECURE),
  113: decided(
    'FFA_MEM_DONATE',
    (world, call, changes) => expectSend(world, call, 'donate', changes),
    'both',
  ),
  114: decided('FFA_MEM_LEND', (world, call, changes) => expectSend(world, call, 'lend', changes), 'both'),
  115: decided('FFA_MEM_SHARE', (world, call, changes) => expectSend(world, call, 'share', changes), 'both'),
  116: decided('FFA_MEM_RETRIEVE_REQ', expectRetrieve, 'both'),
  118: decided('FFA_MEM_RELINQUISH', expectRelinquish),
  119: decided('FFA_MEM_RECLAIM', expectReclaim),
  122: decided('FFA_MEM_FRAG_RX', expectFetch),
  123: decided('FFA_MEM_FRAG_TX', expectFragment),
  125: decided(
    'FFA_NOTIFICATION_BITMAP_CREATE',
    (world, call) => expectBitmap(world, call, true),
    '32',
    HYPERVISORS,
  ),
  126: decided(
    'FFA_NOTIFICATION_BITMAP_DESTROY',
    (world, call) => expectBitmap(world, call, false),
    '32',
    HYPERVISORS,
  ),
  127: decided('FFA_NOTIFICATION_BIND', expectBind, '32', SINCE_1_1),
  128: decided('FFA_NOTIFICATION_UNBIND', expectUnbind, '32', SINCE_1_1),
  129: decided('FFA_NOTIFICATION_SET', expectSet, '32', SINCE_1_1),
  130: decided('FFA_NOTIFICATION_GET', expectTake, '32', SINCE_1_1),
  131: decided('FFA_NOTIFICATION_INFO_GET', expectTell, 'both', HYPERVISORS),
  132: decided('FFA_RX_ACQUIRE', expectAcquire, '32', HYPERVISORS),
  133: decided('FFA_SPM_ID_GET', expectManagerId, '32', SINCE_1_1),
  134: decided('FFA_MSG_SEND2', expectMessage, '32', SINCE_1_1),
  135: decided('FFA_SECONDARY_EP_REGISTER', expectRegister, '64', SEVERAL),
  136: decided('FFA_MEM_PERM_GET', expectPermissions, 'both', USERS),
  137: decided('FFA_MEM_PERM_SET', expectPermit, 'both', USERS),
  138: decided('FFA_CONSOLE_LOG', expectConsole, 'both'),
  139: decided('FFA_PARTITION_INFO_GET_REGS', expectInRegisters, '64', { ...ANYBODY, since: VERSION_1_2 }),
  141: decided('FFA_MSG_SEND_DIRECT_REQ2', expectAskService, '64', { ...ANYBODY, since: VERSION_1_2 }),
  142: decided('FFA_MSG_SEND_DIRECT_RESP2', expectReplyOfService, '64', { ...SECURE, since: VERSION_1_2 }),
  143: decided('FFA_NS_RES_INFO_GET', expectResources, '64', {
    ...ANYBODY,
    since: VERSION_1_3,
    to: 'normal endpoints',
  }),
  144: {
    ...{ name: 'FFA_ABORT', widths: 'both', offered: { ...SECURE, since: VERSION_1_3 } },
    expect: (scene, call) => expectEnd(scene, call, ABORT),
  },
};

/** The names of all of them. */
export const CALL_NAMES: readonly string[] = Object.values(CALLS).map(({ name }) => name);

/** The call that a function id means; undefined where there is none. */
export function callOf(id: number): Decided | undefined {
  const plain = plainOf(id);
  const entry = CALLS[plain & 0xff];
  if (entry === undefined || (plain >>> 8 !== NARROW && plain >>> 8 !== WIDE)) return undefined;
  return entry.widths === 'both' || entry.widths === (plain >>> 8 === WIDE ? '64' : '32') ? entry : undefined;
}

/** No version has it. */
const UNKNOWN: Decided['offered'] = { ...ANYBODY, until: 0 };

/** Why a caller may not call the function of an id; none where it may. */
export function refusalOf(id: number, caller: Endpoint): readonly Reason[] {
  const foreign = reasonsIn(FOREIGN, plainOf(id));
  return foreign.length > 0 ? foreign : reasonsIn(OFFERED, { caller, ...(callOf(id)?.offered ?? UNKNOWN) });
}

function isOffered(id: number, caller: Endpoint): boolean {
  return refusalOf(id, caller).length === 0;
}

/** The caller ends its own life. */
function expectEnd(scene: Scene, call: Call, clauses: typeof ABORT): Expected {
  return {
    ...{ reasons: reasonsIn(clauses, call), allowed: [], passesOn: true },
    succeed: (answer) => scene.die(call.caller.id, answer, call.context.vcpu),
  };
}
