import {
  DATA_MASK,
  DATA_RO,
  DATA_RW,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_TYPE_DONATE,
  FLAG_TYPE_MASK,
  FLAG_TYPE_SHARE,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_MASK,
  INSTRUCTION_X,
  TYPE_DEVICE,
  TYPE_MASK,
} from '../abi/bits.ts';
import { OPERATION, type Operation } from '../abi/operations.ts';
import {
  checkAgainstSent,
  checkAsked,
  checkHypervisorRequest,
  checkRequest,
  type Sent,
} from '../rules/check-request.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { retrieve as rules } from '../rules/retrieve.ts';
import { descriptorIn } from './extent.ts';
import type { Subject } from './kind.ts';
import { NOT_REACHED, type Verdict } from './verdict.ts';

const NOT_IN_THE_BYTES =
  'Whether the handle is live, and what its sender allowed, is not in the bytes, and was not judged.';
const HYPERVISOR_FORM =
  'The request lists no receiver: only the hypervisor may ask so, and who asked is not in the bytes.';

/** Judges a retrieve request by itself, and against the most obliging send that it could belong to. */
export function judgeRequest({ bytes, version, policy, verdict }: Subject): string[] {
  const { descriptor: d, notes } = descriptorIn(bytes, version, false);
  if (d.length >= d.header.size) {
    d.readHeader();
    if (d.accessCount === 0) return [...judgeHypervisorForm(d, verdict), ...notes, NOT_IN_THE_BYTES];
  }
  if (!checkRequest(d, policy.limits, verdict)) return [NOT_REACHED, ...notes, NOT_IN_THE_BYTES];
  const { accessCount } = d.header.fields;
  const ends = `the last access descriptor ends at byte ${d.accessEnd}, the bytes at ${d.total}`;
  verdict.explain(rules.length, accessCount.offset, ends);
  const sent = mostObliging(d);
  checkAgainstSent(d, sent, verdict);
  judgeReceivers(d, sent, verdict);
  if (d.accessCount === 1) judgeOwn(d, verdict);
  return [...notes, NOT_IN_THE_BYTES];
}

function judgeHypervisorForm(d: Descriptor, verdict: Verdict): string[] {
  checkHypervisorRequest(d, verdict);
  return [HYPERVISOR_FORM];
}

/** The send that agrees with a request wherever it can. */
function mostObliging(d: Descriptor): Sent {
  const several = (d.flags & FLAG_BYPASS_MULTI_BORROWER) !== 0;
  return {
    operation: operationIn(d) ?? OPERATION.LEND,
    sender: d.sender,
    tagLow: d.tagLow,
    tagHigh: d.tagHigh,
    flags: FLAG_ZERO,
    receiverCount: several ? 2 : d.accessCount,
  };
}

/** What the flags say that was done; `undefined` when they leave it open. */
function operationIn(d: Descriptor): Operation | undefined {
  switch (d.flags & FLAG_TYPE_MASK) {
    case 0:
      return undefined;
    case FLAG_TYPE_SHARE:
      return OPERATION.SHARE;
    case FLAG_TYPE_DONATE:
      return OPERATION.DONATE;
    default:
      return OPERATION.LEND;
  }
}

function judgeReceivers(d: Descriptor, sent: Sent, verdict: Verdict): void {
  const known = operationIn(d) !== undefined;
  const { endpoint } = d.access.fields;
  const listed = new Set<number>();
  for (let index = 0; index < d.accessCount; index++) {
    const receiver = d.endpoint(index);
    if (listed.has(receiver)) verdict.refuseField(rules.receiverUnlisted, d.accessAt(index), endpoint);
    listed.add(receiver);
    if (known) checkAsked(d, index, sent, DATA_RW, verdict);
  }
}

/** Judges the only access descriptor, which has to be the caller's own. */
function judgeOwn(d: Descriptor, verdict: Verdict): void {
  const { flags } = d.header.fields;
  const asked = d.permissions(0);
  const execute = (asked & INSTRUCTION_MASK) === INSTRUCTION_X;
  const device = (d.attributes & TYPE_MASK) === TYPE_DEVICE;
  if (execute && device) verdict.refuseField(rules.executeDevice, d.accessAt(0), d.access.fields.permissions);
  const clears = (d.flags & (FLAG_ZERO | FLAG_ZERO_AFTER_RELINQUISH)) !== 0;
  if (clears && (asked & DATA_MASK) === DATA_RO) verdict.refuseField(rules.zeroReadOnly, 0, flags);
}
