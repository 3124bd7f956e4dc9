import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type GuestManifest,
  MANIFEST_FILE,
  readManifest,
  type SourcePackage,
  type StoredFile,
} from './guest-manifest.ts';
import type { NamedModule, ProgramFile } from './initramfs.ts';
import { GuestProblem } from './problem.ts';

/** What a guest is made of. */
export interface GuestParts {
  /** What its kernel calls itself. */
  readonly release: string;
  /** A plain arm64 Image. */
  readonly kernel: Uint8Array;
  /** In the order in which they are loaded. */
  readonly modules: readonly NamedModule[];
  /** A static busybox for arm64. */
  readonly busybox: Uint8Array;
  /** Programs beside it, and what they need. */
  readonly programs?: readonly ProgramFile[];
}

/** Where a guest comes from. */
export interface GuestOrigin {
  /** For people: a suite, a source, files. */
  readonly origin: string;
  readonly packages: readonly SourcePackage[];
  /** The configuration of the kernel, where it is known. */
  readonly config?: string;
  /** When it was put together: now, where nothing is said. */
  readonly obtained?: string;
}

/** A guest but for its busybox. */
export type KernelParts = Omit<GuestParts, 'busybox'> & GuestOrigin;

/** A guest as it lies in a folder. */
export interface Guest extends GuestParts {
  readonly folder: string;
  readonly manifest: GuestManifest;
  /** The configuration of the kernel, where it is known. */
  readonly config?: string;
}

/** The folder of a guest with programs, at their paths. */
const PROGRAMS = 'programs';

const FETCH_AGAIN = 'Fetch it again: tantalum guest fetch (or build, if it was built)';

/** Writes a guest into a new folder, the manifest last. */
export async function writeGuest(
  folder: string,
  parts: GuestParts,
  { origin, packages, config, obtained = new Date().toISOString() }: GuestOrigin,
): Promise<void> {
  await mkdir(path.join(folder, 'modules'), { recursive: true });
  const store = async (file: string, bytes: Uint8Array): Promise<StoredFile> => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), bytes);
    return { file, size: bytes.length, sha256: sha256(bytes) };
  };
  const modules: StoredFile[] = [];
  for (const { name, bytes } of parts.modules) modules.push(await store(`modules/${name}.ko`, bytes));
  const programs: StoredFile[] = [];
  for (const each of parts.programs ?? []) programs.push(await store(`${PROGRAMS}/${each.path}`, each.bytes));
  const manifest: GuestManifest = {
    format: 1,
    release: parts.release,
    origin,
    obtained,
    packages: [...packages],
    kernel: await store('Image', parts.kernel),
    busybox: await store('busybox', parts.busybox),
    modules,
    ...(programs.length === 0 ? {} : { programs }),
    ...(config === undefined ? {} : { config: await store('config', new TextEncoder().encode(config)) }),
  };
  await writeFile(path.join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads a guest. Throws a GuestProblem that names the first file that is not as it was written. */
export async function readGuest(folder: string): Promise<Guest> {
  const manifest = await manifestOf(folder);
  if (manifest === undefined)
    throw new GuestProblem(`${path.join(folder, MANIFEST_FILE)} does not say what is there`, FETCH_AGAIN);
  const { release, kernel, busybox, modules, programs = [], config } = manifest;
  return {
    folder,
    manifest,
    release,
    kernel: await checkedBytes(folder, kernel),
    busybox: await checkedBytes(folder, busybox),
    modules: await Promise.all(
      modules.map(async (stored) => ({
        name: path.basename(stored.file, '.ko'),
        bytes: await checkedBytes(folder, stored),
      })),
    ),
    programs: await Promise.all(
      programs.map(async (stored) => ({
        path: path.relative(PROGRAMS, stored.file),
        bytes: await checkedBytes(folder, stored),
      })),
    ),
    ...(config === undefined ? {} : { config: new TextDecoder().decode(await checkedBytes(folder, config)) }),
  };
}

/** The manifest in a folder; undefined where there is none that can be read. */
export async function manifestOf(folder: string): Promise<GuestManifest | undefined> {
  return readManifest(await readFile(path.join(folder, MANIFEST_FILE), 'utf8').catch(() => ''));
}

async function checkedBytes(
  folder: string,
  { file, size, sha256: expected }: StoredFile,
): Promise<Uint8Array> {
  const name = path.join(folder, file);
  const bytes = await readFile(name).catch((error: NodeJS.ErrnoException) => {
    throw new GuestProblem(`${name} cannot be read: ${error.message}`, FETCH_AGAIN);
  });
  if (bytes.length !== size)
    throw new GuestProblem(`${name} has ${bytes.length} bytes instead of ${size}`, FETCH_AGAIN);
  if (sha256(bytes) !== expected)
    throw new GuestProblem(`${name} has changed: its checksum is not that of the manifest`, FETCH_AGAIN);
  return bytes;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
