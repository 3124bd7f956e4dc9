import type { ManifestReading } from '../manifest/manifest.ts';
import type { SpmcManifest } from '../manifest/spmc-manifest.ts';

/** The files that a machine file names. Whoever reads one hands them in: a machine file by itself is read anywhere, in a browser as well. */
export interface Neighbours {
  manifest(named: string): Promise<ManifestReading>;
  spmcManifest(named: string): Promise<ManifestReading<SpmcManifest>>;
  /** Throws an Error that says why a file cannot be read. */
  bytes(named: string): Promise<Uint8Array>;
}
