import { bootBlob } from '../abi/boot-blob.ts';
import { createFrame, type Frame, setX } from '../abi/frame.ts';
import type { Ledger } from '../memory/ledger.ts';
import { READ } from '../memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import type { PartitionSpec } from './machine.ts';
import { MachineError } from './machine-error.ts';

/**
 * Puts a partition's boot information where it is to lie, in the layout of its version. Throws a MachineError when the partition cannot
 * read it there, and a RangeError for what the version has no way to say.
 */
export function writeBootInfo(
  { name, version, boot }: PartitionSpec,
  ledger: Ledger,
  party: number,
  memory: MachineMemory,
): void {
  if (boot === undefined) return;
  const view = ledger.viewOf(party);
  const blob = bootBlob(boot.items, boot.at, version);
  for (let offset = 0; offset < blob.length; offset += PAGE_SIZE) {
    const at = boot.at + offset;
    const page = view.physical(pageOf(at));
    if (page < 0 || (ledger.rights(party, page) & READ) === 0)
      throw new MachineError(`${name} cannot read its boot information at 0x${at.toString(16)}`, name);
    memory.writeBytes(addressOf(page), blob.subarray(offset, offset + PAGE_SIZE));
  }
}

/** The registers that a partition is started with. */
export function entryFrame({ boot }: PartitionSpec): Frame {
  const frame = createFrame();
  if (boot !== undefined) setX(frame, boot.register, BigInt(boot.at));
  return frame;
}
