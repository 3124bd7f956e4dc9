import { READ, WRITE } from '../../../core/memory/page-word.ts';
import { addressOf } from '../../../core/memory/pages.ts';
import { isQuietDevice } from './guest-ground.ts';
import type { GuestStand } from './guest-stand.ts';

/** Bytes of a page that are looked at, and of a device. */
const LOOKED_AT = 64;
const REGISTER = 4;

/** What came of touching a page. */
export interface Touched {
  /** Accesses that were made, and that faulted. */
  readonly accesses: number;
  readonly faults: number;
  /** What the guest can and should not, or should and cannot. */
  readonly wrong: string | undefined;
  /** The first bytes of the page; undefined where they could not be read, or are registers. */
  readonly bytes: Uint8Array | undefined;
}

/** Has the guest read a page and write back what it has read, and sees that it can do both where the ledger says so, and nowhere else. */
export async function touch(stand: GuestStand, page: number): Promise<Touched> {
  const rights = stand.built.ledger.rights(stand.guest.party, page);
  const device = isQuietDevice(page);
  const bytes = await stand.read(addressOf(page), device ? REGISTER : LOOKED_AT);
  const reads = bytes !== undefined;
  const wrong = (does: boolean, right: number, what: string) =>
    does === ((rights & right) !== 0)
      ? undefined
      : `the guest ${does ? 'can' : 'cannot'} ${what} page 0x${page.toString(16)}, to which it has rights ${rights}`;
  const wrongRead = wrong(reads, READ, 'read');
  // A store to registers that it may use could mean something to them.
  if (wrongRead !== undefined || (device && (rights & WRITE) !== 0))
    return { accesses: 1, faults: reads ? 0 : 1, wrong: wrongRead, bytes: undefined };
  const writes = await stand.write(addressOf(page), bytes ?? new Uint8Array(REGISTER));
  return {
    accesses: 2,
    faults: (reads ? 0 : 1) + (writes ? 0 : 1),
    wrong: wrong(writes, WRITE, 'write to'),
    bytes: device ? undefined : bytes,
  };
}
