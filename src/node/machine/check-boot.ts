import { bootBlob } from '../../core/abi/boot-blob.ts';
import { versionText } from '../../core/abi/versions.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import { READ } from '../../core/memory/page-word.ts';
import { addressText, PAGE_SIZE } from '../../core/memory/pages.ts';
import type { Mistakes, Path } from './mistakes.ts';

/** Notes what keeps a partition from getting its boot information, or from reading it. */
export function checkBoot(partition: PartitionSpec, path: Path, mistakes: Mistakes): void {
  const { name, boot } = partition;
  const length = lengthOf(partition, path, mistakes);
  if (boot === undefined || length === undefined) return;
  const end = boot.at + length;
  if (!canRead(partition, boot.at, end))
    mistakes.at(
      [...path, 'boot', 'at'],
      `${name} cannot read its boot information at ${addressText(boot.at)}..${addressText(end - 1)}`,
      'a place in its memory',
    );
}

/** Bytes of the boot information; undefined where there is none, or its version cannot say it. */
function lengthOf(
  { name, version, boot }: PartitionSpec,
  path: Path,
  mistakes: Mistakes,
): number | undefined {
  if (boot === undefined) return undefined;
  try {
    return bootBlob(boot.items, boot.at, version).length;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    mistakes.at(
      [...path, 'boot', 'info'],
      `${name}: ${error.message}`,
      `what FF-A ${versionText(version)} can say`,
    );
    return undefined;
  }
}

function canRead({ memory }: PartitionSpec, start: number, end: number): boolean {
  const readable = memory.filter(({ rights }) => (rights & READ) !== 0);
  for (let page = start; page < end; page += PAGE_SIZE)
    if (!readable.some(({ at, pages }) => at <= page && page < at + pages * PAGE_SIZE)) return false;
  return true;
}
