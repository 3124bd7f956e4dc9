/**
 * Partition manifests from device-tree source: the room's way in.
 *
 * What is wrong with a manifest is a finding, never an exception. A manifest is handed out when no finding is
 * an error.
 *
 * Source: ffa-hafnium 5.1.
 */

import { readFile } from 'node:fs/promises';
import { SUPPORTED_VERSIONS } from '../../core/abi/versions.ts';
import { parseDts } from './dts.ts';
import { DTS_RULES } from './dts-rules.ts';
import { type Finding, Findings } from './finding.ts';
import { judgeManifest } from './manifest-rules.ts';
import type { Manager, PartitionManifest } from './partition.ts';
import { readPartition } from './read-partition.ts';

export interface ManifestReading {
  /** Present exactly when no finding is an error. */
  readonly manifest?: PartitionManifest;
  /** In the order of the file. */
  readonly findings: readonly Finding[];
}

/** A secure partition manager of the newest version this project speaks. */
export const DEFAULT_MANAGER: Manager = { kind: 'spmc', version: Math.max(...SUPPORTED_VERSIONS) };

/** Reads and judges the manifest in a file. A file that cannot be read is a finding as well. */
export async function loadManifest(
  path: string,
  manager: Manager = DEFAULT_MANAGER,
): Promise<ManifestReading> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const findings = new Findings(path);
    findings.add(
      DTS_RULES.unreadable,
      { line: 1, column: 1 },
      `cannot read the file: ${(error as Error).message}`,
    );
    return { findings: findings.sorted() };
  }
  return readManifest(text, path, manager);
}

/** Reads and judges a manifest. The file name only appears in findings. */
export async function readManifest(
  text: string,
  fileName: string,
  manager: Manager = DEFAULT_MANAGER,
): Promise<ManifestReading> {
  const findings = new Findings(fileName);
  const root = await parseDts(text, findings);
  if (root === undefined || findings.broken) return { findings: findings.sorted() };
  const manifest = readPartition(root, findings);
  judgeManifest(manifest, manager, findings);
  return findings.broken ? { findings: findings.sorted() } : { manifest, findings: findings.sorted() };
}
