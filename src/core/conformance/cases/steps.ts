import { FLAG_ALIGNMENT_HINT_VALID } from '../../abi/bits.ts';
import { w } from '../../abi/frame.ts';
import { functionId } from '../../abi/functions.ts';
import { layoutsOf } from '../../abi/layouts.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import type { Constituent, MemoryTransaction } from '../../abi/transaction.ts';
import type { Arguments } from '../../client/driver.ts';
import { accepted, type Body, equal, faults, refused } from '../checks.ts';
import type { Loan } from '../loan.ts';
import type { Asking, Party } from '../party.ts';

/** Memory that was retrieved: where its new user finds it, and what the response says. */
export interface Taken {
  readonly response: MemoryTransaction;
  readonly memory: readonly Constituent[];
  /** The first run of it. */
  readonly first: Constituent;
}

/** A receiver retrieves what was sent to it. */
export function* takes(what: string, party: Party, loan: Loan, asking?: Asking): Body<Taken> {
  const response = yield* accepted(what, party.retrieve(loan, asking));
  const memory = response.composite?.constituents ?? [];
  const [first = { address: 0, pages: 0 }] = memory;
  return { response, memory, first };
}

/** Whoever has memory relinquishes it, and its owner reclaims it: how most cases end. */
export function* givenBack(loan: Loan, owner: Party, ...holders: readonly Party[]): Body {
  for (const holder of holders)
    yield* accepted(`the ${holder.role} relinquishes it`, holder.relinquish(loan));
  yield* accepted(`the ${owner.role} reclaims it`, owner.reclaim(loan));
}

/** How a call is named in the words of a check that is made in both widths. */
export function widthOf(wide: boolean): string {
  return wide ? '64-bit' : '32-bit';
}

/** The borrower retrieves two pages that lie side by side, and reaches no byte around them. Returns the memory. */
export function* takesNoMore(borrower: Party, loan: Loan, wide: boolean): Body<readonly Constituent[]> {
  const call = widthOf(wide);
  const { memory, first } = yield* takes(`the borrower retrieves them, ${call}`, borrower, loan, { wide });
  yield* equal(`they are two constituents, ${call}`, memory.length, 2);
  const [below, above] = [first.address - 1, (memory[1]?.address ?? 0) + PAGE_SIZE];
  yield* faults(`the byte below, ${call}`, below, borrower.poke(below, 1));
  yield* faults(`the byte above, ${call}`, above, borrower.poke(above, 1));
  return memory;
}

/** An owner cannot write to the page that it sent, and can once it has reclaimed it. */
export function* losesAccess(owner: Party, loan: Loan, call: string): Body {
  const [page = NOWHERE] = loan.memory;
  yield* faults(`the owner writes to it, ${call}`, page.address, owner.fill(page, 1));
  yield* accepted(`the owner reclaims it, ${call}`, owner.reclaim(loan));
  yield* accepted(`the owner writes again, ${call}`, owner.fill(page, 1));
}

/** All bytes of memory are this one. */
export function* holds(what: string, party: Party, memory: Constituent, byte: number): Body {
  const came = yield* party.holds(memory);
  yield* equal(what, came.kind === 'done' ? came.value : came.kind, byte);
}

/** A page that no endpoint has as memory, on any machine: in the first pages of the address space. */
export const NOWHERE: Constituent = { address: 0x1000, pages: 1 };

/** An endpoint id that nobody has. */
export const NOBODY: { readonly id: number } = { id: 0xffff };

/** Normal, non-cacheable memory: what the hint of the alignment cases comes with. */
const NON_CACHEABLE = 0x24;
/** Bits 8:5 of the flags: log2 of the alignment in pages. */
const HINT_SHIFT = 5;

/** A hint without its valid bit is refused; one for two pages is refused, or the memory is placed at a multiple of two pages. */
export function* aligns(borrower: Party, loan: Loan, permissions?: number): Body {
  const asking = { attributes: NON_CACHEABLE, ...(permissions === undefined ? {} : { permissions }) };
  const invalid = borrower.retrieve(loan, { ...asking, flags: 8 << HINT_SHIFT });
  yield* refused('a hint that is not valid', 'INVALID_PARAMETERS', invalid, 'retrieve/alignment-hint');
  const flags = FLAG_ALIGNMENT_HINT_VALID | (1 << HINT_SHIFT);
  const came = yield* borrower.retrieve(loan, { ...asking, flags });
  const address = came.kind === 'done' ? (came.value.composite?.constituents[0]?.address ?? 0) : 0;
  yield* equal('a hint for two pages is refused or kept', address % (2 * PAGE_SIZE), 0);
  if (came.kind === 'done') yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
}

/** How often an endpoint may retrieve the same memory: 2^(k + 1) - 1, where FFA_FEATURES tells k. */
export function* mostRetrievals(borrower: Party): Body<number> {
  const features = borrower.call('FFA_FEATURES', { 1: functionId('FFA_MEM_RETRIEVE_REQ'), 2: 2 });
  const answer = yield* accepted('FFA_FEATURES tells how often memory may be retrieved', features);
  return 2 ** ((w(answer, 3) & 0xff) + 1) - 1;
}

/** Registers of a retrieve request for one receiver that is a byte longer than its parts. */
export function tooLong({ driver }: Party): Arguments {
  const { header, access } = layoutsOf(driver.version);
  const length = header.size + access.size + 1;
  return { 1: length, 2: length };
}

/** Where the composite starts behind so many access descriptors, in the layout of their sender; a request ends there. */
export function compositeOffset({ driver }: Party, receivers: number): number {
  const { header, access } = layoutsOf(driver.version);
  return header.size + receivers * access.size;
}
