import { DATA_RW, DATA_UNSPECIFIED } from '../abi/bits.ts';
import { cutAt } from '../abi/fragments.ts';
import { type Constituent, type Receiver, type ReceiverOptions, receiverOf } from '../abi/transaction.ts';
import type { Arguments, DriverState } from '../client/driver.ts';
import { describe, type Prepared, type SendFunction } from '../client/send.ts';
import type { Undoable } from './checks.ts';
import type { Reshape } from './reshape.ts';
import type { Spoil } from './spoil.ts';

/** Memory as a case names it: one run of pages or several. */
export type Memory = Constituent | readonly Constituent[];

/** A receiver: an endpoint that gets what is usual, or one described in full. */
export type Recipient = { readonly id: number } | ReceiverOptions;

/** How a send differs from what is usual: read-write, nothing cleared, tag 0, the attributes and registers of a careful driver. */
export interface Terms {
  /** Of all receivers that are named without their own. */
  readonly permissions?: number;
  readonly flags?: number;
  readonly tag?: bigint;
  readonly attributes?: number;
  readonly wide?: boolean;
  /** Argument registers that are overwritten. */
  readonly registers?: Arguments;
  /** Lengths of the fragments but the last, in bytes. */
  readonly cuts?: readonly number[];
  readonly spoil?: readonly Spoil[];
  /** After it was spoiled. */
  readonly reshape?: Reshape;
}

/** A transaction that was sent, as its parties know it. */
export interface Loan extends Undoable {
  readonly name: SendFunction;
  readonly handle: bigint;
  readonly sender: number;
  readonly tag: bigint;
  readonly receivers: readonly Receiver[];
  readonly memory: readonly Constituent[];
}

/** A send whose fragments have not all been sent. */
export interface BegunLoan extends Loan {
  /** What is left of the descriptor. */
  readonly rest: Prepared;
}

/** The receivers of a send. A donation says nothing of their access; otherwise they may write. */
export function receiversOf(
  name: SendFunction,
  to: readonly Recipient[],
  permissions: number = name === 'FFA_MEM_DONATE' ? DATA_UNSPECIFIED : DATA_RW,
): readonly Receiver[] {
  return to.map((each) => receiverOf('permissions' in each ? each : { endpoint: each.id, permissions }));
}

/** A descriptor ready to go, spoiled and cut as the terms say. */
export function prepare(
  driver: DriverState,
  name: SendFunction,
  memory: Memory,
  receivers: readonly Receiver[],
  terms: Terms,
): Prepared {
  const { flags, tag, attributes, registers, cuts, spoil = [], reshape } = terms;
  const described = describe(driver, name, {
    receivers,
    constituents: constituentsOf(memory),
    ...(flags === undefined ? {} : { flags }),
    ...(tag === undefined ? {} : { tag }),
    ...(attributes === undefined ? {} : { attributes }),
  });
  for (const each of spoil) each(described.bytes, driver.version, receivers.length);
  const bytes = reshape?.(described.bytes, receivers.length) ?? described.bytes;
  const asPlanned = cuts === undefined && reshape === undefined;
  return {
    bytes,
    fragments: asPlanned ? described.fragments : cutAt(bytes.length, cuts ?? []),
    ...(registers === undefined ? {} : { registers }),
  };
}

/** Memory as a list. */
export function constituentsOf(memory: Memory): readonly Constituent[] {
  return 'address' in memory ? [memory] : memory;
}
