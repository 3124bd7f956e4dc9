import { COMPOSITE, CONSTITUENT } from '../abi/layouts.ts';
import { endpointText, type Operation } from '../abi/operations.ts';
import { checkHeader } from '../rules/check-descriptor.ts';
import { checkSend } from '../rules/check-send.ts';
import type { Descriptor } from '../rules/descriptor.ts';
import { send as rules } from '../rules/send.ts';
import { descriptorIn } from './extent.ts';
import { judgeConstituents } from './judge-constituents.ts';
import type { Subject } from './kind.ts';
import { NOT_REACHED, type Verdict } from './verdict.ts';

/** Beyond every limit of a manager. Receivers are compared with one another, which takes too long for many. */
const MOST_RECEIVERS = 1024;

const NOT_IN_THE_BYTES =
  'Whether the pages exist, belong to the sender and are free is not in the bytes, and was not judged.';

/** Judges a send as a manager would that knows every endpoint, made by the sender it names. */
export function judgeSend(subject: Subject, operation: Operation): string[] {
  const { bytes, version, verdict } = subject;
  const { descriptor, notes } = descriptorIn(bytes, version, true);
  const readable = judgeHead(descriptor, operation, subject);
  const sender = endpointText(descriptor.sender);
  const assumed = `The sender, ${sender}, was taken for the caller, and every endpoint for known.`;
  const memory = readable ? judgeMemory(descriptor, verdict) : [NOT_REACHED];
  return [...memory, ...notes, assumed, NOT_IN_THE_BYTES];
}

/** Judges everything before the constituents. True: they can be found. */
function judgeHead(d: Descriptor, operation: Operation, { policy, verdict }: Subject): boolean {
  if (d.length >= d.header.size) d.readHeader();
  if (d.accessCount > MOST_RECEIVERS) {
    checkHeader(d, policy.limits, verdict);
    return false;
  }
  const parties = { id: d.sender, actsFor: () => true, exists: () => true };
  return checkSend(d, operation, parties, policy.limits, verdict);
}

/** Judges the constituents that are there. */
function judgeMemory(d: Descriptor, verdict: Verdict): string[] {
  explainLength(d, verdict);
  const room = Math.floor((d.length - d.constituentsAt) / CONSTITUENT.size);
  const here = Math.min(room, d.constituentCount);
  const run = { words: d.words, at: d.constituentsAt, count: here, totalPages: d.totalPages };
  const sum = judgeConstituents(run, verdict);
  if (here < d.constituentCount) return [firstFragment(here, d.constituentCount)];
  const { totalPages } = COMPOSITE.fields;
  if (sum < d.totalPages && !verdict.full) {
    verdict.refuseField(rules.pageSum, d.compositeOffset, totalPages);
    verdict.explain(
      rules.pageSum,
      d.compositeOffset + totalPages.offset,
      `the constituents have ${sum} pages`,
    );
  }
  return [];
}

function explainLength(d: Descriptor, verdict: Verdict): void {
  const { constituentCount } = COMPOSITE.fields;
  const end = d.constituentsAt + d.constituentCount * CONSTITUENT.size;
  const at = d.compositeOffset + constituentCount.offset;
  verdict.explain(rules.totalLength, at, `the last constituent ends at byte ${end}, the bytes at ${d.total}`);
}

function firstFragment(here: number, announced: number): string {
  const missing = announced - here;
  const bytes = missing * CONSTITUENT.size;
  return `This is a first fragment, which is fine: ${here} of ${announced} constituents are here, and FFA_MEM_FRAG_TX brings the other ${missing} (${bytes} bytes).`;
}
