import { ATTRIBUTES_NORMAL, DATA_RW, DATA_UNSPECIFIED, INSTRUCTION_NX } from '#core/abi/bits.js';
import { encodeTransaction, planTransaction } from '#core/abi/encode-transaction.js';
import { splitFragments } from '#core/abi/fragments.js';
import { OPERATION, type Operation } from '#core/abi/operations.js';
import { encodeRelinquish } from '#core/abi/relinquish.js';
import type { Constituent, MemoryTransaction } from '#core/abi/transaction.js';
import { VERSION_1_2 } from '#core/abi/versions.js';
import { PAGE_SIZE, PAGE_WORDS } from '#core/memory/pages.js';

/** Bytes that a caller has in TX when it calls, made ready before the clock starts. */
export interface Letter {
  /** A page of words, zero behind the last byte. */
  readonly words: Uint32Array;
  readonly bytes: number;
}

/** The fragments of a send. */
export function sendLetters(
  operation: Operation,
  sender: number,
  receivers: readonly number[],
  constituents: readonly Constituent[],
): readonly Letter[] {
  const donation = operation === OPERATION.DONATE;
  const chosenByReceiver = operation !== OPERATION.SHARE && receivers.length === 1;
  const transaction: MemoryTransaction = {
    sender,
    attributes: chosenByReceiver ? 0 : ATTRIBUTES_NORMAL,
    flags: 0,
    handle: 0n,
    tag: 0n,
    receivers: receivers.map((endpoint) => receiver(endpoint, donation ? DATA_UNSPECIFIED : DATA_RW)),
    composite: { constituents },
  };
  const plan = planTransaction(transaction, VERSION_1_2);
  return splitFragments(encodeTransaction(transaction, VERSION_1_2), plan.constituentsOffset, PAGE_SIZE).map(
    letterOf,
  );
}

/** A retrieve request. The handle is written into it later, when it is known. */
export function requestLetter(operation: Operation, sender: number, receivers: readonly number[]): Letter {
  const severalUsers = operation === OPERATION.SHARE || receivers.length > 1;
  const permissions = severalUsers ? DATA_RW : DATA_RW | INSTRUCTION_NX;
  const transaction: MemoryTransaction = {
    sender,
    attributes: ATTRIBUTES_NORMAL,
    flags: 0,
    handle: 0n,
    tag: 0n,
    receivers: receivers.map((endpoint) => receiver(endpoint, permissions)),
  };
  return letterOf(encodeTransaction(transaction, VERSION_1_2));
}

/** A relinquish descriptor. The handle is written into it later, when it is known. */
export function relinquishLetter(endpoint: number): Letter {
  return letterOf(encodeRelinquish({ handle: 0n, flags: 0, endpoints: [endpoint] }));
}

/** Puts a letter into a TX buffer, or only as many words of it as differ from what lies there. */
export function post(letter: Letter, tx: Uint32Array, words: number = (letter.bytes + 3) >>> 2): void {
  // A loop beats the copy of a whole page up to about this length.
  if (words > 64) tx.set(letter.words);
  else for (let word = 0; word < words; word++) tx[word] = letter.words[word] ?? 0;
}

function receiver(endpoint: number, permissions: number): MemoryTransaction['receivers'][number] {
  return { endpoint, permissions, flags: 0, impdef: [0n, 0n] };
}

function letterOf(bytes: Uint8Array): Letter {
  const words = new Uint32Array(PAGE_WORDS);
  new Uint8Array(words.buffer).set(bytes);
  return { words, bytes: bytes.length };
}
