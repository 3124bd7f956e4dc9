import { bytesText } from '../abi/hex.ts';
import { readNumber } from '../abi/structure.ts';
import type { Constituent } from '../abi/transaction.ts';
import { starve } from '../board/starve.ts';
import type { VmProgram } from '../gunyah/client/port.ts';
import type { ResourceClient } from '../gunyah/client/resource-client.ts';
import { rmRights } from '../gunyah/manager/rights.ts';
import { type Entries, encodeMessage } from '../gunyah/wire/codec.ts';
import { HANDLE_REPLY, PLACED_REPLY, REGION, REPLY } from '../gunyah/wire/layouts.ts';
import { type MessageShape, messageNamed, REQUEST } from '../gunyah/wire/messages.ts';
import {
  ACCEPT_FLAG,
  APPEND_FLAG,
  CREATE_FLAG,
  MEMORY_TYPE,
  NOTIFY_FLAG,
  RETURN_FLAG,
  STOP_FLAG,
  TRANSFER,
} from '../gunyah/wire/values.ts';
import { PAGE_SIZE } from '../memory/pages.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type {
  AcceptAct,
  AppendAct,
  HearAct,
  PacketAct,
  ParcelAct,
  ReturnAct,
  RmNotifyAct,
  RmRequestAct,
  VmAct,
} from './rm-act.ts';
import type { Step } from './scenario.ts';
import { encoded, type Stage } from './stage.ts';

/** The message and the kind of transfer that each verb of sending means. */
const SEND = {
  'rm-share': { shape: REQUEST.SHARE, transfer: TRANSFER.SHARE },
  'rm-lend': { shape: REQUEST.LEND, transfer: TRANSFER.LEND },
  'rm-donate': { shape: REQUEST.DONATE, transfer: TRANSFER.DONATE },
} as const;

export function makeParcel(stage: Stage, step: Step, act: ParcelAct): Result {
  const { shape, transfer } = SEND[act.verb];
  const type = act.device === true ? MEMORY_TYPE.IO : MEMORY_TYPE.NORMAL;
  const flags = flag(act.sanitize, CREATE_FLAG.SANITIZE) | flag(act.more, CREATE_FLAG.APPEND);
  const acl = act.to.map(({ vm, rights }) => ({ vmid: stage.vmidOf(vm), rights: rmRights(rights) }));
  const head = { type, flags, label: act.label ?? 0 };
  return ask(stage, step, shape, head, { acl, regions: regionsOf(act.memory) }, (data) => {
    const handle = readNumber(data, -REPLY.size, HANDLE_REPLY.fields.handle);
    const bytes = act.memory.reduce((sum, { pages }) => sum + pages, 0) * PAGE_SIZE;
    if (act.as !== undefined) stage.parcels.set(act.as, { handle, type, transfer, bytes });
    return DONE;
  });
}

export function append(stage: Stage, step: Step, { parcel, memory, more }: AppendAct): Result {
  const head = { handle: stage.parcel(parcel).handle, flags: flag(more !== true, APPEND_FLAG.DONE) };
  return ask(stage, step, REQUEST.APPEND, head, { regions: regionsOf(memory) });
}

export function accept(stage: Stage, step: Step, act: AcceptAct): Result {
  const { handle, type, transfer } = stage.parcel(act.parcel);
  const flags =
    flag(act.more !== true, ACCEPT_FLAG.DONE) |
    flag(act.contiguous, ACCEPT_FLAG.MAP_CONTIGUOUS) |
    flag(act.sanitize, ACCEPT_FLAG.SANITIZE) |
    flag(act.label !== undefined, ACCEPT_FLAG.VALIDATE_LABEL);
  const head = { handle, type, transfer, flags, label: act.label ?? 0 };
  return ask(stage, step, REQUEST.ACCEPT, head, { regions: regionsOf(act.places ?? []) }, (data) =>
    doneUnless(act.gives === undefined ? undefined : differingPlaces(data, act.gives)),
  );
}

export function giveBack(stage: Stage, step: Step, { verb, parcel, sanitize }: ReturnAct): Result {
  const shape = verb === 'rm-release' ? REQUEST.RELEASE : REQUEST.RECLAIM;
  const head = { handle: stage.parcel(parcel).handle, flags: flag(sanitize, RETURN_FLAG.SANITIZE) };
  return ask(stage, step, shape, head);
}

const NOTIFY_FLAGS = {
  shared: NOTIFY_FLAG.SHARED,
  released: NOTIFY_FLAG.RELEASED,
  accepted: NOTIFY_FLAG.ACCEPTED,
  recall: NOTIFY_FLAG.RECALL,
} as const;

export function notifyVms(stage: Stage, step: Step, { parcel, what, tag, to }: RmNotifyAct): Result {
  const head = { handle: stage.parcel(parcel).handle, flags: NOTIFY_FLAGS[what], tag: tag ?? 0 };
  const vms = (to ?? []).map((vm) => ({ vmid: stage.vmidOf(vm) }));
  return ask(stage, step, REQUEST.NOTIFY, head, { vms });
}

export function hear(stage: Stage, step: Step, { told }: HearAct): Result {
  return stage.performAsVm(step, function* (rm) {
    yield* rm.link.listen();
    const names = rm.link.notices.splice(0).map(({ shape }) => shape.name);
    const same = told === undefined || names.join() === told.join();
    return doneUnless(same ? undefined : `it is told ${names.length === 0 ? 'nothing' : names.join(', ')}`);
  });
}

export function changeVm(stage: Stage, step: Step, act: VmAct): Result {
  const [shape, head] = vmRequest(stage, act);
  return ask(stage, step, shape, { vmid: stage.vmidOf(act.vm), ...head });
}

function vmRequest(
  stage: Stage,
  { what, parcel }: VmAct,
): readonly [MessageShape, Readonly<Record<string, number>>] {
  const lies = parcel === undefined ? { handle: 0, bytes: 0 } : stage.parcel(parcel);
  switch (what) {
    case 'allocate':
      return [REQUEST.VM_ALLOCATE, {}];
    case 'image':
      return [REQUEST.VM_CONFIG_IMAGE, { handle: lies.handle, imageSize: lies.bytes }];
    case 'firmware':
      return [REQUEST.VM_SET_FIRMWARE_MEM, { handle: lies.handle, size: lies.bytes }];
    case 'init':
      return [REQUEST.VM_INIT, {}];
    case 'start':
      return [REQUEST.VM_START, {}];
    case 'stop':
      return [REQUEST.VM_STOP, { flags: STOP_FLAG.FORCE }];
    case 'reset':
      return [REQUEST.VM_RESET, {}];
    case 'deallocate':
      return [REQUEST.VM_DEALLOCATE, {}];
  }
}

export function anyRequest(
  stage: Stage,
  step: Step,
  { message, payload, reply, starved }: RmRequestAct,
): Result {
  const id = typeof message === 'number' ? message : (messageNamed(message)?.id ?? 0);
  const ended = starved === undefined ? undefined : starve(stage.board.ledger, starved);
  try {
    return stage.performAsVm(step, function* (rm) {
      const data = yield* rm.link.ask({ name: step.act.verb, id }, payload, { bytes: 0 });
      const same = reply === undefined || bytesText(data) === bytesText(reply);
      return doneUnless(same ? undefined : `the answer is ${bytesText(data)}`);
    });
  } finally {
    ended?.();
  }
}

export function sendPacket(stage: Stage, step: Step, { bytes, dropped }: PacketAct): Result {
  const why = stage.board.vms.send(step.by, bytes);
  const same = dropped === undefined || dropped === (why !== undefined);
  return doneUnless(same ? undefined : `the packet is ${why === undefined ? 'taken' : `dropped: ${why}`}`);
}

/** Sends a request, and judges what its answer carries. */
function ask(
  stage: Stage,
  step: Step,
  shape: MessageShape,
  head: Readonly<Record<string, number>>,
  lists: Readonly<Record<string, Entries>> = {},
  judge: (data: Uint8Array) => Result = () => DONE,
): Result {
  const payload = encoded(() => encodeMessage(shape, head, lists));
  return stage.performAsVm(step, function* (rm: ResourceClient): VmProgram<Result> {
    return judge(yield* rm.link.ask(shape, payload, { bytes: 0 }));
  });
}

function flag(set: boolean | undefined, bit: number): number {
  return set === true ? bit : 0;
}

function regionsOf(runs: readonly Constituent[]): Entries {
  return runs.map(({ address, pages }) => ({ base: address, size: pages * PAGE_SIZE }));
}

/** How the places that an answer tells differ from those that are expected. */
function differingPlaces(data: Uint8Array, expected: readonly Constituent[]): string | undefined {
  const found: string[] = [];
  for (let at = PLACED_REPLY.size - REPLY.size; at + REGION.size <= data.length; at += REGION.size)
    found.push(
      placeText(
        readNumber(data, at, REGION.fields.base),
        readNumber(data, at, REGION.fields.size) / PAGE_SIZE,
      ),
    );
  const wanted = expected.map(({ address, pages }) => placeText(address, pages));
  return found.join() === wanted.join() ? undefined : `the places are ${found.join(' ')}`;
}

function placeText(address: number, pages: number): string {
  return `0x${address.toString(16)}${pages === 1 ? '' : `+${pages}`}`;
}
