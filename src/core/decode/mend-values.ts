/**
 * What to write where a rule is broken: one row for each rule whose fix is a value that the rest of the bytes decides. Rules that ask for
 * something nobody but the caller knows, another address or another receiver, have none.
 */

import {
  ATTRIBUTE_NS,
  ATTRIBUTES_NORMAL,
  DATA_MASK,
  DATA_RESERVED,
  DATA_RO,
  DATA_RW,
  FLAG_ALIGNMENT_HINT_MASK,
  FLAG_ALIGNMENT_HINT_VALID,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_TIME_SLICE,
  FLAG_TYPE_MASK,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  FLAGS_RESERVED,
  INSTRUCTION_MASK,
  INSTRUCTION_NX,
  INSTRUCTION_RESERVED,
  TYPE_DEVICE,
} from '../abi/bits.ts';
import { COMPOSITE, layoutsOf, MESSAGE_1_1 } from '../abi/layouts.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { descriptor } from '../rules/descriptor-rules.ts';
import { indirect } from '../rules/indirect.ts';
import { retrieve } from '../rules/retrieve.ts';
import { relinquish } from '../rules/return.ts';
import type { AnyRule, Rule } from '../rules/rule.ts';
import { send } from '../rules/send.ts';
import type { Shape } from './mend-shape.ts';

/** A place where a rule is broken: what stands there, and what lies around it. */
export interface BrokenPlace {
  /** Bytes from the start of the descriptor. */
  readonly offset: number;
  readonly length: number;
  /** The little-endian number in these bytes. */
  readonly value: bigint;
  readonly shape: Shape;
}

/** A number to write. */
export interface Proposal {
  readonly offset: number;
  readonly length: number;
  readonly value: bigint;
}

type Propose = (place: BrokenPlace) => readonly Proposal[];

/** The proposals for rules, the best first. Whoever takes one has it judged: a proposal may not help. */
export const PROPOSALS: ReadonlyMap<AnyRule, Propose> = new Map<Rule, Propose>([
  [descriptor.headerReserved, put(0)],
  [descriptor.accessReserved, put(0)],
  [descriptor.accessSize, put(({ version }) => [...layoutsOf(version).accessSizes].reverse())],
  [descriptor.accessOffset, put(({ version }) => [layoutsOf(version).header.size])],
  [descriptor.receiverCountZero, put(({ receiversBeforeComposite }) => receiversBeforeComposite)],
  [descriptor.accessArrayCut, put(({ receiversBeforeComposite }) => receiversBeforeComposite)],
  [descriptor.attributesReserved, put(ATTRIBUTES_NORMAL, TYPE_DEVICE, 0)],
  [descriptor.attributesNs, clear(ATTRIBUTE_NS)],
  [descriptor.permissionReserved, permission],
  [send.compositeOffsetZero, put(({ accessEnd }) => accessEnd)],
  [send.compositeOffset, put(({ accessEnd }) => accessEnd)],
  [send.compositeDiffers, put(({ compositeOffset }) => compositeOffset)],
  [send.compositeReserved, put(0)],
  [send.constituentCountZero, put(({ constituentsHere }) => constituentsHere)],
  [send.totalLength, put(({ constituentsHere }) => constituentsHere)],
  [send.pageSum, pageSum],
  [send.flagsNone, put(0)],
  [send.flagsReserved, keep(FLAG_ZERO | FLAG_TIME_SLICE)],
  [send.timeSlice, clear(FLAG_TIME_SLICE)],
  [send.zeroOnShare, clear(FLAG_ZERO)],
  [send.readWriteOnly, put(DATA_RW)],
  [send.instructionAccess, clear(INSTRUCTION_MASK)],
  [send.dataAccessMissing, replace(DATA_MASK, DATA_RO)],
  [send.dataAccessGiven, clear(DATA_MASK)],
  [send.attributesExact, put(ATTRIBUTES_NORMAL)],
  [send.attributesGiven, put(0)],
  [send.attributesUnsupported, put(ATTRIBUTES_NORMAL, TYPE_DEVICE)],
  [send.constituentUnaligned, clear(PAGE_SIZE - 1)],
  [retrieve.hypervisorFields, put(0)],
  [retrieve.compositeOffset, put(0)],
  [retrieve.length, put(({ receiversHere }) => receiversHere)],
  [retrieve.alignmentHint, clear(FLAG_ALIGNMENT_HINT_MASK | FLAG_ALIGNMENT_HINT_VALID)],
  [retrieve.flagsNone, keep(FLAG_TYPE_MASK)],
  [retrieve.flagsReserved, clear(FLAGS_RESERVED)],
  [retrieve.attributesUnsupported, put(ATTRIBUTES_NORMAL, TYPE_DEVICE, 0)],
  [retrieve.zeroOnShare, clear(FLAG_ZERO | FLAG_ZERO_AFTER_RELINQUISH)],
  [retrieve.zeroReadOnly, clear(FLAG_ZERO | FLAG_ZERO_AFTER_RELINQUISH)],
  [retrieve.bypass, clear(FLAG_BYPASS_MULTI_BORROWER)],
  [retrieve.dataExceeds, replace(DATA_MASK, DATA_RO)],
  [retrieve.instructionGiven, clear(INSTRUCTION_MASK)],
  [retrieve.instructionMissing, replace(INSTRUCTION_MASK, INSTRUCTION_NX)],
  [retrieve.executeDevice, replace(INSTRUCTION_MASK, INSTRUCTION_NX)],
  [relinquish.endpointCount, put(1)],
  [relinquish.flagsNone, put(0)],
  [relinquish.flagsReserved, keep(FLAG_ZERO | FLAG_TIME_SLICE)],
  [indirect.headerFlags, put(0)],
  [indirect.offset, put(({ version }) => [(layoutsOf(version).message ?? MESSAGE_1_1).size])],
]);

/** The whole field gets one of these values. */
function put(
  ...values: readonly number[] | readonly [(shape: Shape) => readonly number[]]
): (place: BrokenPlace) => readonly Proposal[] {
  return ({ offset, length, shape }) =>
    values
      .flatMap((value) => (typeof value === 'number' ? [value] : value(shape)))
      .map((value) => ({ offset, length, value: BigInt(value) }));
}

/** These bits of the field get a value, the others stay. */
function replace(mask: number, bits: number): Propose {
  return ({ offset, length, value }) => [{ offset, length, value: replaced(value, mask, bits) }];
}

function clear(mask: number): Propose {
  return replace(mask, 0);
}

/** Of the field nothing stays but these bits. */
function keep(mask: number): Propose {
  return ({ offset, length, value }) => [{ offset, length, value: value & unsigned(mask) }];
}

/** A data or instruction access that does not exist: what receivers mostly get. */
function permission({ offset, length, value }: BrokenPlace): readonly Proposal[] {
  const data = (value & unsigned(DATA_MASK)) === unsigned(DATA_RESERVED);
  const instruction = (value & unsigned(INSTRUCTION_MASK)) === unsigned(INSTRUCTION_RESERVED);
  const defined = data ? replaced(value, DATA_MASK, DATA_RW) : value;
  return [{ offset, length, value: instruction ? replaced(defined, INSTRUCTION_MASK, 0) : defined }];
}

/** Whichever constituent the sum goes wrong at, the one number to change is the total. */
function pageSum({ shape }: BrokenPlace): readonly Proposal[] {
  const { offset, width } = COMPOSITE.fields.totalPages;
  const place = { length: width };
  return shape.compositeOffset.map((base) => ({
    ...place,
    offset: base + offset,
    value: BigInt(shape.pagesHere),
  }));
}

function replaced(value: bigint, mask: number, bits: number): bigint {
  return (value & ~unsigned(mask)) | unsigned(bits);
}

/** Masks are made of 32-bit operations, whose results may be negative. */
function unsigned(mask: number): bigint {
  return BigInt.asUintN(32, BigInt(mask));
}
