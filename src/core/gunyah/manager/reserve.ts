import { addressOf } from '../../memory/pages.ts';
import { overlap, type View } from '../../memory/view.ts';
import { checkRanges, type WantedRange } from '../rules/check-reserve.ts';
import { reserve as rules } from '../rules/vm.ts';
import { ADDRESS_ENTRY, IPA_REPLY, IPA_RESERVE } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { RANGE_KIND } from '../wire/values.ts';
import { answer, type Manager, OK } from './manager.ts';
import type { ReservedRange, Vm } from './vms.ts';

const { kind: kindField, constraints: constraintsField } = IPA_RESERVE.fields;

/** VM_HOST_IPA_RESERVE: keeps addresses of the caller for memory of one kind. All ranges or none. gunyah 9.8. */
export function reserve(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict, ledger } = m;
  const view = ledger.viewOf(caller.party);
  if (view.identity) return verdict.fail(rules.noAddresses);
  const ranges = checkRanges(message, verdict);
  if (ranges === false) return false;
  const fixed = message.field(kindField) === RANGE_KIND.FIXED;
  const constraints = message.field(constraintsField);
  const added: ReservedRange[] = [];
  for (const [index, range] of ranges.entries()) {
    const at = fixed ? given(caller, view, range, added) : searched(caller, view, range, added);
    if (at < 0) return verdict.fail(rules.taken, range.offset, range.length);
    added[index] = { at, pages: range.pages, constraints };
  }
  caller.reserved = [...caller.reserved, ...added];
  if (fixed) return OK;
  const bases = added.map(({ at }) => ({ base: addressOf(at) }));
  return answer({ head: IPA_REPLY, entry: ADDRESS_ENTRY }, { count: bases.length }, bases);
}

function given(vm: Vm, view: View, { from, pages }: WantedRange, added: readonly ReservedRange[]): number {
  return isUntaken(vm, view, from, pages, added) ? from : -1;
}

function searched(vm: Vm, view: View, wanted: WantedRange, added: readonly ReservedRange[]): number {
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
