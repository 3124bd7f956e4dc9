import { planTransaction } from '../abi/encode-transaction.ts';
import { ACCESS_32, layoutsOf } from '../abi/layouts.ts';
import type { MemoryTransaction, ReceiverOptions } from '../abi/transaction.ts';
import { type Prepared, prepare, type SendFunction, transactionOf } from '../client/send.ts';
import type { DriverCore } from './driver-core.ts';
import { DriverError } from './result.ts';
import { constituentsOf, type Segment } from './scatter.ts';

/** Memory that a driver's client passes on. */
export interface MemoryArguments {
  readonly borrowers: readonly ReceiverOptions[];
  readonly segments: readonly Segment[];
  readonly flags?: number;
  readonly tag?: bigint;
  /** Address of a buffer as large as TX that has the descriptor in place of TX. */
  readonly buffer?: number;
}

/** The descriptor of a send as a driver writes it, and how it is cut. Throws a DriverError for what cannot be sent. */
export function descriptorOf(core: DriverCore, name: SendFunction, args: MemoryArguments): Prepared {
  const { model, state } = core;
  const { borrowers, segments, flags = 0, tag = 0n } = args;
  if (borrowers.length === 0) throw new DriverError('EINVAL', 'there is no borrower');
  if (segments.length === 0) throw new DriverError('EINVAL', 'there is no memory');
  if (segments.length > model.ranges)
    throw new DriverError(
      'EINVAL',
      `${model.name} sends ${model.ranges} range of memory, not ${segments.length}`,
    );
  const attributes = model.attributes[name];
  const transaction = transactionOf(state, name, {
    receivers: borrowers.map((each) => withoutExtras(each, state.version)),
    constituents: constituentsOf(segments),
    flags,
    tag,
    ...(attributes === undefined ? {} : { attributes }),
  });
  checkRoom(core, transaction);
  return prepare(state, transaction);
}

/** A borrower without the words that the version's access descriptors have no place for. */
function withoutExtras({ impdef, ...borrower }: ReceiverOptions, version: number): ReceiverOptions {
  const kept = impdef !== undefined && layoutsOf(version).access === ACCESS_32;
  return kept ? { ...borrower, impdef } : borrower;
}

/** What comes before the first constituent has to fit TX, and all of it where this driver sends no fragments. */
function checkRoom({ model, state }: DriverCore, transaction: MemoryTransaction): void {
  const { constituentsOffset, length } = planTransaction(transaction, state.version);
  const together = model.fragments ? constituentsOffset : length;
  if (together > state.bufferBytes)
    throw new DriverError(model.tooLong, `the descriptor takes ${together} bytes that have to fit TX`);
}
