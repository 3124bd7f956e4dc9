/** When a send has to be refused, by registers and descriptor alone. Source: ffa-hafnium 3.1 A and B, 3.2. */

import type { Clause } from './clause.ts';
import { areAttributesServed, DESCRIPTOR } from './descriptor-clauses.ts';
import type { SendCase } from './send.ts';
import { actsFor, isSecure, lives } from './state.ts';

const ZERO = 0x1;
const TIME_SLICE = 0x2;

/** The receivers that a send lists, as far as they can be read. */
const listed = ({ d }: SendCase) => d?.accesses ?? [];

export const SEND: readonly Clause<SendCase>[] = [
  {
    rule: 'send/dynamic-buffer',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A1',
    broken: ({ namesBuffer }) => namesBuffer,
  },
  {
    rule: 'send/fragment-exceeds-total',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A2',
    broken: ({ length, total }) => length > total,
  },
  {
    rule: 'send/no-tx',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A3',
    broken: ({ room }) => room === 0,
  },
  {
    rule: 'send/fragment-exceeds-tx',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A4',
    broken: ({ length, room }) => room !== 0 && length > room,
  },
  {
    rule: 'send/tx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.1 A6',
    broken: ({ faults }) => faults,
  },
  ...DESCRIPTOR,
  {
    rule: 'send/composite-offset-zero',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A11',
    broken: (of) => listed(of)[0]?.compositeOffset === 0,
  },
  {
    rule: 'send/composite-offset',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A11, B6',
    broken: (of) => listed(of).length > 0 && of.d?.composite === undefined,
  },
  {
    rule: 'send/composite-differs',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A12, B12',
    broken: (of) =>
      listed(of).some(({ compositeOffset }) => compositeOffset !== listed(of)[0].compositeOffset),
  },
  {
    rule: 'send/composite-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 2.4, requirements QA12',
    broken: ({ d }) => d?.composite?.reserved === true,
  },
  {
    rule: 'send/constituent-count-zero',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B5',
    broken: ({ d }) => d?.composite?.constituentCount === 0,
  },
  {
    rule: 'send/page-count-max',
    status: 'NO_MEMORY',
    source: 'ffa-hafnium 2.9',
    broken: ({ d, world }) =>
      d?.composite !== undefined && d.composite.totalPages > world.bounds.pagesPerSend,
  },
  {
    rule: 'send/total-length',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B7, conformance 5.3',
    broken: ({ d, total }) =>
      d?.composite !== undefined && total !== d.composite.offset + 16 + d.composite.constituentCount * 16,
  },
  {
    rule: 'send/flags-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A14, regressions D13',
    broken: ({ d }) => d?.header !== undefined && (d.header.flags & ~(ZERO | TIME_SLICE)) !== 0,
  },
  {
    rule: 'send/time-slice',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B9, requirements QA14',
    broken: ({ d }) => d?.header !== undefined && (d.header.flags & TIME_SLICE) !== 0,
  },
  {
    rule: 'send/zero-on-share',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B8, conformance 5.10',
    broken: ({ d, operation }) =>
      operation === 'share' && d?.header !== undefined && (d.header.flags & ZERO) !== 0,
  },
  {
    rule: 'send/donate-receivers',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A15, regressions D22',
    broken: ({ d, operation }) =>
      operation === 'donate' && d?.header !== undefined && d.header.accessCount !== 1,
  },
  {
    rule: 'send/sender',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 B4, conformance 5.1',
    broken: ({ d, caller }) => d?.header !== undefined && !actsFor(caller, d.header.sender),
  },
  {
    rule: 'send/receiver-unknown',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A16',
    broken: (of) => listed(of).some(({ id }) => !lives(of.world, id)),
  },
  {
    rule: 'send/receiver-self',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 A16, B10',
    broken: (of) => listed(of).some(({ id }) => id === of.d?.header?.sender),
  },
  {
    rule: 'send/receiver-duplicate',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B11',
    broken: (of) => new Set(listed(of).map(({ id }) => id)).size !== listed(of).length,
  },
  {
    rule: 'send/to-normal-world',
    status: 'DENIED',
    source: 'ffa-hafnium 3.2, conformance 5.13',
    broken: (of) => of.operation !== 'donate' && leavesSecureWorld(of),
  },
  {
    rule: 'send/donate-to-normal-world',
    status: 'DENIED',
    source: 'ffa-hafnium 3.2',
    // Memory of the normal world that came as a donation may go back as one; secure memory may not, see send/secure-to-normal-world.
    may: true,
    broken: (of) => of.operation === 'donate' && leavesSecureWorld(of),
  },
  {
    rule: 'send/normal-world-only',
    status: 'DENIED',
    source: 'requirements QA16',
    broken: (of) =>
      of.d?.header !== undefined &&
      of.d.accesses !== undefined &&
      !isSecure(of.d.header.sender) &&
      !listed(of).some(({ id }) => isSecure(id)),
  },
  {
    rule: 'send/instruction-access',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B14, conformance 5.6',
    broken: (of) => listed(of).some(({ permissions }) => (permissions & 0xc) !== 0),
  },
  {
    rule: 'send/data-access-missing',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B15',
    broken: (of) =>
      of.operation !== 'donate' && listed(of).some(({ permissions }) => (permissions & 3) === 0),
  },
  {
    rule: 'send/data-access-given',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B16, conformance 5.6',
    broken: (of) =>
      of.operation === 'donate' && listed(of).some(({ permissions }) => (permissions & 3) !== 0),
  },
  {
    rule: 'send/attributes-given',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 B18, conformance 5.6',
    broken: ({ d, operation }) =>
      d?.header !== undefined &&
      operation !== 'share' &&
      d.header.accessCount === 1 &&
      (d.header.attributes & ~0x40) !== 0,
  },
  {
    rule: 'send/attributes-unsupported',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 B19, regressions R9',
    broken: ({ d }) => d?.header !== undefined && !areAttributesServed(d.header.attributes),
  },
];

/** A secure partition gives nothing to the normal world. */
function leavesSecureWorld(of: SendCase): boolean {
  return (
    of.d?.header !== undefined && isSecure(of.d.header.sender) && listed(of).some(({ id }) => !isSecure(id))
  );
}
