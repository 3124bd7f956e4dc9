import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { loadManifest, loadSpmcManifest } from '../manifest/manifest.ts';
import type { Neighbours } from './neighbours.ts';

/** The files that stand beside one, where the names in it are not whole paths. */
export function filesBeside(file: string): Neighbours {
  const beside = (named: string): string => (isAbsolute(named) ? named : join(dirname(file), named));
  return {
    manifest: (named) => loadManifest(beside(named)),
    spmcManifest: (named) => loadSpmcManifest(beside(named)),
    bytes: (named) => readFile(beside(named)),
  };
}
