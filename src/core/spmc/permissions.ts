import { addressIn, type Frame, succeed, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';
import type { PageRun } from '../memory/page-map.ts';
import {
  EXECUTE,
  isDevice,
  ownerOf,
  READ,
  type Rights,
  reowned,
  transactionOf,
  WRITE,
} from '../memory/page-word.ts';
import { isPageAligned, PAGE_SIZE, pageOf } from '../memory/pages.ts';
import { permit } from '../memory/permit.ts';
import { permission as rules } from '../rules/permission.ts';
import { MODEL } from './contexts.ts';
import type { Manager } from './manager.ts';

/** Permissions as they travel in w2 and w3, and the rights that those which can be asked for mean. */
const DATA_RW = 0x1;
const DATA_RO = 0x3;
const NO_EXECUTE = 0x4;
const RIGHTS: ReadonlyMap<number, Rights> = new Map([
  [DATA_RO | NO_EXECUTE, READ],
  [DATA_RW | NO_EXECUTE, READ | WRITE],
  [DATA_RO, READ | EXECUTE],
]);
const LAST_ADDRESS = Number.MAX_SAFE_INTEGER;

/** FFA_MEM_PERM_GET: x1 address, w2 pages minus one. Answers w2 permissions, w3 how many pages minus one are alike in that and all else. */
export function memPermGet(m: Manager, frame: Frame): void {
  const base = baseIn(m, frame);
  const pages = w(frame, 2) + 1;
  if (base < 0 || !isRange(m, base, pages)) return;
  const { ledger } = m;
  const party = m.endpoints.party[m.caller.slot];
  const first = ledger.viewOf(party).physical(pageOf(base));
  const rights = first < 0 ? 0 : ledger.rights(party, first);
  if (rights === 0) m.verdict.refuseRegister(rules.unmapped, 1);
  else succeed(frame, permissionsOf(rights), pagesAlike(m, party, pageOf(base), pages) - 1);
}

/** FFA_MEM_PERM_SET: x1 address, w2 pages, w3 permissions. */
export function memPermSet(m: Manager, frame: Frame): void {
  const base = baseIn(m, frame);
  const pages = w(frame, 2);
  if (base < 0 || !isRange(m, base, pages)) return;
  const rights = RIGHTS.get(w(frame, 3));
  if (rights === undefined) {
    m.verdict.refuseRegister(rules.value, 3);
    return;
  }
  const party = m.endpoints.party[m.caller.slot];
  const first = m.ledger.viewOf(party).physical(pageOf(base));
  const device = first >= 0 && isDevice(m.ledger.map.get(first));
  const executes = device && (rights & EXECUTE) !== 0;
  if (executes && m.verdict.refuseRegister(rules.executeDevice, 3)) return;
  const changed = permit(m.ledger, party, pageOf(base), pages, rights);
  if (changed === 'done') succeed(frame);
  else m.verdict.refuseRegister(changed === 'no-room' ? rules.noRoom : rules.notOwned, 1);
}

/** The address in x1, -1 after a refusal. */
function baseIn(m: Manager, frame: Frame): number {
  const late = m.contexts.model[m.context] !== MODEL.INIT;
  if (late && m.verdict.refuse(rules.afterInit)) return -1;
  const base = addressIn(frame, 1, widthOfId(w(frame, 0)) === 64);
  if (isPageAligned(base)) return base;
  m.verdict.refuseRegister(rules.unaligned, 1);
  return -1;
}

function isRange(m: Manager, base: number, pages: number): boolean {
  const sound = pages > 0 && pages <= 0xffff_ffff && base + pages * PAGE_SIZE <= LAST_ADDRESS;
  return sound || !m.verdict.refuseRegister(rules.count, 2);
}

/** How many pages from an address on that the caller may use, at most `limit`, its translation table says the same of. */
function pagesAlike(m: Manager, party: number, at: number, limit: number): number {
  const { map } = m.ledger;
  const view = m.ledger.viewOf(party);
  const first = map.runAt(view.physical(at), view.contiguous(at, limit));
  const mode = modeOf(m, party, first);
  let { pages } = first;
  while (pages < limit) {
    const page = view.physical(at + pages);
    if (page < 0) break;
    const run = map.runAt(page, view.contiguous(at + pages, limit - pages));
    if (modeOf(m, party, run) !== mode) break;
    pages += run.pages;
  }
  return pages;
}

/** What a translation table says of a page, as one number: rights and kind, whose it is, and whether it is shared, lent or a buffer. */
function modeOf({ ledger }: Manager, party: number, { page, word }: PageRun): number {
  const own = ownerOf(word) === party ? party : 0;
  return reowned(word, own, ledger.rights(party, page)) | ledger.transactions.kind[transactionOf(word)];
}

/** Bits 1:0 say what becomes of data, bit 2 that nothing is executed. Memory of a manifest may be both written and executed. */
function permissionsOf(rights: Rights): number {
  return ((rights & WRITE) !== 0 ? DATA_RW : DATA_RO) | ((rights & EXECUTE) !== 0 ? 0 : NO_EXECUTE);
}
