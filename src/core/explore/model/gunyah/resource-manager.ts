import type { Changes } from '../changes.ts';
import type { Reason } from '../clause.ts';
import type { Coverage } from '../coverage.ts';
import type { World } from '../state.ts';
import { expectAccept } from './accept.ts';
import { ACCEPT } from './accept-clauses.ts';
import { ERROR, type ErrorName, type Row } from './clause.ts';
import { expectAppend, expectCreate } from './create.ts';
import { ADD, APPEND, CREATE } from './create-clauses.ts';
import { expectReclaim, expectRelease } from './give-back.ts';
import { RECLAIM, RELEASE } from './give-back-clauses.ts';
import { expectLookup, NOT_FOUND } from './lookup.ts';
import { Message, REQUESTS } from './message.ts';
import { expectNotify, NOTIFY } from './notify.ts';
import { PACKET, REQUEST, take } from './packets.ts';
import { type Asked, type Reply, type RmExpected, refused } from './request.ts';
import { expectReserve, RESERVE } from './reserve.ts';
import { exists, type Gunyah } from './state.ts';
import { ALLOCATE, CONFIGURED, IMAGE, TARGET } from './vm-clauses.ts';
import {
  endVm,
  expectAllocate,
  expectConfigImage,
  expectDeallocate,
  expectInit,
  expectReset,
  expectSetFirmware,
  expectStart,
  expectStop,
} from './vms.ts';

const SERVICES: Readonly<Record<number, (asked: Asked) => RmExpected>> = {
  1358954512: (asked) => expectCreate(asked, 'donate'),
  1358954513: expectAccept,
  1358954514: (asked) => expectCreate(asked, 'lend'),
  1358954515: (asked) => expectCreate(asked, 'share'),
  1358954516: expectRelease,
  1358954517: expectReclaim,
  1358954519: expectNotify,
  1358954520: expectAppend,
  1358954522: expectLookup,
  1442840577: expectAllocate,
  1442840578: expectDeallocate,
  1442840580: expectStart,
  1442840581: expectStop,
  1442840582: expectReset,
  1442840585: expectConfigImage,
  1442840587: expectInit,
  1442840626: expectSetFirmware,
  1442840752: expectReserve,
};

/** A request that nobody serves, and a form that does not fit. */
const FORM: readonly { readonly rule: string; readonly status: ErrorName; readonly source: string }[] = [
  { rule: 'rm-message/unknown', status: 'UNIMPLEMENTED', source: 'gunyah 2, 4' },
  { rule: 'rm-message/too-short', status: 'MSG_INVALID', source: 'gunyah 6, 9.1 1' },
  { rule: 'rm-message/list-head-cut', status: 'MSG_INVALID', source: 'gunyah 7' },
  { rule: 'rm-message/list-too-long', status: 'NORESOURCE', source: 'gunyah 7' },
  { rule: 'rm-message/list-entries-cut', status: 'MSG_INVALID', source: 'gunyah 7' },
  { rule: 'rm-message/bytes-left-over', status: 'MSG_INVALID', source: 'gunyah 7' },
];

const rowsOf = (...rows: readonly (readonly Row<never>[])[]) => rows.flat(2);

/** Every clause about requests, once. */
export const RM_CLAUSES: readonly {
  readonly rule: string;
  readonly status: ErrorName;
  readonly source: string;
  readonly may?: true;
}[] = [
  ...new Map(
    [
      ...FORM,
      ...rowsOf(CREATE, ADD, APPEND, ACCEPT, RELEASE, RECLAIM, NOTIFY, TARGET, ALLOCATE, IMAGE, RESERVE),
      ...[NOT_FOUND, CONFIGURED],
    ]
      // What may be a reason in one case has to be one in another: the stricter stands for both.
      .sort((left, right) => Number('may' in right) - Number('may' in left))
      .map(({ rule, status, source, ...rest }) => [
        rule,
        { rule, status, source, ...('may' in rest && rest.may === true ? { may: true as const } : {}) },
      ]),
  ).values(),
];

const DEATH = 'death of a VM';

/** What a run can come across of the resource manager: reasons for refusals and for lost packets, requests that succeed, and death. */
export const RM_PARTS: readonly string[] = [
  ...PACKET.map(({ rule }) => rule),
  ...RM_CLAUSES.filter(({ may }) => may !== true).map(({ rule }) => rule),
  ...Object.values(REQUESTS).map(({ name }) => name),
  DEATH,
];

/** What has to come of a packet. */
export type PacketExpected =
  | { readonly of: 'dropped'; readonly rules: readonly string[] }
  /** It is taken, and nobody answers. */
  | { readonly of: 'silence' }
  | { readonly of: 'request'; readonly name: string; readonly expected: RmExpected };

/** The resource manager as the specification has it. */
export class ResourceManagerModel {
  readonly gunyah: Gunyah;
  readonly world: World;
  readonly changes: Changes;
  private readonly coverage: Coverage;

  constructor(gunyah: Gunyah, world: World, changes: Changes, coverage: Coverage) {
    this.gunyah = gunyah;
    this.world = world;
    this.changes = changes;
    this.coverage = coverage;
  }

  /** What has to come of a packet of a VM. To be asked before it is sent: what it makes of the message in progress has happened then. */
  expect(vmid: number, packet: Uint8Array): PacketExpected {
    const { gunyah } = this;
    const vm = gunyah.vms.get(vmid);
    if (vm === undefined || !exists(gunyah, vmid)) throw new TypeError(`no VM has id ${vmid}`);
    const broken = PACKET.filter((clause) => clause.broken({ vm, packet })).map(({ rule }) => rule);
    if (broken.length > 0) {
      for (const rule of broken.slice(0, 1)) this.coverage.note(rule);
      return { of: 'dropped', rules: broken };
    }
    const whole = take(vm, packet);
    if (whole === undefined || whole.type !== REQUEST) return { of: 'silence' };
    const shape = REQUESTS[whole.id];
    if (shape === undefined)
      return { of: 'request', name: '', expected: refused([formReason('rm-message/unknown')]) };
    const message = new Message(whole.payload, shape);
    if (message.misfit !== undefined)
      return { of: 'request', name: shape.name, expected: refused([formReason(message.misfit)]) };
    const { world, changes } = this;
    const asked: Asked = { world, gunyah, caller: vm, message, changes };
    return { of: 'request', name: shape.name, expected: SERVICES[whole.id](asked) };
  }

  /** A partition has died, which may be a VM as well. */
  end(partition: string): void {
    const vm = [...this.gunyah.vms.values()].find(({ name }) => name === partition);
    if (vm === undefined) return;
    this.coverage.note(DEATH);
    endVm(this, vm);
  }

  /** Does what a request did. Returns what the specification has against the answer. */
  happen(name: string, { reasons, succeed }: RmExpected, reply: Reply): string | undefined {
    const { refused: rule, error } = reply;
    if (rule === undefined) {
      const first = reasons.find(({ may }) => may !== true);
      if (first !== undefined) return `${name} succeeds, and has to be refused: ${first.rule}`;
      this.coverage.note(name);
      return succeed(reply);
    }
    const reason = reasons.find((each) => each.rule === rule);
    if (reason === undefined) {
      const named = reasons.filter(({ may }) => may !== true).map((each) => each.rule);
      return `${name} is refused with ${rule}, ${named.length === 0 ? 'and nothing is wrong with it' : `not with ${named.join(', ')}`}`;
    }
    this.coverage.note(rule);
    const wanted = ERROR[reason.status as ErrorName];
    return error === wanted ? undefined : `${rule} gives error ${error}, not ${reason.status}`;
  }
}

function formReason(rule: string): Reason {
  const reason = FORM.find((each) => each.rule === rule);
  if (reason === undefined) throw new TypeError(`${rule} is no rule of forms`);
  return reason;
}
