import type { Finding } from '../manifest/finding.ts';
import type { ManifestReading } from '../manifest/manifest.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { SpmcManifest } from '../manifest/spmc-manifest.ts';
import type { MachineFile } from './file-schema.ts';
import type { Mistakes, Path } from './mistakes.ts';
import type { Neighbours } from './neighbours.ts';

/** The manifests that a machine file names, as far as they can be read. */
export interface Manifests {
  readonly spmc: SpmcManifest | undefined;
  /** By the names of partitions. */
  readonly partitions: ReadonlyMap<string, PartitionManifest>;
}

/** Reads the manifests that a machine file names. What is wrong with them is noted where the file names them. */
export async function loadManifests(
  file: MachineFile,
  neighbours: Neighbours,
  mistakes: Mistakes,
): Promise<Manifests> {
  const partitions = new Map<string, PartitionManifest>();
  for (const [name, { manifest }] of Object.entries(file.partitions)) {
    if (manifest === undefined) continue;
    const reading = await neighbours.manifest(manifest);
    const found = soundOf(reading, ['partitions', name, 'manifest'], mistakes);
    if (found !== undefined) partitions.set(name, found);
  }
  const spmc =
    file.spmc === undefined
      ? undefined
      : soundOf(await neighbours.spmcManifest(file.spmc), ['spmc'], mistakes);
  return { spmc, partitions };
}

function soundOf<Manifest>(
  { manifest, findings }: ManifestReading<Manifest>,
  path: Path,
  mistakes: Mistakes,
): Manifest | undefined {
  if (manifest === undefined) noteErrors(findings, () => path, mistakes);
  return manifest;
}

/** Notes the errors among findings, each with its place in its own file. Returns whether there are any. */
export function noteErrors(
  findings: readonly Finding[],
  pathOf: (finding: Finding) => Path,
  mistakes: Mistakes,
): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error');
  for (const finding of errors) {
    const { file, line, column, found, rule } = finding;
    const [what, expected = 'a manifest that loads'] = found.split(', expected ');
    mistakes.at(pathOf(finding), `${file}:${line}:${column}: ${what} [${rule.id}]`, expected);
  }
  return errors.length > 0;
}
