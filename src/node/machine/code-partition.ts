import type { PartitionOptions } from '../../core/board/describe-machine.ts';
import { addressText, PAGE_SIZE } from '../../core/memory/pages.ts';
import { formatFinding } from '../manifest/finding.ts';
import { loadManifest } from '../manifest/manifest.ts';
import { filesBeside } from './files-beside.ts';
import { partitionOf } from './partition-of.ts';
import { readYaml } from './read-yaml.ts';

/** A partition with code, at its place. */
export interface CodePartition {
  readonly partition: PartitionOptions;
  /** Where its image lies, and starts. */
  readonly entry: number;
}

/** Memory for partitions with code, and the image of one. */
export interface Place {
  /** The first address that is free, and the first behind all. */
  readonly base: number;
  readonly end: number;
  readonly imageBytes: number;
  /** For a manifest that has no id. */
  readonly id: number;
}

/** A manifest with which a partition cannot be started: what is wrong, and what to do. */
export class UnfitManifest extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** What a partition has beside its image when its manifest does not say how much it has: room for data and buffers. */
const SPARE_BYTES = 0x4_0000;

/**
 * The partition that a manifest describes, with its image behind `entrypoint-offset`, at its load address or, where that is open, at the
 * first free address. Throws an UnfitManifest.
 */
export async function codePartition(name: string, file: string, place: Place): Promise<CodePartition> {
  const { manifest, findings } = await loadManifest(file);
  if (manifest === undefined)
    throw new UnfitManifest(
      findings
        .filter(({ severity }) => severity === 'error')
        .map(formatFinding)
        .join('\n'),
      `tantalum check ${file} says more.`,
    );
  if (manifest.executionContextCount !== 1)
    throw new UnfitManifest(
      `${file}: it has ${manifest.executionContextCount} execution contexts`,
      'The QEMU board runs partitions with one: execution-ctx-count = <1>.',
    );
  const load = Number(manifest.loadAddress ?? place.base);
  const entry = load + Number(manifest.entrypointOffset);
  const bytes = Number(manifest.entrypointOffset) + place.imageBytes + SPARE_BYTES;
  if (load < place.base || load + bytes > place.end)
    throw new UnfitManifest(
      `${file}: ${addressText(load)} and what follows is not free memory for partitions with code, which is from ${addressText(place.base)} to ${addressText(place.end)}`,
      'Leave load-address out, or name an address there; --memory moves it.',
    );
  const { mistakes } = readYaml('{}');
  const memory = [{ base: load, size: Math.ceil(bytes / PAGE_SIZE) }];
  const input = { memory, ...(manifest.id === undefined ? { id: place.id } : {}) };
  const partition = await partitionOf(
    { name, input, manifest, spmc: undefined },
    filesBeside(file),
    mistakes,
  );
  const [mistake] = mistakes.sorted();
  if (partition === undefined || mistake !== undefined)
    throw new UnfitManifest(`${file}: ${mistake?.what}`, `Expected is ${mistake?.expected}.`);
  if (partition.boot !== undefined && entry - load < PAGE_SIZE)
    throw new UnfitManifest(
      `${file}: boot information comes before the image, and there is no room for it`,
      'Give an entrypoint-offset of at least 0x1000.',
    );
  return { partition, entry };
}
