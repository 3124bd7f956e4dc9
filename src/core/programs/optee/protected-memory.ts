import { DATA_RW } from '../../abi/bits.ts';
import { packHalves } from '../../abi/words.ts';
import { USE_CASE } from './abi.ts';
import { demandShapes, memoryAt, type Parameter, valueAt } from './parameters.ts';
import { TeeError } from './results.ts';
import type { SharedMemory } from './shared-memory.ts';
import type { Task } from './task.ts';

/**
 * Memory that the normal world lends, so that it cannot look into it itself: the least that it lends at a time and what that is aligned to, in
 * bytes, and how wide an address may be.
 */
const LOAN = { bytes: 0x20_0000n, alignment: 0x20_0000n, addressBits: 40n };

const USE_CASES: ReadonlySet<bigint> = new Set(Object.values(USE_CASE).map(BigInt));

/**
 * Tells how memory is to be lent for a use case, and to whom with which permissions: to the trusted OS alone. Throws a TeeError.
 *
 * Source: clients-linux-uboot-pkvm 2.6, 2.7.
 */
export function* describeProtection(memory: SharedMemory, parameters: readonly Parameter[]): Task {
  demandShapes(parameters, ['value inout', 'memory out']);
  const facts = valueAt(parameters, 0);
  demandUseCase(facts.a);
  const borrowers = Uint32Array.of(packHalves(DATA_RW, memory.borrower));
  [facts.a, facts.b, facts.c] = [LOAN.bytes, LOAN.alignment, LOAN.addressBits];
  const list = memoryAt(parameters, 1);
  list.need(borrowers.byteLength);
  yield* list.write(new Uint8Array(borrowers.buffer));
}

/** Borrows what was lent for a use case. Throws a TeeError. */
export function* assignProtection(memory: SharedMemory, parameters: readonly Parameter[]): Task {
  demandShapes(parameters, ['value in']);
  const { a: handle, b: useCase } = valueAt(parameters, 0);
  demandUseCase(useCase);
  yield* memory.borrow(handle, useCase);
}

function demandUseCase(useCase: bigint): void {
  if (!USE_CASES.has(useCase)) throw new TeeError('BAD_PARAMETERS');
}
