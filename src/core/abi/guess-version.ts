/**
 * Which version's layout a transaction descriptor is written in, and why one should think so.
 *
 * Source: ffa-hafnium 2.1, 2.2.
 */

import type { TransactionKind } from './annotate-transaction.ts';
import { decodeTransaction } from './decode-transaction.ts';
import { ACCESS_16, ACCESS_32, HEADER_1_0, HEADER_1_1 } from './layouts.ts';
import { readNumber } from './structure.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, versionText } from './versions.ts';

/** Versions that differ in how they write transactions. */
const NEWEST_FIRST = [VERSION_1_2, VERSION_1_1, VERSION_1_0];

export interface VersionGuess {
  /** The version whose layout fits best. */
  readonly version: number;
  /** Sentences for a human, the strongest first. */
  readonly reasons: readonly string[];
}

/** The most likely layout of a transaction descriptor. Never throws; bytes that fit nothing are read as the newest. */
export function guessVersion(bytes: Uint8Array, kind: TransactionKind): VersionGuess {
  if (bytes.length < HEADER_1_0.size)
    return {
      version: VERSION_1_2,
      reasons: [`${bytes.length} bytes are too few for a header of any version`],
    };
  const guess = guessFromHeader(bytes, kind);
  return { version: guess.version, reasons: [...guess.reasons, outcome(bytes, guess.version)] };
}

function guessFromHeader(bytes: Uint8Array, kind: TransactionKind): VersionGuess {
  const sizeField = HEADER_1_1.fields.accessSize;
  const countField = HEADER_1_0.fields.accessCount;
  const size = readNumber(bytes, 0, sizeField);
  const count = readNumber(bytes, 0, countField);
  const stated = `access descriptor size ${size} at byte ${sizeField.offset}`;
  if (size === ACCESS_32.size) return { version: VERSION_1_2, reasons: [`${stated} exists since FF-A 1.2`] };
  if (size === ACCESS_16.size) {
    const also =
      kind === 'retrieve-response'
        ? 'a response to FF-A 1.2 would have the longer ones'
        : 'FF-A 1.2 may state it too';
    return { version: VERSION_1_1, reasons: [`${stated} is what FF-A 1.1 states; ${also}`] };
  }
  const last = sizeField.offset + sizeField.width - 1;
  if (size === 0 && count > 0) {
    const zero = `bytes ${sizeField.offset}..${last} are zero and byte ${countField.offset} counts ${count}`;
    return { version: VERSION_1_0, reasons: [`${zero}: a header of FF-A 1.0, which states no size`] };
  }
  if (size === 0) return guessBare(bytes);
  const fits = NEWEST_FIRST.find((version) => isWhole(bytes, kind, version));
  return { version: fits ?? VERSION_1_2, reasons: [`${stated} is one that no version writes`] };
}

/** Whether bytes read as all that a kind consists of: only a retrieve request has no composite. */
function isWhole(bytes: Uint8Array, kind: TransactionKind, version: number): boolean {
  const decoded = decodeTransaction(bytes, version);
  return decoded.ok && (kind === 'retrieve-request' || decoded.value.composite !== undefined);
}

/** A header without access descriptors says nothing but its length. */
function guessBare(bytes: Uint8Array): VersionGuess {
  const long = bytes.length >= HEADER_1_1.size;
  const size = long ? HEADER_1_1.size : HEADER_1_0.size;
  return {
    version: long ? VERSION_1_2 : VERSION_1_0,
    reasons: [`no access descriptors, and ${bytes.length} bytes hold a header of ${size}`],
  };
}

function outcome(bytes: Uint8Array, version: number): string {
  const decoded = decodeTransaction(bytes, version);
  const reading = `read as FF-A ${versionText(version)}`;
  if (!decoded.ok) return `${reading}, ${decoded.error.path}: ${decoded.error.detail}`;
  const { value, layout, complete } = decoded;
  if (complete) return `${reading}, the descriptor is whole`;
  const held = value.composite?.constituents.length ?? 0;
  return `${reading}, it is a first fragment with ${held} of ${layout.constituentCount} constituents`;
}
