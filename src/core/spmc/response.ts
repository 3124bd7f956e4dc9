import { behavioursOf } from '../abi/behaviours.ts';
import { ATTRIBUTE_NS, ATTRIBUTES_NORMAL, DEVICE_NGNRNE, FLAG_ZERO, TYPE_DEVICE } from '../abi/bits.ts';
import { ACCESS_32, COMPOSITE, HEADER_1_0, layoutsOf } from '../abi/layouts.ts';
import { packHalves } from '../abi/words.ts';
import { isDevice, isSecure } from '../memory/page-word.ts';
import type { Manager } from './manager.ts';

const TYPE_SHIFT = 3;

/** Bytes in front of the constituents of a response of a version that lists `receivers` receivers. */
export function headSize(version: number, receivers: number): number {
  const { header, access } = layoutsOf(version);
  return header.size + receivers * access.size + COMPOSITE.size;
}

/**
 * Writes everything in front of the constituents to the outbox, in the layout of a version: header, one access descriptor
 * each for the borrowers from `first` on, `count` of them, and the composite. Permissions are those in `permissions`, by borrower.
 * Returns the word behind it.
 */
export function writeHead(
  m: Manager,
  transaction: number,
  version: number,
  first: number,
  count: number,
  permissions: Uint8Array,
  constituents: number,
): number {
  const { outbox, receivers: r, transactions: t } = m;
  const { header, access } = layoutsOf(version);
  const composite = header.size + count * access.size;
  outbox[0] = packHalves(attributesFor(m, transaction, version), t.senderId[transaction]);
  outbox[1] = (t.flags[transaction] & FLAG_ZERO) | (t.operation[transaction] << TYPE_SHIFT);
  outbox[2] = transaction;
  outbox[3] = t.highOf(transaction);
  outbox[4] = t.tagLow[transaction];
  outbox[5] = t.tagHigh[transaction];
  outbox[6] = header === HEADER_1_0 ? 0 : access.size;
  outbox[7] = count;
  let word = 8;
  if (header !== HEADER_1_0) {
    outbox[8] = header.size;
    outbox[9] = 0;
    outbox[10] = 0;
    outbox[11] = 0;
    word = 12;
  }
  let borrower = first;
  for (let index = 0; index < count; index++) {
    outbox[word] = r.endpoint[borrower] | (permissions[borrower] << 16) | (r.flags[borrower] << 24);
    outbox[word + 1] = composite;
    const halves = (access.size - 8) / 4;
    for (let half = 0; half < halves; half++)
      outbox[word + 2 + half] = access === ACCESS_32 && half < 4 ? r.impdef[borrower * 4 + half] : 0;
    word += access.size / 4;
    borrower = m.ledger.borrowers.next[borrower];
  }
  outbox[word] = t.totalPages[transaction];
  outbox[word + 1] = constituents;
  outbox[word + 2] = 0;
  outbox[word + 3] = 0;
  return word + 4;
}

/** What the memory is mapped as, and for those who understand it, whether it is non-secure. */
function attributesFor(m: Manager, transaction: number, version: number): number {
  const word = m.ledger.classOf(transaction);
  const attributes = isDevice(word) ? TYPE_DEVICE | DEVICE_NGNRNE : ATTRIBUTES_NORMAL;
  const tellNs = !behavioursOf(version).nsBitOnRequest || m.endpoints.wantsNs[m.caller.slot] === 1;
  return tellNs && !isSecure(word) ? attributes | ATTRIBUTE_NS : attributes;
}
