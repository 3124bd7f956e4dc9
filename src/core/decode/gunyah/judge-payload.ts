import type { Field } from '../../abi/fields.ts';
import { accept as acceptRules } from '../../gunyah/rules/accept.ts';
import {
  checkContiguous,
  checkListPresent,
  checkMappedFor,
  checkPlace,
  checkSanitize,
} from '../../gunyah/rules/check-accept.ts';
import { checkAccess, checkAttributes } from '../../gunyah/rules/check-access.ts';
import { checkCounts, checkMemory } from '../../gunyah/rules/check-create.ts';
import { checkForm } from '../../gunyah/rules/check-message.ts';
import { checkNews, checkTold, isFromOwner } from '../../gunyah/rules/check-notify.ts';
import { checkRegions } from '../../gunyah/rules/check-regions.ts';
import { checkRanges } from '../../gunyah/rules/check-reserve.ts';
import { region as regionRules } from '../../gunyah/rules/create.ts';
import { notify as notifyRules } from '../../gunyah/rules/notify.ts';
import { append as appendRules, reclaim, release } from '../../gunyah/rules/parcel.ts';
import type { RmRule } from '../../gunyah/rules/rule.ts';
import { vm as vmRules } from '../../gunyah/rules/vm.ts';
import { readAccess } from '../../gunyah/wire/access-list.ts';
import {
  ACCEPT,
  APPEND,
  CREATE,
  NOTIFY,
  REGION,
  RETURN,
  VM_CONFIG_IMAGE,
  VM_SET_FIRMWARE_MEM,
} from '../../gunyah/wire/layouts.ts';
import { type MessageShape, REQUEST, type RequestName } from '../../gunyah/wire/messages.ts';
import type { Received } from '../../gunyah/wire/received.ts';
import { ACCEPT_FLAG, NO_HANDLE, TRANSFER } from '../../gunyah/wire/values.ts';
import { findOverlaps } from '../overlaps.ts';
import type { Verdict } from '../verdict.ts';

/** What the resource manager would say that knows every VM and every parcel, and to whose state nothing is opposed. */
export type RmVerdicts = Verdict<RmRule>;

type JudgeMessage = (message: Received, verdict: RmVerdicts) => void;

const BY_NAME: Readonly<Partial<Record<RequestName, JudgeMessage>>> = {
  DONATE: judgeCreate(TRANSFER.DONATE),
  LEND: judgeCreate(TRANSFER.LEND),
  SHARE: judgeCreate(TRANSFER.SHARE),
  APPEND: judgeAppend,
  ACCEPT: judgeAccept,
  RELEASE: judgeHandle(release.handle, RETURN.fields.handle),
  RECLAIM: judgeHandle(reclaim.handle, RETURN.fields.handle),
  NOTIFY: judgeNotify,
  VM_CONFIG_IMAGE: judgeHandle(vmRules.imageHandle, VM_CONFIG_IMAGE.fields.handle),
  VM_SET_FIRMWARE_MEM: judgeHandle(vmRules.imageHandle, VM_SET_FIRMWARE_MEM.fields.handle),
  IPA_RESERVE: (message, verdict) => {
    checkRanges(message, verdict);
  },
};

const BY_SHAPE: ReadonlyMap<MessageShape, JudgeMessage> = new Map(
  (Object.keys(BY_NAME) as RequestName[]).flatMap((name) => {
    const judge = BY_NAME[name];
    return judge === undefined ? [] : [[REQUEST[name], judge] as const];
  }),
);

/** Tells the verdict of every rule that the payload of a request breaks. */
export function judgePayload(payload: Uint8Array, shape: MessageShape, verdict: RmVerdicts): void {
  const message = checkForm(payload, shape, verdict);
  if (message !== false) BY_SHAPE.get(shape)?.(message, verdict);
}

function judgeCreate(transfer: number): JudgeMessage {
  return (message, verdict) => {
    const list = readAccess(message);
    const type = message.field(CREATE.fields.type);
    const use = { type, transfer, owner: undefined, exists: () => true };
    checkCounts(message, transfer, verdict);
    checkMemory(message, verdict);
    checkAccess(message, list, use, verdict);
    checkAttributes(message, list, use, verdict);
    judgeRegions(message, verdict);
  };
}

function judgeAppend(message: Received, verdict: RmVerdicts): void {
  const { at, count } = message.list('regions');
  if (count === 0) verdict.refuseBytes(appendRules.regionsEmpty, at, 2);
  judgeHandle(appendRules.handle, APPEND.fields.handle)(message, verdict);
  judgeRegions(message, verdict);
}

/** Regions each for itself, and one against the other. */
function judgeRegions(message: Received, verdict: RmVerdicts): void {
  checkRegions(message, verdict);
  const { count, entries } = message.list('regions');
  const ranges = Array.from({ length: count }, (_, index) => {
    const at = entries + index * REGION.size;
    const [page, pages] = [message.at(at, REGION.fields.base), message.at(at, REGION.fields.size)];
    return { index, page, pages };
  });
  for (const { earlier, later } of findOverlaps(ranges)) {
    const at = entries + later.index * REGION.size;
    verdict.refuseBytes(regionRules.overlap, at, REGION.size);
    verdict.explain(regionRules.overlap, at, `regions[${earlier.index}] has the same memory`);
  }
}

function judgeAccept(message: Received, verdict: RmVerdicts): void {
  const { at, count, entries } = message.list('regions');
  const contiguous = (message.field(ACCEPT.fields.flags) & ACCEPT_FLAG.MAP_CONTIGUOUS) !== 0;
  judgeHandle(acceptRules.handle, ACCEPT.fields.handle)(message, verdict);
  checkListPresent(message, verdict);
  checkMappedFor(message, verdict);
  checkContiguous(message, verdict);
  checkSanitize(message, true, verdict);
  if (contiguous && count > 1) verdict.refuseBytes(acceptRules.tooManyPlaces, at, 2);
  for (let index = 0; index < count; index++) checkPlace(message, entries + index * REGION.size, verdict);
}

function judgeNotify(message: Received, verdict: RmVerdicts): void {
  judgeHandle(notifyRules.handle, NOTIFY.fields.handle)(message, verdict);
  if (checkNews(message, verdict) && isFromOwner(message)) checkTold(message, verdict);
}

/** All ones are the handle of no parcel. */
function judgeHandle(rule: RmRule, field: Field): JudgeMessage {
  return (message, verdict) => {
    if (message.field(field) === NO_HANDLE) verdict.refuseField(rule, 0, field);
  };
}
