import { addressOf, PAGE_SIZE } from '../../memory/pages.ts';
import { divide } from '../wire/codec.ts';
import { IPA_RESERVE, REGION, SEARCHED_RANGE } from '../wire/layouts.ts';
import { reserveShape } from '../wire/messages.ts';
import { Received } from '../wire/received.ts';
import { ADDRESS_END, RANGE_KIND } from '../wire/values.ts';
import type { RmJudge } from './rule.ts';
import { reserve as rules } from './vm.ts';

/** Ranges of one request at most. */
export const MOST_RANGES = 30;

/** ECC, tagged, normal, IO, visible to the owner, visible outside, like base memory. gunyah 9.8. */
const CONSTRAINTS = 0x7f;

const { kind: kindField, constraints: constraintsField } = IPA_RESERVE.fields;

/** A range that is asked for: where it lies in the message, where it may begin and how long that search is. Pages. */
export interface WantedRange {
  readonly offset: number;
  readonly length: number;
  readonly from: number;
  readonly span: number;
  readonly pages: number;
  readonly alignment: number;
}

/** Judges a request to keep addresses by its bytes: gunyah 9.8. The ranges, or false when they are not to be looked for. */
export function checkRanges(message: Received, judge: RmJudge): readonly WantedRange[] | false {
  const shape = reserveShape(message.field(kindField));
  if (shape === undefined) {
    judge.refuseField(rules.kind, 0, kindField);
    return false;
  }
  const constraints = message.field(constraintsField);
  const known = constraints !== 0 && (constraints & ~CONSTRAINTS) === 0;
  if (!known && judge.refuseField(rules.constraints, 0, constraintsField)) return false;
  const division = divide(message.payload, shape);
  if (!division.ok) {
    judge.refuseBytes(rules.list, division.offset, division.length);
    return false;
  }
  return rangesOf(new Received(message.payload, division.lists), message.field(kindField), judge);
}

function rangesOf(list: Received, kind: number, judge: RmJudge): readonly WantedRange[] | false {
  const { at, count, entries } = list.list('ranges');
  if (count > MOST_RANGES && judge.refuseBytes(rules.tooMany, at, 2)) return false;
  const fixed = kind === RANGE_KIND.FIXED;
  const size = fixed ? REGION.size : SEARCHED_RANGE.size;
  const ranges = Array.from({ length: count }, (_, index) =>
    fixed ? fixedAt(list, entries + index * size) : searchedAt(list, entries + index * size),
  );
  for (const { offset, length, ...range } of ranges) {
    const whole = Object.values(range).every(Number.isInteger) && range.pages > 0;
    const placed = whole && addressOf(range.from + range.span) <= ADDRESS_END;
    if (!placed && judge.refuseBytes(rules.range, offset, length)) return false;
  }
  return ranges;
}

function fixedAt(list: Received, offset: number): WantedRange {
  const pages = list.at(offset, REGION.fields.size) / PAGE_SIZE;
  const from = list.at(offset, REGION.fields.base) / PAGE_SIZE;
  return { offset, length: REGION.size, from, span: pages, pages, alignment: 1 };
}

function searchedAt(list: Received, offset: number): WantedRange {
  const { base, span, size, alignment } = SEARCHED_RANGE.fields;
  return {
    offset,
    length: SEARCHED_RANGE.size,
    from: list.at(offset, base) / PAGE_SIZE,
    span: list.at(offset, span) / PAGE_SIZE,
    pages: list.at(offset, size) / PAGE_SIZE,
    alignment: list.at(offset, alignment) / PAGE_SIZE || 1,
  };
}
