import { statusName } from '../../abi/statuses.ts';
import { type Answer, type Call, type Expected, ID, w } from './call.ts';
import { Changes } from './changes.ts';
import { type Clause, reasonsIn } from './clause.ts';
import { Coverage } from './coverage.ts';
import { die } from './death.ts';
import { FRAGMENT } from './fragment-clauses.ts';
import { expectReclaim, expectRelinquish } from './give-back.ts';
import { RECLAIM, RELINQUISH } from './give-back-clauses.ts';
import { ResourceManagerModel } from './gunyah/resource-manager.ts';
import { expectMap, expectRelease, expectUnmap } from './mailbox.ts';
import { MAP, NAMED, RELEASE, UNMAP } from './mailbox-clauses.ts';
import { ARRIVAL, COMPLETED } from './memory-clauses.ts';
import { ACQUIRE, MESSAGE } from './message-clauses.ts';
import { expectAcquire, expectMessage } from './messages.ts';
import { BIND, BITMAP_CREATE, BITMAP_DESTROY, SET, TAKE, TELL, UNBIND } from './notification-clauses.ts';
import {
  expectBind,
  expectBitmap,
  expectSet,
  expectTake,
  expectTell,
  expectUnbind,
} from './notifications.ts';
import { OFFERED } from './offered-clauses.ts';
import { PRECEDENCE } from './precedence.ts';
import { QUOTA } from './quota-clauses.ts';
import { FETCH, RESPONSE, SHOW } from './response-clauses.ts';
import { expectRetrieve, fetch, fetchCase } from './retrieve.ts';
import { FORM, KNOWN, MATCH, REQUEST } from './retrieve-clauses.ts';
import { expectFragment, expectSend, refusal } from './send.ts';
import { SEND } from './send-clauses.ts';
import type { Mailbox, World } from './state.ts';
import { expectVersion, VERSION } from './version.ts';

/** What the specification does not say, and takes over as it is found after a call that it leaves to others. */
export interface Found {
  readonly id: number;
  readonly rx: Mailbox['state'] | undefined;
  readonly versionFixed: boolean;
  readonly wantsNs: boolean;
}

interface Decided {
  readonly name: string;
  readonly expect: (model: Model, call: Call) => Expected;
  /** It came with FF-A 1.1, for everybody or for the hypervisor alone. */
  readonly offered?: 'since 1.1' | 'to the hypervisor';
}

/** Calls that the specification decides, by their number, which both widths have in common. */
const CALLS: Readonly<Record<number, Decided>> = {
  99: { name: 'FFA_VERSION', expect: ({ world }, call) => expectVersion(world, call) },
  101: { name: 'FFA_RX_RELEASE', expect: ({ world }, call) => expectRelease(world, call) },
  102: { name: 'FFA_RXTX_MAP', expect: ({ world, changes }, call) => expectMap(world, call, changes) },
  103: { name: 'FFA_RXTX_UNMAP', expect: ({ world, changes }, call) => expectUnmap(world, call, changes) },
  113: {
    name: 'FFA_MEM_DONATE',
    expect: ({ world, changes }, call) => expectSend(world, call, 'donate', changes),
  },
  114: {
    name: 'FFA_MEM_LEND',
    expect: ({ world, changes }, call) => expectSend(world, call, 'lend', changes),
  },
  115: {
    name: 'FFA_MEM_SHARE',
    expect: ({ world, changes }, call) => expectSend(world, call, 'share', changes),
  },
  116: {
    name: 'FFA_MEM_RETRIEVE_REQ',
    expect: ({ world, changes }, call) => expectRetrieve(world, call, changes),
  },
  118: {
    name: 'FFA_MEM_RELINQUISH',
    expect: ({ world, changes }, call) => expectRelinquish(world, call, changes),
  },
  119: { name: 'FFA_MEM_RECLAIM', expect: ({ world, changes }, call) => expectReclaim(world, call, changes) },
  122: { name: 'FFA_MEM_FRAG_RX', expect: ({ world }, call) => expectFetch(world, call) },
  123: {
    name: 'FFA_MEM_FRAG_TX',
    expect: ({ world, changes }, call) => expectFragment(world, call, changes),
  },
  125: {
    ...{ name: 'FFA_NOTIFICATION_BITMAP_CREATE', offered: 'to the hypervisor' },
    expect: ({ world }, call) => expectBitmap(world, call, true),
  },
  126: {
    ...{ name: 'FFA_NOTIFICATION_BITMAP_DESTROY', offered: 'to the hypervisor' },
    expect: ({ world }, call) => expectBitmap(world, call, false),
  },
  127: {
    ...{ name: 'FFA_NOTIFICATION_BIND', offered: 'since 1.1' },
    expect: ({ world }, call) => expectBind(world, call),
  },
  128: {
    ...{ name: 'FFA_NOTIFICATION_UNBIND', offered: 'since 1.1' },
    expect: ({ world }, call) => expectUnbind(world, call),
  },
  129: {
    ...{ name: 'FFA_NOTIFICATION_SET', offered: 'since 1.1' },
    expect: ({ world }, call) => expectSet(world, call),
  },
  130: {
    ...{ name: 'FFA_NOTIFICATION_GET', offered: 'since 1.1' },
    expect: ({ world }, call) => expectTake(world, call),
  },
  131: {
    ...{ name: 'FFA_NOTIFICATION_INFO_GET', offered: 'to the hypervisor' },
    expect: ({ world }, call) => expectTell(world, call),
  },
  132: {
    ...{ name: 'FFA_RX_ACQUIRE', offered: 'to the hypervisor' },
    expect: ({ world }, call) => expectAcquire(world, call),
  },
  134: {
    ...{ name: 'FFA_MSG_SEND2', offered: 'since 1.1' },
    expect: ({ world }, call) => expectMessage(world, call),
  },
};

/** Those of them that there are in the 64-bit convention, too. */
const WIDE: ReadonlySet<number> = new Set([102, 113, 114, 115, 116, 131]);

function expectFetch(world: World, call: Call): Expected {
  const of = fetchCase(world, call);
  const reasons = reasonsIn(FETCH, of);
  if (reasons.length > 0) return refusal(reasons);
  return { reasons, allowed: [], succeed: (answer) => fetch(of, answer) };
}

/** Every clause there is. Those of descriptors stand in sends and requests, and once here. */
export const CLAUSES: readonly Omit<Clause<never>, 'broken'>[] = [
  ...new Map(
    [
      ...[...SEND, ...QUOTA, ...ARRIVAL, ...COMPLETED, ...FRAGMENT],
      ...[...REQUEST, ...FORM, ...KNOWN, ...MATCH, ...SHOW, ...RESPONSE, ...FETCH],
      ...[...RELINQUISH, ...RECLAIM, ...MAP, ...NAMED, ...UNMAP, ...RELEASE, ...VERSION],
      ...[...OFFERED, ...BITMAP_CREATE, ...BITMAP_DESTROY, ...BIND, ...UNBIND, ...SET, ...TAKE, ...TELL],
      ...[...MESSAGE, ...ACQUIRE],
    ].map(({ rule, status, source, may }) => [rule, { rule, status, source, ...(may && { may }) }]),
  ).values(),
];

/** What a run can come across of FF-A: clauses that decide something, calls that succeed, and death. */
export const FFA_PARTS: readonly string[] = [
  ...CLAUSES.filter(({ may }) => may !== true).map(({ rule }) => rule),
  ...Object.values(CALLS).map(({ name }) => name),
  'death',
];

/**
 * The specification, run: for each call it says why it has to be refused, or what it does, and compares that with what a manager did.
 *
 * It is written from the reference alone and shares nothing with any manager. Of calls that it does not decide it demands that no page changes
 * hands, and takes over who has RX.
 */
export class Model {
  readonly world: World;
  /** What the last call changed. */
  readonly changes: Changes = new Changes();
  readonly coverage: Coverage = new Coverage();
  /** Where there are VMs of Gunyah. */
  readonly rm: ResourceManagerModel | undefined;

  constructor(world: World) {
    this.world = world;
    const { gunyah } = world;
    this.rm = gunyah && new ResourceManagerModel(gunyah, world, this.changes, this.coverage);
  }

  /** What has to come of a call; undefined where the specification leaves it to others. To be asked before the call is made. */
  expect(call: Call): Expected | undefined {
    this.changes.forget();
    const id = (call.registers[0] & ~0x1_0000) >>> 0;
    const number = id & 0xff;
    const entry = CALLS[number];
    const wide = id >>> 8 === 0xc4_0000;
    if (entry === undefined || (!wide && id >>> 8 !== 0x84_0000) || (wide && !WIDE.has(number)))
      return undefined;
    const { caller } = call;
    if (entry.offered !== undefined) {
      const reasons = reasonsIn(OFFERED, { caller, hypervisors: entry.offered === 'to the hypervisor' });
      if (reasons.length > 0) return refusal(reasons);
    }
    if (number !== 99) caller.versionFixed = true;
    return entry.expect(this, call);
  }

  /** Does what a call did. Returns what the specification has against the answer. */
  happen(call: Call, expected: Expected, answer: Answer): string | undefined {
    const { refused } = answer;
    if (refused === undefined) {
      const first = expected.reasons.find(({ may }) => may !== true);
      if (first !== undefined) return `it succeeds, and has to be refused: ${first.rule}`;
      this.coverage.note(CALLS[call.registers[0] & 0xff].name);
      return expected.succeed(answer);
    }
    const reason = [...expected.reasons, ...expected.allowed].find(({ rule }) => rule === refused);
    if (reason === undefined) {
      const named = expected.reasons.map(({ rule }) => rule).join(', ');
      return `it is refused with ${refused}, ${named === '' ? 'and nothing is wrong with it' : `not with ${named}`}`;
    }
    for (const { first, before } of PRECEDENCE)
      if (before.includes(refused) && expected.reasons.some(({ rule }) => rule === first))
        return `it is refused with ${refused}, and ${first} goes first`;
    this.coverage.note(refused);
    expected.refuse?.(refused);
    const status = statusName(statusIn(answer));
    return status === reason.status ? undefined : `${refused} gives ${status}, not ${reason.status}`;
  }

  /** Takes over what the specification leaves to others. */
  adopt(found: readonly Found[]): void {
    for (const { id, rx, versionFixed, wantsNs } of found) {
      const endpoint = this.world.endpoints.get(id);
      if (endpoint === undefined) continue;
      endpoint.versionFixed = versionFixed;
      endpoint.wantsNs = wantsNs;
      if (endpoint.mailbox !== undefined && rx !== undefined) endpoint.mailbox.state = rx;
    }
  }

  /** An endpoint dies. */
  die(id: number): void {
    this.changes.forget();
    const endpoint = this.world.endpoints.get(id);
    if (endpoint === undefined) return;
    this.coverage.note('death');
    die(this.world, endpoint, this.changes);
    this.rm?.end(endpoint.name);
  }
}

/** A refusal is FFA_ERROR with the status in w2; that of FFA_VERSION is -1 in w0. */
function statusIn({ registers }: Answer): number {
  return (w(registers, 0) === ID.ERROR ? w(registers, 2) : w(registers, 0)) | 0;
}
