/** Ways in which a send is wrong, and what a receiver must not ask for, whatever function the memory was sent with. */

import { DATA_RW, FLAG_ZERO, INSTRUCTION_X, TYPE_DEVICE } from '../../abi/bits.ts';
import type { StatusName } from '../../abi/statuses.ts';
import type { SendFunction } from '../../client/send.ts';
import { accepted, type Body, refused } from '../checks.ts';
import type { Loan, Recipient, Terms } from '../loan.ts';
import type { Asking, Party } from '../party.ts';
import { access, header } from '../spoil.ts';
import { NOBODY, tooLong } from './steps.ts';

/** What is wrong with a send, and what it is refused with. */
export interface SendMistake {
  readonly what: string;
  readonly status: StatusName | 'any status';
  readonly rule: string;
  readonly terms?: Terms;
  /** Default: the receiver of the case. */
  readonly to?: readonly Recipient[];
}

export const TOO_LONG: SendMistake = {
  what: 'a total length that is too long',
  status: 'INVALID_PARAMETERS',
  rule: 'send/total-length',
  terms: { registers: { 1: 0x80 } },
};

export const NO_RECEIVERS: SendMistake = {
  what: 'no receivers',
  status: 'any status',
  rule: 'descriptor/receiver-count-zero',
  terms: { spoil: [header('accessCount', 0)] },
};

export const NO_COMPOSITE: SendMistake = {
  what: 'no composite',
  status: 'any status',
  rule: 'send/composite-offset-zero',
  terms: { spoil: [access('compositeOffset', 0)] },
};

export const TO_NOBODY: SendMistake = {
  what: 'to nobody',
  status: 'INVALID_PARAMETERS',
  rule: 'send/receiver-unknown',
  to: [NOBODY],
};

export function toItself(owner: Party): SendMistake {
  return { what: 'to itself', status: 'INVALID_PARAMETERS', rule: 'send/receiver-self', to: [owner] };
}

export function inNameOf({ id }: Party): SendMistake {
  const terms = { spoil: [header('sender', id)] };
  return { what: 'in the name of another', status: 'DENIED', rule: 'send/sender', terms };
}

export function withAttributes(attributes: number): SendMistake {
  return {
    what: 'with attributes',
    status: 'INVALID_PARAMETERS',
    rule: 'send/attributes-given',
    terms: { attributes },
  };
}

export function executable(permissions: number): SendMistake {
  return {
    what: 'executable',
    status: 'INVALID_PARAMETERS',
    rule: 'send/instruction-access',
    terms: { permissions },
  };
}

/** The owner sends its first page in one wrong way after the other, and is refused each time. */
export function* sentWrongly(
  name: SendFunction,
  owner: Party,
  receiver: Party,
  mistakes: readonly SendMistake[],
): Body {
  for (const { what, status, rule, terms, to = [receiver] } of mistakes)
    yield* refused(what, status, owner.send(name, owner.page(0), to, terms), rule);
}

/** Who may only read memory takes it back, and cannot have it cleared. */
export function* reclaimedUncleared(loan: Loan, owner: Party): Body {
  yield* refused('reclaimed and cleared', 'DENIED', owner.reclaim(loan, FLAG_ZERO), 'reclaim/zero-read-only');
  yield* accepted('the owner reclaims it', owner.reclaim(loan));
}

/** A tag that is not the usual one. */
export const TAG = 0xaabb_ccddn;

/** Who names another handle or another tag than those of a loan does not get it. */
export function* misnamed(borrower: Party, loan: Loan, asking: Asking = {}): Body {
  const handle = BigInt.asUintN(64, loan.handle - 0xffn);
  yield* refused(
    'another handle',
    'INVALID_PARAMETERS',
    borrower.retrieve(loan, { ...asking, handle }),
    'retrieve/unknown-handle',
  );
  yield* refused(
    'another tag',
    'INVALID_PARAMETERS',
    borrower.retrieve(loan, { ...asking, tag: loan.tag - 0xffn }),
    'retrieve/tag',
  );
}

/** Nobody executes what it retrieves as a device. */
export function* deviceExecuted(borrower: Party, loan: Loan): Body {
  const asking = { attributes: TYPE_DEVICE, permissions: DATA_RW | INSTRUCTION_X };
  yield* refused(
    'an executable device',
    'DENIED',
    borrower.retrieve(loan, asking),
    'retrieve/execute-device',
  );
}

/** A request names the sender, and has the length of its parts. */
export function* fromAnother(borrower: Party, loan: Loan, other: Party, asking: Asking = {}): Body {
  const wrong = { ...asking, sender: other.id };
  yield* refused('another sender', 'DENIED', borrower.retrieve(loan, wrong), 'retrieve/sender');
  const longer = { ...wrong, registers: tooLong(borrower) };
  yield* refused(
    'one byte too long',
    'INVALID_PARAMETERS',
    borrower.retrieve(loan, longer),
    'descriptor/length-unit',
  );
}
