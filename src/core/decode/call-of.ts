import { functionId, functionOfId } from '../abi/functions.ts';
import { functionOfKind } from './carried-kind.ts';
import { descriptorIn } from './extent.ts';
import type { KindName } from './kind.ts';
import type { Registers } from './registers.ts';

/** Kinds whose call needs more than their bytes tell: the handle that a fragment goes on with. */
const UNTOLD: ReadonlySet<KindName> = new Set(['fragment']);

/** The registers with which bytes are sent, from x0 on; `undefined` for what is not sent, and where the bytes do not tell them all. */
export function callOf(bytes: Uint8Array, kind: KindName, version: number): Registers | undefined {
  const name = functionOfKind(kind);
  if (name === undefined || UNTOLD.has(kind)) return undefined;
  const id = functionId(name);
  const { descriptor } = descriptorIn(bytes, version, kind !== 'retrieve');
  const known: Readonly<Record<string, number>> = {
    'total length': descriptor.total,
    'fragment length': descriptor.length,
  };
  const registers: bigint[] = [BigInt(id)];
  for (const { name: field, register } of functionOfId(id)?.takes ?? [])
    registers[register] = BigInt(known[field] ?? 0);
  return registers;
}
