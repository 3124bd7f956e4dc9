import { DTS_RULES } from '../manifest/dts-rules.ts';
import { Findings } from '../manifest/finding.ts';
import type { ManifestReading } from '../manifest/manifest.ts';
import type { Neighbours } from './neighbours.ts';

const WHY = 'a page in a browser reads no other file';

/** For a machine file that is read where there are no files: what it names is a mistake in it. */
export const ALONE: Neighbours = {
  manifest: async (named) => unreadable(named),
  spmcManifest: async (named) => unreadable(named),
  bytes: () => Promise.reject(new Error(WHY)),
};

function unreadable(named: string): ManifestReading<never> {
  const findings = new Findings(named);
  findings.add(DTS_RULES.unreadable, { line: 1, column: 1 }, `cannot read the file: ${WHY}`);
  return { findings: findings.sorted() };
}
