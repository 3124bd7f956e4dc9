import type { Guest } from '../guest/guest-files.ts';
import type { GuestManifest, StoredFile } from '../guest/guest-manifest.ts';

/** What is told of a guest, for programs. */
export interface GuestFacts extends GuestManifest {
  readonly folder: string;
  /** Bytes of all its files. */
  readonly size: number;
}

export function guestFacts({ folder, manifest }: Guest): GuestFacts {
  const { kernel, busybox, modules, programs = [], config } = manifest;
  const files: readonly (StoredFile | undefined)[] = [kernel, busybox, ...modules, ...programs, config];
  return { folder, size: files.reduce((sum, file) => sum + (file?.size ?? 0), 0), ...manifest };
}
