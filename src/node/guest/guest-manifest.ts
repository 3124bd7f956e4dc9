/** What is kept of a guest: which files there are, where they came from, and how to know them again. */

import { z } from 'zod';

export const MANIFEST_FILE = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);
/** No path of a manifest leads out of its folder. */
const file = z.string().regex(/^[\w+-][\w.+-]*(\/[\w+-][\w.+-]*)*$/);
/** What a file holds: it is known by this and its bytes. */
const stored = z.strictObject({ file, size, sha256 });

const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** What the kernel calls itself, which is the name of the guest. */
  release: z.string().regex(/^\d[\w.+~-]*$/),
  /** Where the kernel came from, for people. */
  origin: z.string(),
  /** When it was put together. */
  obtained: z.iso.datetime(),
  /** Packages that something was taken from. */
  packages: z.array(z.strictObject({ name: z.string(), version: z.string(), size, sha256 })),
  kernel: stored,
  busybox: stored,
  /** In the order in which they are loaded. */
  modules: z.array(stored),
  /** Programs beside the busybox, and libraries that they need. */
  programs: z.array(stored).optional(),
  /** The configuration of the kernel, where it is known. */
  config: stored.optional(),
});

export type GuestManifest = z.infer<typeof manifestSchema>;
export type StoredFile = z.infer<typeof stored>;
export type SourcePackage = GuestManifest['packages'][number];

/** Reads a manifest; undefined for what is none. */
export function readManifest(text: string): GuestManifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
