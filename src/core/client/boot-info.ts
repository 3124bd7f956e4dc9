import { BOOT_HEADER_BYTES, type BootInfo, bootShape } from '../abi/boot-info.ts';
import { decodeBootInfo } from '../abi/decode-boot-info.ts';
import type { Decoded } from '../abi/decoded.ts';
import { x } from '../abi/frame.ts';
import type { DriverState } from './driver.ts';
import { BootInfoError } from './errors.ts';
import { type Program, read } from './port.ts';

/** Header and entries are a page or less; far more is a mistake. */
const MOST_BYTES = 0x1_0000;

/** Reads the boot information whose address a register had at the start, 0 for none. Throws a BootInfoError for what is none. */
export function* readBootInfo(driver: DriverState, register: number): Program<BootInfo | undefined> {
  const at = Number(x(driver.entry, register));
  if (at === 0) return undefined;
  const { base, stride, count } = sound(at, bootShape(yield* read(at, BOOT_HEADER_BYTES)));
  const length = base + stride * count;
  if (length > MOST_BYTES) throw new BootInfoError(at, `${count} entries are more than anybody is given`);
  return sound(at, decodeBootInfo(yield* read(at, length)));
}

function sound<Value>(at: number, decoded: Decoded<Value>): Value {
  if (decoded.ok) return decoded.value;
  const { path, detail } = decoded.error;
  throw new BootInfoError(at, `${path}: ${detail}`);
}
