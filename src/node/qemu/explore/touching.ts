import { EXECUTE, READ, type Rights, WRITE } from '../../../core/memory/page-word.ts';
import { addressOf } from '../../../core/memory/pages.ts';
import type { Touch, Touched } from '../payload/step-agent.ts';
import { TRY } from '../payload/step-agent-code.ts';
import { isQuietDevice } from './guest-ground.ts';
import type { GUEST_INVARIANTS } from './guest-invariants.ts';

/** What is known of a page before a guest touches it: its rights, and the first word of the page. */
export interface KnownPage {
  readonly page: number;
  readonly rights: Rights;
  readonly word: number;
}

/** Words that are no instructions, whatever the processor (UDF). */
const FIRST_INSTRUCTION = 0x1_0000;

const EXCEPTION_CLASS = 2 ** 26;
/** What a fetched word comes to that is no instruction. */
const UNKNOWN_REASON = 0;

/**
 * How a guest tries out a page: it reads, writes back what it has read, and fetches an instruction - where it may, only one that there is not. Registers of
 * a device that it may use are read alone: a store could mean something to them.
 */
export function touchOf({ page, rights, word }: KnownPage): Touch {
  const device = isQuietDevice(page);
  const writes = !device || (rights & WRITE) === 0;
  const fetches = (rights & EXECUTE) === 0 || word < FIRST_INSTRUCTION;
  return {
    address: addressOf(page),
    tries: TRY.READ | (writes ? TRY.WRITE : 0) | (fetches && !device ? TRY.FETCH : 0),
  };
}

/** Accesses that a page is tried out with. */
export function accessesIn(known: KnownPage): number {
  const { tries } = touchOf(known);
  return [TRY.READ, TRY.WRITE, TRY.FETCH].filter((each) => (tries & each) !== 0).length;
}

/** Accesses that were refused. */
export function faultsIn({ read, written, fetched }: Touched): number {
  return [read, written, fetched].filter((syndrome) => isRefused(syndrome)).length;
}

/** What a guest can do and should not, or should and cannot; or that it finds something else than what is there. */
export function wrongIn(
  known: KnownPage,
  found: Touched,
): { readonly kind: keyof typeof GUEST_INVARIANTS; readonly problem: string } | undefined {
  const { page, rights, word } = known;
  const { tries } = touchOf(known);
  const where = `page 0x${page.toString(16)}`;
  const accesses = [
    { what: 'read', bit: TRY.READ, right: READ, syndrome: found.read },
    { what: 'write to', bit: TRY.WRITE, right: WRITE, syndrome: found.written },
    { what: 'execute', bit: TRY.FETCH, right: EXECUTE, syndrome: found.fetched },
  ];
  for (const { what, bit, right, syndrome } of accesses) {
    const can = !isRefused(syndrome);
    if ((tries & bit) === 0 || can === ((rights & right) !== 0)) continue;
    const problem = `the guest ${can ? 'can' : 'cannot'} ${what} ${where}, to which it has rights ${rights}`;
    return { kind: 'reaches', problem };
  }
  if ((rights & READ) === 0 || isQuietDevice(page) || found.word === word) return undefined;
  return { kind: 'finds', problem: `the guest finds something else in ${where} than there is in process` };
}

function isRefused(syndrome: number): boolean {
  return Math.floor(syndrome / EXCEPTION_CLASS) !== UNKNOWN_REASON;
}
