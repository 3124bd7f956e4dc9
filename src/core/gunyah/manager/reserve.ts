import { addressOf, isPageAligned, PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import { overlap, type View } from '../../memory/view.ts';
import { reserve as rules } from '../rules/vm.ts';
import { divide } from '../wire/codec.ts';
import { ADDRESS_ENTRY, IPA_REPLY, IPA_RESERVE, LIST, REGION, SEARCHED_RANGE } from '../wire/layouts.ts';
import { type MessageShape, REQUEST } from '../wire/messages.ts';
import { ADDRESS_END } from './limits.ts';
import { answer, type Manager, OK } from './manager.ts';
import { Received } from './received.ts';
import type { ReservedRange, Vm } from './vms.ts';

/** Ranges of one request at most. */
export const MOST_RANGES = 30;

const FIXED = 0;
const ALLOCATE = 1;
/** ECC, tagged, normal, IO, visible to the owner, visible outside, like base memory. gunyah 9.8. */
const CONSTRAINTS = 0x7f;

/** VM_HOST_IPA_RESERVE: keeps addresses of the caller for memory of one kind. All ranges or none. gunyah 9.8. */
export function reserve(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict, ledger } = m;
  const { kind: kindField, constraints: constraintsField } = IPA_RESERVE.fields;
  const kind = message.field(kindField);
  const constraints = message.field(constraintsField);
  const view = ledger.viewOf(caller.party);
  if (view.identity) return verdict.refuse(rules.noAddresses);
  if (kind !== FIXED && kind !== ALLOCATE) return verdict.refuseField(rules.kind, 0, kindField);
  if (constraints === 0 || (constraints & ~CONSTRAINTS) !== 0)
    return verdict.refuseField(rules.constraints, 0, constraintsField);
  const ranges = readRanges(m, message, kind);
  if (ranges === false) return false;
  const added: ReservedRange[] = [];
  for (const [index, range] of ranges.entries()) {
    const at = kind === FIXED ? fixed(caller, view, range, added) : searched(caller, view, range, added);
    if (at < 0) return verdict.refuse(rules.taken, range.offset, range.length);
    added[index] = { at, pages: range.pages, constraints };
  }
  caller.reserved = [...caller.reserved, ...added];
  if (kind === FIXED) return OK;
  const bases = added.map(({ at }) => ({ base: addressOf(at) }));
  return answer({ head: IPA_REPLY, entry: ADDRESS_ENTRY }, { count: bases.length }, bases);
}

/** A range that is asked for: where it lies in the message, where it may begin and how long that search is. Pages. */
interface Wanted {
  readonly offset: number;
  readonly length: number;
  readonly from: number;
  readonly span: number;
  readonly pages: number;
  readonly alignment: number;
}

function readRanges({ verdict }: Manager, message: Received, kind: number): readonly Wanted[] | false {
  const entry = kind === FIXED ? REGION : SEARCHED_RANGE;
  const shape: MessageShape = { ...REQUEST.IPA_RESERVE, lists: [{ name: 'ranges', head: LIST, entry }] };
  const division = divide(message.payload, shape);
  if (!division.ok) return verdict.refuse(rules.list, division.offset, division.length);
  const list = new Received(message.payload, division.lists);
  const { at, count, entries } = list.list('ranges');
  if (count > MOST_RANGES) return verdict.refuse(rules.tooMany, at, 2);
  const ranges = Array.from({ length: count }, (_, index) => {
    const offset = entries + index * entry.size;
    return kind === FIXED ? fixedAt(list, offset) : searchedAt(list, offset);
  });
  for (const { offset, length, ...range } of ranges) {
    const numbers = Object.values(range);
    const whole = numbers.every((pages) => Number.isInteger(pages)) && range.pages > 0 && range.alignment > 0;
    if (!whole || addressOf(range.from + range.span) > ADDRESS_END)
      return verdict.refuse(rules.range, offset, length);
  }
  return ranges;
}

function fixedAt(list: Received, offset: number): Wanted {
  const pages = list.at(offset, REGION.fields.size) / PAGE_SIZE;
  const from = list.at(offset, REGION.fields.base) / PAGE_SIZE;
  return { offset, length: REGION.size, from, span: pages, pages, alignment: 1 };
}

function searchedAt(list: Received, offset: number): Wanted {
  const { base, span, size, alignment } = SEARCHED_RANGE.fields;
  const aligned = list.at(offset, alignment);
  return {
    offset,
    length: SEARCHED_RANGE.size,
    from: list.at(offset, base) / PAGE_SIZE,
    span: list.at(offset, span) / PAGE_SIZE,
    pages: list.at(offset, size) / PAGE_SIZE,
    alignment: isPageAligned(aligned) ? Math.max(1, pageOf(aligned)) : -1,
  };
}

function fixed(vm: Vm, view: View, { from, pages }: Wanted, added: readonly ReservedRange[]): number {
  return isUntaken(vm, view, from, pages, added) ? from : -1;
}

function searched(vm: Vm, view: View, wanted: Wanted, added: readonly ReservedRange[]): number {
  const { from, span, pages, alignment } = wanted;
  let at = Math.ceil(from / alignment) * alignment;
  while (at + pages <= from + span) {
    if (isUntaken(vm, view, at, pages, added)) return at;
    at = Math.ceil((nextEnd(vm, view, at, pages, added) || at + 1) / alignment) * alignment;
  }
  return -1;
}

/** Whether neither memory nor another reservation is there. */
function isUntaken(vm: Vm, view: View, at: number, pages: number, added: readonly ReservedRange[]): boolean {
  return view.isFree(at, pages) && ![...vm.reserved, ...added].some((range) => overlap(range, { at, pages }));
}

/** Where the last of the things ends that are in the way. */
function nextEnd(vm: Vm, view: View, at: number, pages: number, added: readonly ReservedRange[]): number {
  const ends = [...vm.reserved, ...added, ...view.save()].filter((range) => overlap(range, { at, pages }));
  return Math.max(0, ...ends.map((range) => range.at + range.pages));
}
