import type { Patch } from './act.ts';
import { StepError } from './stage.ts';

/** A copy of a descriptor with other bytes in some places. */
export function patched(bytes: Uint8Array, patches: readonly Patch[] = []): Uint8Array {
  const copy = bytes.slice();
  for (const { at, bytes: replacement } of patches) {
    if (at + replacement.length > copy.length)
      throw new StepError(
        `a patch ends at byte ${at + replacement.length} of a descriptor of ${copy.length} bytes`,
      );
    copy.set(replacement, at);
  }
  return copy;
}
