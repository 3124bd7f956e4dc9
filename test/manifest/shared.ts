/** Manifests of other projects, beside the checkout where they are at hand. */

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const SHARED = fileURLToPath(new URL('../../../shared/manifests', import.meta.url));
export const SHARED_NAMES: readonly string[] = existsSync(SHARED)
  ? readdirSync(SHARED).filter((name) => name.endsWith('.dts'))
  : [];
if (SHARED_NAMES.length === 0) console.log('Left out: manifests of ../shared/manifests, which is not there.');
