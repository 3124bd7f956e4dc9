/** What VMs of Gunyah ask of each other by way of the resource manager, most of it right. */

import { VM_STATE } from '../../gunyah/wire/values.ts';
import type { AskMove, HearMove, PacketMove } from '../move.ts';
import type { VmStand } from '../vm-stand.ts';
import type { Grammar } from './grammar.ts';
import {
  acceptBytes,
  appendBytes,
  createBytes,
  half,
  ID,
  lookupBytes,
  notifyBytes,
  returnBytes,
  wide,
  word,
} from './parcel-bytes.ts';
import type { Entry, Made, Run } from './parcels.ts';

type RmMove = AskMove | PacketMove | HearMove;
type Think = (grammar: Grammar, vms: VmStand) => RmMove;

const [DONATE, LEND, SHARE] = [0, 1, 2];
const ID_OF: readonly number[] = [ID.DONATE, ID.LEND, ID.SHARE];
const RIGHTS: readonly number[] = [4, 5, 6, 7, 7];
const PRIMARY = 3;
const PAGE = 0x1000;
const SANITIZE = 1;
const MORE = 2;
const DONE = 128;

/** What kinds of requests there are, and how often each is made. */
const KINDS: readonly (readonly [number, Think])[] = [
  [22, create],
  [6, append],
  [24, accept],
  [14, release],
  [12, reclaim],
  [9, notify],
  [3, lookup],
  [14, live],
  [4, reserve],
  [4, hear],
  [3, packet],
];
const EACH: readonly Think[] = KINDS.flatMap(([weight, kind]) => Array.from({ length: weight }, () => kind));

/** Any of them. */
export function parcelMove(grammar: Grammar, vms: VmStand): RmMove {
  return grammar.random.pick(EACH)(grammar, vms);
}

/** A VM that runs, by place; any at all when none does. */
function anyVm({ random }: Grammar, vms: VmStand): number {
  const running = vms.actors.flatMap((_, place) => (vms.runs(place) ? [place] : []));
  return random.pick(running);
}

function placeOf(vms: VmStand, vmid: number): number {
  return Math.max(
    0,
    vms.actors.findIndex((vm) => vm.vmid === vmid),
  );
}

/** One of the last parcels, or none when there is none yet. */
function anyParcel({ random, parcels }: Grammar): Made | undefined {
  return parcels.all.length === 0 ? undefined : random.pick(parcels.all);
}

function create(grammar: Grammar, vms: VmStand): AskMove {
  return createBy(grammar, vms, anyVm(grammar, vms), receiversOf(grammar, vms));
}

/** Memory of a VM for others. */
function createBy(grammar: Grammar, vms: VmStand, by: number, others: readonly number[]): AskMove {
  const { random } = grammar;
  const transfer = random.pick([DONATE, LEND, LEND, LEND, SHARE, SHARE]);
  const io = random.oneIn(12);
  const { vmid } = vms.actors[by];
  const to = others.filter((each) => each !== vmid).slice(0, transfer === DONATE ? 1 : 3);
  const rights = () => (transfer === DONATE ? (io ? 6 : 7) : random.pick(RIGHTS) & (io ? 6 : 7));
  const own: Entry[] = transfer === SHARE ? [{ vmid, rights: random.oneIn(3) ? 4 : io ? 6 : 7 }] : [];
  const acl = [...own, ...to.map((each) => ({ vmid: each, rights: rights() }))];
  const made: Made = {
    ...{ as: grammar.serial, by, transfer, type: io ? 1 : 0, acl },
    ...{ label: random.pick([0, 0, 0x77, 5]), tag: random.below(3), regions: runsOf(grammar, vms, by, io) },
  };
  grammar.parcels.add(made);
  const flags = (!io && random.oneIn(4) ? SANITIZE : 0) | (random.oneIn(5) ? MORE : 0);
  const attributes = to.length > 0 && random.oneIn(5) ? ([[io ? 1 : 3, to[0]]] as const) : [];
  const right = { ...made, flags, attributes: transfer === DONATE ? [] : attributes };
  const { type, label, regions, ...given } = grammar.isHostile ? nearly(grammar, right) : right;
  const payload = createBytes({ type, label, flags: given.flags }, { ...given, regions });
  return { do: 'ask', by, id: ID_OF[transfer], payload, as: made.as };
}

/** A request that is well made and does not say what it should. */
function nearly<
  Right extends Made & {
    readonly flags: number;
    readonly attributes: readonly (readonly [number, number])[];
  },
>({ random }: Grammar, right: Right): Right {
  const { acl, regions } = right;
  const vmid = random.pick([0, PRIMARY, 45, 0x80, 0x81, 0x99]);
  switch (random.below(9)) {
    case 0:
      return { ...right, acl: [...acl, ...acl.slice(0, 1)] };
    case 1:
      return { ...right, acl: acl.map((entry) => ({ ...entry, rights: random.below(8) })) };
    case 2:
      return { ...right, acl: [...acl, { vmid, rights: 6 }] };
    case 3:
      return { ...right, acl: acl.slice(1) };
    case 4:
      return { ...right, regions: random.oneIn(3) ? [] : [...regions, ...regions.slice(0, 1)] };
    case 5:
      return { ...right, type: random.below(3), flags: random.below(4) };
    case 6:
      return {
        ...right,
        attributes: Array.from({ length: 1 + random.below(2) }, () => [random.below(5), vmid] as const),
      };
    case 7:
      return { ...right, regions: [[random.below(0x200) * PAGE, PAGE * random.below(3)]] };
    default:
      return {
        ...right,
        regions: regions.map(([base, size]) => [base + random.pick(ODD), size + random.pick(ODD)]),
      };
  }
}

const ODD: readonly number[] = [0, 0, 0x10, PAGE, 2 ** 43, 2 ** 44, -PAGE];

/** Those who are given memory. Ids that nobody has now are among them at times. */
function receiversOf({ random }: Grammar, vms: VmStand): readonly number[] {
  const there = vms.actors.filter(({ vmid }) => vms.rm.state.vm(vmid) !== undefined || random.oneIn(20));
  const first = random.below(there.length);
  const count = random.oneIn(4) ? 2 + random.below(2) : random.oneIn(2) ? 2 : 1;
  return there.map((_, index) => there[(first + index) % there.length].vmid).slice(0, count + 1);
}

/** Pages of a VM, as it sees them: of the region it began with, or wherever it sees something now. */
function runsOf({ random, stand }: Grammar, vms: VmStand, by: number, io: boolean): readonly Run[] {
  const { party, name } = vms.actors[by];
  const space = [...vms.spaceOf(party).keys()];
  const partition = stand.spec.partitions.find((each) => each.name === name);
  const owned = [...(partition?.memory ?? []), ...stand.spec.vms[by].memory];
  const regions = owned.filter(({ base }) => isDevice(stand.spec.memory, base) === io);
  const seen = space.length > 0 && random.oneIn(2);
  if (!seen && regions.length === 0) return [[random.below(0x200) * PAGE, PAGE]];
  const region = random.pick(regions.length === 0 ? owned : regions);
  const at = () =>
    seen ? random.pick(space) : region.at / PAGE + random.below(Math.min(region.pages, 0x18));
  const count = random.oneIn(3) ? 2 + random.below(2) : 1;
  return Array.from(
    { length: count },
    (): Run => [at() * PAGE, (1 + random.below(random.oneIn(3) ? 3 : 1)) * PAGE],
  );
}

function isDevice(
  memory: readonly { readonly base: number; readonly pages: number; readonly device: boolean }[],
  base: number,
): boolean {
  return memory.some(
    (region) => region.device && base >= region.base && base < region.base + region.pages * PAGE,
  );
}

function append(grammar: Grammar, vms: VmStand): AskMove {
  const { random } = grammar;
  const made = anyParcel(grammar);
  if (made === undefined) return create(grammar, vms);
  const regions = random.oneIn(15) ? [] : runsOf(grammar, vms, made.by, made.type === 1);
  const payload = appendBytes(random.oneIn(3) ? 0 : 1, regions);
  return { do: 'ask', by: made.by, id: ID.APPEND, payload, parcel: { of: made.as } };
}

/** A receiver takes a parcel: where the manager chooses, or where it says itself. */
function accept(grammar: Grammar, vms: VmStand): AskMove {
  const { random, stand } = grammar;
  const made = anyParcel(grammar);
  if (made === undefined) return create(grammar, vms);
  const receivers = made.acl.filter(({ vmid }) => vmid !== vms.actors[made.by].vmid);
  const by = receivers.length === 0 ? made.by : placeOf(vms, random.pick(receivers).vmid);
  const validates = random.oneIn(5);
  const flags =
    (random.oneIn(6) ? 0 : DONE) |
    (random.oneIn(made.type === 0 ? 4 : 15) ? 16 : 0) |
    (random.oneIn(8) ? 32 : 0) |
    (validates ? 2 : 0) |
    (random.oneIn(8) ? 4 : 0) |
    (random.oneIn(16) ? 1 : 0) |
    (grammar.isHostile && random.oneIn(4) ? 8 : 0);
  const { borrowing } = stand.spec.vms[by];
  const flat = vms.isFlat(vms.actors[by].party);
  const at = () => ((borrowing?.at ?? 0) / PAGE + random.below(0x20)) * PAGE;
  const whole = (flags & 16) !== 0 && made.regions.length > 0;
  const sizes = whole
    ? [made.regions.reduce((sum, [, size]) => sum + size, 0)]
    : made.regions.map(([, size]) => size);
  const given = random.oneIn(3);
  const places = sizes.map((size, index): Run => [flat ? made.regions[index][0] : at(), size]);
  const regions = given ? (random.oneIn(6) ? places.slice(1) : places) : [];
  const hostile = grammar.isHostile;
  const type = hostile && random.oneIn(6) ? random.below(2) : made.type;
  const transfer = hostile && random.oneIn(6) ? random.below(3) : made.transfer;
  const label = random.oneIn(6) ? random.below(6) : made.label;
  const lists = {
    acl: validates ? made.acl.slice(random.oneIn(4) ? 1 : 0) : [],
    attributes: [],
    regions: hostile ? regions.map(([base, size]): Run => [base + random.pick(ODD), size]) : regions,
    mapVmid: hostile && random.oneIn(4) ? 3 : 0,
  };
  const payload = acceptBytes({ type, flags, label }, transfer, lists);
  return { do: 'ask', by, id: ID.ACCEPT, payload, parcel: { of: made.as } };
}

function release(grammar: Grammar, vms: VmStand): AskMove {
  const { random } = grammar;
  const made = anyParcel(grammar);
  if (made === undefined) return create(grammar, vms);
  const by = placeOf(vms, random.pick(made.acl)?.vmid ?? PRIMARY);
  return {
    ...{ do: 'ask', by, id: ID.RELEASE, payload: returnBytes(random.oneIn(5) ? SANITIZE : 0) },
    parcel: { of: made.as },
  };
}

function reclaim(grammar: Grammar, vms: VmStand): AskMove {
  const made = anyParcel(grammar);
  if (made === undefined) return create(grammar, vms);
  const payload = returnBytes(grammar.random.oneIn(5) ? SANITIZE : 0);
  return { do: 'ask', by: made.by, id: ID.RECLAIM, payload, parcel: { of: made.as } };
}

function notify(grammar: Grammar, vms: VmStand): AskMove {
  const { random } = grammar;
  const made = anyParcel(grammar);
  if (made === undefined) return create(grammar, vms);
  const news = random.oneIn(12) ? random.below(17) : random.pick([1, 1, 1, 2, 4, 8]);
  const owners = news === 1 || news === 8;
  const receiver = random.pick(made.acl)?.vmid ?? PRIMARY;
  const by = owners ? made.by : placeOf(vms, receiver);
  const others = made.acl.filter(({ vmid }) => vmid !== vms.actors[made.by].vmid).map(({ vmid }) => vmid);
  const told = random.oneIn(8) ? [...others, ...others, random.pick([0x80, 0x99, PRIMARY])] : others;
  const listed = owners ? !random.oneIn(12) : random.oneIn(12);
  const tag = random.oneIn(8) ? random.below(3) : made.tag;
  const payload = notifyBytes(news, tag, listed ? (random.oneIn(12) ? [] : told) : undefined);
  return { do: 'ask', by, id: ID.NOTIFY, payload, parcel: { of: made.as } };
}

/** The owner asks for the handle of what it made. */
function lookup(grammar: Grammar, vms: VmStand): AskMove {
  const made = anyParcel(grammar);
  if (made === undefined) return create(grammar, vms);
  const lists = { acl: made.acl, regions: made.regions, attributes: [] };
  const payload = lookupBytes({ type: made.type, flags: 0, label: 0x77 }, lists);
  return { do: 'ask', by: made.by, id: ID.LOOKUP, payload };
}

/** A VM of the primary one goes on to the next state of its life, or does something else. */
function live(grammar: Grammar, vms: VmStand): AskMove {
  const { random, stand } = grammar;
  const guests = vms.actors.filter((_, place) => !stand.spec.vms[place].running);
  if (guests.length === 0) return create(grammar, vms);
  const { vmid } = random.pick(guests);
  const by = random.oneIn(25) ? anyVm(grammar, vms) : placeOf(vms, PRIMARY);
  const state = vms.rm.state.vm(vmid)?.state;
  const id = random.oneIn(12) ? random.pick(ANY_STEP) : random.pick(NEXT[state ?? 0] ?? [ID.VM_ALLOCATE]);
  const about = word(random.oneIn(30) ? random.pick([0, PRIMARY, 45, 0x99]) : vmid);
  const ask = { do: 'ask', by, id } as const;
  if (id === ID.VM_STOP) return { ...ask, payload: [...about, ...word(random.below(3))] };
  if (id !== ID.VM_CONFIG_IMAGE && id !== ID.VM_SET_FIRMWARE_MEM) return { ...ask, payload: about };
  const named = grammar.parcels.all.filter(({ acl }) => acl.some((entry) => entry.vmid === vmid));
  if (named.length === 0) return createBy(grammar, vms, placeOf(vms, PRIMARY), [vmid]);
  const made = random.oneIn(12) ? random.pick(grammar.parcels.all) : random.pick(named);
  const size = random.oneIn(6) ? 0x10_0000 : PAGE;
  const ranges =
    id === ID.VM_CONFIG_IMAGE
      ? [...wide(0), ...wide(size), ...wide(0), ...wide(0)]
      : [...wide(0), ...wide(size)];
  return { ...ask, payload: [...half(vmid), 0, 0, ...word(0), ...ranges], parcel: { of: made.as } };
}

/** What comes next for a VM, by its state; 0 for one that is not there. */
const NEXT: Readonly<Record<number, readonly number[]>> = {
  0: [ID.VM_ALLOCATE],
  [VM_STATE.LOAD]: [
    ID.VM_CONFIG_IMAGE,
    ID.VM_CONFIG_IMAGE,
    ID.VM_CONFIG_IMAGE,
    ID.VM_RESET,
    ID.VM_DEALLOCATE,
  ],
  [VM_STATE.INIT]: [ID.VM_SET_FIRMWARE_MEM, ID.VM_INIT, ID.VM_INIT, ID.VM_INIT, ID.VM_RESET],
  [VM_STATE.READY]: [ID.VM_START, ID.VM_START, ID.VM_START, ID.VM_RESET],
  [VM_STATE.RUNNING]: [ID.VM_STOP],
  [VM_STATE.EXITED]: [ID.VM_RESET],
  [VM_STATE.RESETTING]: [ID.VM_DEALLOCATE, ID.VM_RESET],
  [VM_STATE.RESET]: [ID.VM_DEALLOCATE, ID.VM_DEALLOCATE, ID.VM_START],
};
const ANY_STEP: readonly number[] = [...new Set(Object.values(NEXT).flat())];

/** A VM keeps addresses for memory of some kind. */
function reserve(grammar: Grammar, vms: VmStand): AskMove {
  const { random, stand } = grammar;
  const by = anyVm(grammar, vms);
  const first = (stand.spec.vms[by].borrowing?.at ?? 0) / PAGE;
  const kind = random.oneIn(15) ? 2 : random.below(2);
  const constraints = random.oneIn(10) ? random.pick([0, 0x80]) : random.pick([4, 8, 12]);
  const count = random.oneIn(20) ? 31 : 1 + random.below(2);
  const odd = grammar.isHostile ? random.pick(ODD) : 0;
  const ranges = Array.from({ length: count }, () => {
    const base = (first + random.below(0x30)) * PAGE + odd;
    const size = (1 + random.below(2)) * PAGE;
    if (kind !== 1) return [...wide(base), ...wide(size)];
    return [...wide(base), ...wide(8 * PAGE), ...wide(size), ...wide(random.pick([0, PAGE, 2 * PAGE]))];
  });
  const list = [...half(random.oneIn(20) ? count + 1 : count), 0, 0, ...ranges.flat()];
  return {
    do: 'ask',
    by,
    id: ID.IPA_RESERVE,
    payload: [kind, 0, 0, 0, ...word(constraints), ...wide(0), ...list],
  };
}

function hear({ random }: Grammar, vms: VmStand): HearMove {
  return { do: 'hear', by: random.below(vms.actors.length) };
}

/** One packet: the first of a message that is not whole, a continuation, a reply, or one that is spoilt. */
function packet(grammar: Grammar, vms: VmStand): PacketMove {
  const { random } = grammar;
  const type = random.oneIn(3) ? 0 : random.below(4);
  const continuations = random.oneIn(8) ? 63 : random.oneIn(2) ? 0 : 1;
  const version = random.oneIn(12) ? 0x11 : 0x21;
  const sequence = random.oneIn(4) ? random.below(3) : 7;
  const id = random.oneIn(4) ? 0x5100_00ff : ID.RECLAIM;
  const length = random.oneIn(12) ? 240 : random.pick([0, 4, 8, 12]);
  const payload = Array.from({ length }, () => (random.oneIn(3) ? random.below(256) : 0));
  const bytes = [version, type | (continuations << 2), ...half(sequence), ...word(id), ...payload];
  return { do: 'packet', by: anyVm(grammar, vms), bytes: random.oneIn(15) ? bytes.slice(0, 5) : bytes };
}
