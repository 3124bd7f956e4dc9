/** When a request for memory has to be refused. Source: ffa-hafnium 3.5. */

import type { Clause } from './clause.ts';
import type { Access, Descriptor } from './descriptor.ts';
import { areAttributesServed, DESCRIPTOR } from './descriptor-clauses.ts';
import { TYPE_OF } from './operation.ts';
import type { RetrieveCase } from './retrieve.ts';
import {
  type Endpoint,
  EXECUTE,
  holders,
  type Page,
  pagesOf,
  type Receiver,
  type Transaction,
  type World,
  WRITE,
} from './state.ts';

const ZERO = 0x1;
const ZERO_AFTER = 0x4;
const BYPASS = 0x400;

/** Registers and buffers. */
export const REQUEST: readonly Clause<RetrieveCase>[] = [
  {
    rule: 'retrieve/dynamic-buffer',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.1',
    broken: ({ namesBuffer }) => namesBuffer,
  },
  {
    rule: 'retrieve/fragmented',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.2',
    broken: ({ total, length }) => total !== length,
  },
  {
    rule: 'retrieve/no-tx',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.4',
    broken: ({ room }) => room === 0,
  },
  {
    rule: 'retrieve/exceeds-tx',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.3',
    broken: ({ room, length }) => room !== 0 && length > room,
  },
  {
    rule: 'retrieve/tx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.5.5',
    broken: ({ faults }) => faults,
  },
  {
    rule: 'retrieve/rx-busy',
    status: 'BUSY',
    source: 'ffa-hafnium 3.5.6',
    broken: ({ caller }) => caller.mailbox !== undefined && caller.mailbox.state !== 'free',
  },
];

/** What the request says, whatever there is to retrieve. */
export const FORM: readonly Clause<RetrieveCase>[] = [
  ...DESCRIPTOR,
  {
    rule: 'retrieve/composite-offset',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.8, regressions A16',
    broken: ({ d }) => d?.accesses?.some(({ compositeOffset }) => compositeOffset !== 0) === true,
  },
  {
    rule: 'retrieve/length',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.13, conformance 5.4',
    broken: ({ d, total }) => d?.header !== undefined && total !== d.accessEnd,
  },
  {
    rule: 'retrieve/alignment-hint',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.19, conformance 5.18',
    broken: ({ flags }) => (flags & 0x3e0) !== 0,
  },
  {
    rule: 'retrieve/flags-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.19, regressions D13',
    broken: ({ flags }) => flags >>> 11 !== 0,
  },
  {
    rule: 'retrieve/attributes-unsupported',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.23',
    broken: ({ d }) => d?.header !== undefined && !areAttributesServed(d.header.attributes),
  },
];

/** Whether there is something that the caller may retrieve. */
export const KNOWN: readonly Clause<RetrieveCase>[] = [
  {
    rule: 'retrieve/unknown-handle',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.10, conformance 5.2',
    broken: ({ d, sent }) => d?.header !== undefined && (sent === undefined || sent.stage === 'handed over'),
  },
  {
    rule: 'retrieve/not-receiver',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.18, requirements QC5',
    broken: ({ sent, receiver }) => sent !== undefined && receiver === undefined,
  },
  {
    rule: 'retrieve/unfinished',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.11, regressions E2',
    broken: ({ sent }) => sent?.stage === 'unfinished',
  },
  {
    rule: 'retrieve/owner-gone',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.12, regressions E8',
    broken: ({ sent }) => sent?.orphaned === true,
  },
];

/** A request for something that the caller may retrieve. */
export interface Matched {
  readonly world: World;
  readonly caller: Endpoint;
  readonly d: Descriptor;
  readonly flags: number;
  readonly sent: Transaction;
  readonly receiver: Receiver;
  readonly accesses: readonly Access[];
  readonly pages: readonly Page[];
}

/** The request against what was sent. */
export const MATCH: readonly Clause<Matched>[] = [
  {
    rule: 'retrieve/sender',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.14, conformance 5.1, regressions R8',
    broken: ({ d, sent }) => d.header?.sender !== sent.senderId,
  },
  {
    rule: 'retrieve/type',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.16',
    broken: ({ flags, sent }) => ((flags >> 3) & 3) !== 0 && ((flags >> 3) & 3) !== TYPE_OF[sent.operation],
  },
  {
    rule: 'retrieve/tag',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.17, conformance 5.2',
    broken: ({ d, sent }) => d.header?.tag !== sent.tag,
  },
  {
    rule: 'retrieve/zero-on-share',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.20, regressions D3',
    broken: ({ flags, sent }) => sent.operation === 'share' && (flags & (ZERO | ZERO_AFTER)) !== 0,
  },
  {
    rule: 'retrieve/zero-not-done',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.21, conformance 5.11',
    broken: ({ flags, sent }) => (flags & ZERO) !== 0 && (sent.flags & ZERO) === 0,
  },
  {
    rule: 'retrieve/bypass',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.24, conformance 5.20',
    broken: ({ flags, sent, accesses }) =>
      (flags & BYPASS) !== 0 && (accesses.length !== 1 || sent.receivers.length === 1),
  },
  {
    rule: 'retrieve/receiver-count',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.24',
    broken: ({ flags, sent, accesses }) =>
      (flags & BYPASS) === 0 && accesses.length !== sent.receivers.length,
  },
  {
    rule: 'retrieve/receiver-unlisted',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.25',
    broken: (of) => {
      const ids = judged(of).map(({ id }) => id);
      return ids.some((id, index) => receiverIn(of.sent, id) === undefined || ids.indexOf(id) !== index);
    },
  },
  {
    rule: 'retrieve/data-exceeds',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.26, conformance 5.9',
    broken: (of) =>
      judged(of).some(({ id, permissions }) => {
        const sent = receiverIn(of.sent, id);
        return sent !== undefined && isReadOnly(of, sent) && (permissions & 3) === 2;
      }),
  },
  {
    rule: 'retrieve/instruction-given',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.27, conformance 5.7',
    broken: (of) => isForSeveral(of.sent) && judged(of).some(({ permissions }) => (permissions & 0xc) !== 0),
  },
  {
    rule: 'retrieve/instruction-missing',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.28',
    broken: (of) => !isForSeveral(of.sent) && judged(of).some(({ permissions }) => (permissions & 0xc) === 0),
  },
  {
    rule: 'retrieve/impdef',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.31, conformance 5.19',
    broken: (of) =>
      judged(of).some(({ id, impdef }) => {
        const sent = receiverIn(of.sent, id)?.impdef;
        return sent !== undefined && impdef?.some((half, at) => half !== sent[at]) === true;
      }),
  },
  {
    rule: 'retrieve/caller-missing',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.5.32',
    broken: (of) => own(of) === undefined,
  },
  {
    rule: 'retrieve/execute-device',
    status: 'DENIED',
    source: 'conformance 5.7',
    broken: (of) => executes(of) && (typeOf(of) === 1 || of.pages.some(({ device }) => device)),
  },
  {
    rule: 'retrieve/execute-non-secure',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.29, regressions D8',
    broken: (of) => executes(of) && of.receiver.id >= 0x8000 && of.pages.some(({ secure }) => !secure),
  },
  {
    rule: 'retrieve/execute-exceeds-owner',
    status: 'DENIED',
    source: 'requirements QC1',
    broken: (of) => executes(of) && of.pages.some(({ rights }) => (rights & EXECUTE) === 0),
  },
  {
    rule: 'retrieve/zero-read-only',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.30, conformance 5.9',
    broken: (of) =>
      (of.flags & (ZERO | ZERO_AFTER)) !== 0 &&
      (isReadOnly(of, of.receiver) || ((own(of)?.permissions ?? 0) & 3) === 1),
  },
  {
    rule: 'retrieve/normal-over-device',
    status: 'DENIED',
    source: 'ffa-hafnium 3.5.33, regressions D11',
    broken: (of) =>
      typeOf(of) === 2 && (((of.sent.attributes >> 4) & 3) === 1 || of.pages.some(({ device }) => device)),
  },
  {
    rule: 'retrieve/zero-again',
    status: 'INVALID_PARAMETERS',
    source: 'conformance 3.2 lend_multiple_retrievals',
    broken: ({ flags, receiver }) => receiver.holds > 0 && (flags & ZERO) !== 0,
  },
  {
    rule: 'retrieve/limit',
    status: 'DENIED',
    source: 'conformance 5.16',
    broken: ({ receiver, world }) => receiver.holds >= world.bounds.retrievals,
  },
  {
    rule: 'retrieve/memory-inaccessible',
    status: 'ABORTED',
    source: 'requirements QC11',
    broken: ({ sent, world }) =>
      awaitsClearing(sent) && pagesOf(world, sent.constituents).some((page) => world.away.has(page)),
  },
];

/** Whether memory has several users, of whom none may run code in it. */
export function isForSeveral({ operation, receivers }: Transaction): boolean {
  return operation === 'share' || (operation === 'lend' && receivers.length > 1);
}

/** Whether what was sent to a receiver is read-only: as the sender says, or, of a donation, as the sender has it. */
export function isReadOnly(
  { sent, pages }: Pick<Matched, 'sent' | 'pages'>,
  { permissions }: Receiver,
): boolean {
  return sent.operation === 'donate'
    ? pages.some(({ rights }) => (rights & WRITE) === 0)
    : (permissions & 3) === 1;
}

/** Whether memory that nobody has any more is still to be cleared for one who had it. */
export function awaitsClearing(transaction: Transaction): boolean {
  return transaction.clearLater && holders(transaction) === 0;
}

/** What the request says of the retriever. */
export function own({ accesses, receiver }: Matched): Access | undefined {
  return accesses.find(({ id }) => id === receiver.id);
}

/** The access descriptors that count: all, or with the bypass flag that of the retriever alone. */
function judged(of: Matched): readonly Access[] {
  if ((of.flags & BYPASS) === 0) return of.accesses;
  const access = own(of);
  return access === undefined ? [] : [access];
}

function receiverIn({ receivers }: Transaction, id: number): Receiver | undefined {
  return receivers.find((receiver) => receiver.id === id);
}

function executes(of: Matched): boolean {
  return ((own(of)?.permissions ?? 0) & 0xc) === 8;
}

function typeOf({ d }: Matched): number {
  return ((d.header?.attributes ?? 0) >> 4) & 3;
}
