/**
 * Manifests from device-tree source, of partitions and of their manager: the room's way in.
 *
 * What is wrong with a manifest is a finding, never an exception. A manifest is handed out when no finding is
 * an error.
 *
 * Source: ffa-hafnium 5.1, 5.2.
 */

import { readFile } from 'node:fs/promises';
import { NEWEST_VERSION } from '../../core/abi/versions.ts';
import { parseDts } from './dts.ts';
import { DTS_RULES } from './dts-rules.ts';
import type { DtsNode } from './dts-tree.ts';
import { type Finding, Findings } from './finding.ts';
import { judgeManifest, judgeSpmc } from './manifest-rules.ts';
import type { Manager, PartitionManifest } from './partition.ts';
import { readBinding } from './read-binding.ts';
import { readPartition } from './read-partition.ts';
import { isSpmcRoot, readSpmc, saysSpmc } from './read-spmc.ts';
import type { SpmcManifest } from './spmc-manifest.ts';

export interface ManifestReading<Manifest = PartitionManifest> {
  /** Present exactly when no finding is an error. */
  readonly manifest?: Manifest;
  /** In the order of the file. */
  readonly findings: readonly Finding[];
}

/** A manifest of either kind. */
export type AnyManifest =
  | { readonly kind: 'partition'; readonly partition: PartitionManifest }
  | { readonly kind: 'spmc'; readonly spmc: SpmcManifest };

/** A secure partition manager of the newest version this project speaks. */
export const DEFAULT_MANAGER: Manager = { kind: 'spmc', version: NEWEST_VERSION };

/** Reads and judges the manifest of a partition in a file. A file that cannot be read is a finding as well. */
export async function loadManifest(
  path: string,
  manager: Manager = DEFAULT_MANAGER,
): Promise<ManifestReading> {
  return load(path, (text) => readManifest(text, path, manager));
}

/** The same for the manifest of a manager. */
export async function loadSpmcManifest(path: string): Promise<ManifestReading<SpmcManifest>> {
  return load(path, (text) => readSpmcManifest(text, path));
}

/** Reads and judges the manifest of a partition. The file name only appears in findings. */
export async function readManifest(
  text: string,
  fileName: string,
  manager: Manager = DEFAULT_MANAGER,
): Promise<ManifestReading> {
  return read(text, fileName, (root, findings) => {
    if (!isSpmcRoot(root)) return partitionOf(root, findings, manager);
    // That it is the manifest of a manager is all that has to be found: the rest would be noise.
    readBinding({ root, findings });
    return undefined;
  });
}

/** Reads and judges the manifest of a manager. The file name only appears in findings. */
export async function readSpmcManifest(
  text: string,
  fileName: string,
): Promise<ManifestReading<SpmcManifest>> {
  return read(text, fileName, (root, findings) =>
    saysSpmc(root, findings) ? spmcOf(root, findings) : undefined,
  );
}

/** Reads and judges a manifest, which says itself of what it is one. The file name only appears in findings. */
export async function readAnyManifest(text: string, fileName: string): Promise<ManifestReading<AnyManifest>> {
  return read(
    text,
    fileName,
    (root, findings): AnyManifest =>
      isSpmcRoot(root)
        ? { kind: 'spmc', spmc: spmcOf(root, findings) }
        : { kind: 'partition', partition: partitionOf(root, findings, DEFAULT_MANAGER) },
  );
}

function partitionOf(root: DtsNode, findings: Findings, manager: Manager): PartitionManifest {
  const manifest = readPartition(root, findings);
  judgeManifest(manifest, manager, findings);
  return manifest;
}

function spmcOf(root: DtsNode, findings: Findings): SpmcManifest {
  const manifest = readSpmc(root, findings);
  judgeSpmc(manifest, DEFAULT_MANAGER, findings);
  return manifest;
}

async function load<Manifest>(
  path: string,
  readText: (text: string) => Promise<ManifestReading<Manifest>>,
): Promise<ManifestReading<Manifest>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const findings = new Findings(path);
    const found = `cannot read the file: ${(error as Error).message}`;
    findings.add(DTS_RULES.unreadable, { line: 1, column: 1 }, found);
    return { findings: findings.sorted() };
  }
  return readText(text);
}

async function read<Manifest>(
  text: string,
  fileName: string,
  readRoot: (root: DtsNode, findings: Findings) => Manifest | undefined,
): Promise<ManifestReading<Manifest>> {
  const findings = new Findings(fileName);
  const root = await parseDts(text, findings);
  if (root === undefined || findings.broken) return { findings: findings.sorted() };
  const manifest = readRoot(root, findings);
  const sound = manifest !== undefined && !findings.broken;
  return { ...(sound ? { manifest } : {}), findings: findings.sorted() };
}
