import { type ArchiveEntry, writeCpio } from './cpio.ts';
import { INIT_SCRIPT, MODULE_ORDER, MODULES } from './init-script.ts';

/** What goes into the first file system of a guest. */
export interface InitramfsParts {
  /** A static busybox for arm64. */
  readonly busybox: Uint8Array;
  /** Modules in the order in which they are loaded; none for a kernel that has all built in. */
  readonly modules: readonly NamedModule[];
  /** Programs beside those of busybox, and what they need. */
  readonly programs?: readonly ProgramFile[];
}

/** A program, or a library that programs need. */
export interface ProgramFile {
  /** Where it goes: `usr/bin/...` or `lib/...`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface NamedModule {
  /** Without `.ko`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where busybox puts links to itself, and where the kernel's own file systems go. */
const DIRECTORIES = [
  'bin',
  'sbin',
  'lib',
  'usr',
  'usr/bin',
  'usr/sbin',
  'dev',
  'proc',
  'sys',
  'tmp',
  'root',
  MODULES,
];

/** The first file system of a guest: busybox, modules, and an /init that ends in a shell on the console. */
export function initramfs({ busybox, modules, programs = [] }: InitramfsParts): Uint8Array {
  return writeCpio([
    ...DIRECTORIES.map((path): ArchiveEntry => ({ kind: 'directory', path })),
    // The kernel opens the console before /init can mount anything.
    { kind: 'device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'file', path: 'bin/busybox', bytes: busybox, executable: true },
    { kind: 'link', path: 'bin/sh', target: 'busybox' },
    ...programs.map(({ path, bytes }): ArchiveEntry => ({ kind: 'file', path, bytes, executable: true })),
    ...modules.map(
      ({ name, bytes }): ArchiveEntry => ({ kind: 'file', path: `${MODULES}/${name}.ko`, bytes }),
    ),
    {
      kind: 'file',
      path: `${MODULES}/${MODULE_ORDER}`,
      bytes: textBytes(modules.map(({ name }) => `${name}\n`)),
    },
    { kind: 'file', path: 'init', bytes: textBytes([INIT_SCRIPT]), executable: true },
  ]);
}

function textBytes(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.join(''));
}
