import type { AccessFault, AccessOutcome, AccessStep } from '../client/port.ts';
import type { Ledger } from '../memory/ledger.ts';
import { READ, type Rights, WRITE } from '../memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';

/** A piece of an access that stays inside one page. */
interface Piece {
  readonly address: number;
  readonly length: number;
  /** Offset in the whole access. */
  readonly offset: number;
}

/** Makes an access of a party. */
export function access(
  ledger: Ledger,
  memory: MachineMemory,
  party: number,
  step: AccessStep,
): AccessOutcome {
  return step.do === 'read'
    ? load(ledger, memory, party, step.address, step.length)
    : store(ledger, memory, party, step.address, step.bytes);
}

/** Reads a party's memory through its view, as its processor would: all of it, or a fault. */
function load(
  ledger: Ledger,
  memory: MachineMemory,
  party: number,
  address: number,
  length: number,
): AccessOutcome {
  const pieces = translate(ledger, party, address, length, READ, 'read');
  if (!Array.isArray(pieces)) return { fault: pieces };
  const bytes = new Uint8Array(length);
  for (const piece of pieces) bytes.set(memory.readBytes(piece.address, piece.length) ?? [], piece.offset);
  return { bytes };
}

/** Writes a party's memory through its view: all of it, or a fault and nothing. */
function store(
  ledger: Ledger,
  memory: MachineMemory,
  party: number,
  address: number,
  bytes: Uint8Array,
): AccessOutcome {
  const pieces = translate(ledger, party, address, bytes.length, WRITE, 'write');
  if (!Array.isArray(pieces)) return { fault: pieces };
  for (const { address: physical, length, offset } of pieces)
    memory.writeBytes(physical, bytes.subarray(offset, offset + length));
  return 'written';
}

/** The physical pieces of an access, or the fault that the first forbidden page gives. */
function translate(
  ledger: Ledger,
  party: number,
  address: number,
  length: number,
  needed: Rights,
  access: 'read' | 'write',
): Piece[] | AccessFault {
  const view = ledger.viewOf(party);
  const pieces: Piece[] = [];
  for (let offset = 0; offset < length; ) {
    const at = address + offset;
    const inside = at % PAGE_SIZE;
    const page = view.physical(pageOf(at));
    const rights = page < 0 ? 0 : ledger.rights(party, page);
    if (rights === 0) return { access, address: at, kind: 'translation' };
    if ((rights & needed) === 0) return { access, address: at, kind: 'permission' };
    const count = Math.min(length - offset, PAGE_SIZE - inside);
    pieces.push({ address: addressOf(page) + inside, length: count, offset });
    offset += count;
  }
  return pieces;
}
