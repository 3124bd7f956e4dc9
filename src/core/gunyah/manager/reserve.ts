import { writeNumber } from '../../abi/structure.ts';
import { addressOf } from '../../memory/pages.ts';
import { overlap, type View } from '../../memory/view.ts';
import { checkRanges, type WantedRange } from '../rules/check-reserve.ts';
import { reserve as rules } from '../rules/vm.ts';
import { ADDRESS_ENTRY, IPA_REPLY, IPA_RESERVE } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { RANGE_KIND } from '../wire/values.ts';
import { type Manager, OK } from './manager.ts';
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
  for (const range of ranges) {
    const at = fixed ? given(caller, view, range, added) : searched(caller, view, range, added);
    if (at < 0) return verdict.fail(rules.taken, range.offset, range.length);
    added.push({ at, pages: range.pages, constraints });
  }
  caller.reserved = [...caller.reserved, ...added];
  if (fixed) return OK;
  return addressesAnswer(added);
}

/** An answer that says where ranges begin. */
function addressesAnswer(ranges: readonly ReservedRange[]): Uint8Array {
  const payload = new Uint8Array(IPA_REPLY.size + ranges.length * ADDRESS_ENTRY.size);
  writeNumber(payload, 0, IPA_REPLY.fields.count, ranges.length);
  for (const [index, { at }] of ranges.entries())
    writeNumber(
      payload,
      IPA_REPLY.size + index * ADDRESS_ENTRY.size,
      ADDRESS_ENTRY.fields.base,
      addressOf(at),
    );
  return payload;
}

function given(vm: Vm, view: View, { from, pages }: WantedRange, added: readonly ReservedRange[]): number {
  return endOfTaken(vm, view, from, pages, added) === 0 ? from : -1;
}

function searched(vm: Vm, view: View, wanted: WantedRange, added: readonly ReservedRange[]): number {
  const { from, span, pages, alignment } = wanted;
  let at = Math.ceil(from / alignment) * alignment;
  while (at + pages <= from + span) {
    const end = endOfTaken(vm, view, at, pages, added);
    if (end === 0) return at;
    at = Math.ceil(end / alignment) * alignment;
  }
  return -1;
}

/** Where the last of what is in the way ends, memory or another reservation; 0 where nothing is. */
function endOfTaken(vm: Vm, view: View, at: number, pages: number, added: readonly ReservedRange[]): number {
  let end = 0;
  for (const range of [...vm.reserved, ...added, ...view.save()])
    if (overlap(range, { at, pages })) end = Math.max(end, range.at + range.pages);
  return end;
}
