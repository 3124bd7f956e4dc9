import type { TransactionKind } from '../abi/annotate-transaction.ts';
import { FLAG_TYPE_MASK } from '../abi/bits.ts';
import { type DecodedTransaction, decodeTransaction } from '../abi/decode-transaction.ts';
import { guessVersion } from '../abi/guess-version.ts';
import type { Guess } from './kind.ts';

/** The transaction that bytes can be read as, in the layout of a version or the one that fits best. */
export function transactionIn(
  bytes: Uint8Array,
  kind: TransactionKind,
  version: number = guessVersion(bytes, kind).version,
): DecodedTransaction | undefined {
  const decoded = decodeTransaction(bytes, version);
  return decoded.ok && decoded.value.receivers.length > 0 ? decoded : undefined;
}

/** The version whose layout fits a transaction best. */
export function guessTransaction(bytes: Uint8Array, kind: TransactionKind): Guess {
  const { version, reasons } = guessVersion(bytes, kind);
  return { versions: [version], reasons };
}

/** Whether a relayer wrote a descriptor: it fills in the handle and the type, which a sender leaves zero. */
export function isAnswer({ value }: DecodedTransaction): boolean {
  return value.handle !== 0n && (value.flags & FLAG_TYPE_MASK) !== 0;
}
