import {
  REACH_CONTINUES,
  REACH_INDIRECT,
  REACH_OF_TARGET,
  REACH_PRIVILEGED_SHIFT,
  REACH_TYPE_MASK,
} from '../abi/bits.ts';
import { FFA_SUCCESS_64, type Frame, high, setHalves, w } from '../abi/frame.ts';
import { ADDRESS_MAP, RESOURCE_HEADER } from '../abi/layouts.ts';
import { isSecureId } from '../abi/operations.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { lowerHalf } from '../abi/words.ts';
import { resources as rules } from '../rules/resources.ts';
import { writeRx } from './buffers.ts';
import { RX } from './endpoints.ts';
import type { Manager } from './manager.ts';
import type { ResourceWalk } from './resource-walk.ts';

const HEADER_WORDS: number = RESOURCE_HEADER.size / 4;
const DESCRIPTOR_WORDS: number = ADDRESS_MAP.size / 4;

/**
 * FFA_NS_RES_INFO_GET: x1 a secure partition, x2 bit 0 whether it alone is asked about, bits 3:2 zero, bit 4 whether the caller goes on.
 * Answers in RX with what memory of the normal world the secure world can reach, a page of it at a time; x2 says how many bytes that is, in
 * its upper half, and how many are left. The header comes with the first page only.
 *
 * A caller has one enumeration. It ends with its last page, with any refusal of this call, and when memory changes hands.
 */
export function nsResInfoGet(m: Manager, frame: Frame): void {
  const { enumerations: e, caller, verdict, ledger } = m;
  const request = w(frame, 2);
  const left = e.left[caller.slot];
  e.left[caller.slot] = 0;
  const target = targetIn(m, frame);
  if (target < 0) return;
  if ((request & REACH_TYPE_MASK) !== 0 && verdict.refuseRegister(rules.type, 2)) return;
  const others = request & ~(REACH_OF_TARGET | REACH_TYPE_MASK | REACH_CONTINUES);
  if ((others | high(frame, 2)) !== 0 && verdict.refuseRegister(rules.reserved, 2)) return;
  const continues = (request & REACH_CONTINUES) !== 0;
  const underWay = left !== 0 && e.target[caller.slot] === target;
  if (continues && !underWay && verdict.refuseRegister(rules.notStarted, 2)) return;
  if (continues && e.changes[caller.slot] !== ledger.changes && verdict.refuse(rules.changed)) return;
  if (m.endpoints.rx[caller.slot] !== RX.EMPTY && verdict.refuse(rules.rxBusy)) return;
  const total = continues ? left : count(m, target);
  const head = continues ? 0 : writeHeader(m, total);
  place(m, target, continues);
  const here = Math.min(total, Math.floor((PAGE_SIZE / 4 - head) / DESCRIPTOR_WORDS));
  for (let index = 0; index < here && m.reach.next(m); index++)
    writeDescriptor(m.outbox, head + index * DESCRIPTOR_WORDS, m.reach);
  const words = head + here * DESCRIPTOR_WORDS;
  if (!writeRx(m, caller.slot, words)) {
    verdict.refuse(rules.rxInaccessible);
    return;
  }
  remember(m, target, total - here);
  frame.fill(0, 0, 16);
  frame[0] = FFA_SUCCESS_64;
  setHalves(frame, 2, (total - here) * ADDRESS_MAP.size, words * 4);
}

/** The slot of the partition that is asked about, 0 for all, -1 after a refusal. */
function targetIn(m: Manager, frame: Frame): number {
  if ((w(frame, 2) & REACH_OF_TARGET) === 0) return 0;
  const id = lowerHalf(w(frame, 1));
  const slot = m.caller.living(id);
  if (isSecureId(m.endpoints.id[slot])) return slot;
  m.verdict.refuseRegister(rules.target, 1);
  return -1;
}

function count(m: Manager, target: number): number {
  m.reach.begin(m, target);
  let found = 0;
  while (m.reach.next(m)) found++;
  return found;
}

/** Brings the walk to where this call begins. */
function place(m: Manager, target: number, continues: boolean): void {
  const { enumerations: e, reach } = m;
  const { slot } = m.caller;
  if (!continues) reach.begin(m, target);
  else reach.goOn(target, { part: e.part[slot], item: e.item[slot], sub: e.sub[slot], at: e.at[slot] });
}

function remember(m: Manager, target: number, left: number): void {
  const { enumerations: e, reach } = m;
  const { slot } = m.caller;
  e.left[slot] = left;
  e.target[slot] = target;
  e.changes[slot] = m.ledger.changes;
  e.part[slot] = reach.part;
  e.item[slot] = reach.item;
  e.sub[slot] = reach.sub;
  e.at[slot] = reach.at;
}

/** Returns the word behind the header. */
function writeHeader({ outbox }: Manager, total: number): number {
  outbox[0] = ADDRESS_MAP.size;
  outbox[1] = total;
  outbox[2] = RESOURCE_HEADER.size;
  outbox[3] = 0;
  return HEADER_WORDS;
}

/**
 * Page and count as in a constituent (`response-constituents.ts`). Those at S-EL0 have no privileges; of all others the manager does not know
 * which of their code uses the memory.
 */
function writeDescriptor(outbox: Uint32Array, word: number, reach: ResourceWalk): void {
  const { page, pages, rights, endpoint, user, indirect } = reach;
  const permissions = user ? rights : rights | (rights << REACH_PRIVILEGED_SHIFT);
  outbox[word] = page << 12;
  outbox[word + 1] = page / 0x10_0000;
  outbox[word + 2] = pages;
  outbox[word + 3] = permissions | (endpoint << 8) | ((indirect ? REACH_INDIRECT : 0) << 24);
}
