import { fieldsOf } from './apt-sources.ts';
import type { SourcePackage } from './guest-manifest.ts';

/** A package as a mirror offers it. */
export interface AptPackage {
  readonly name: string;
  readonly version: string;
  /** Names of what it depends on, one of each choice. */
  readonly depends: readonly string[];
  /** Bytes of the package. */
  readonly size: number;
  /** Bytes of what is in it. */
  readonly unpackedSize: number;
  readonly sha256: string;
}

const KIBIBYTE = 1024;

/** Reads the records of packages that `apt-cache show` prints; the first of each name is the one that counts. */
export function readAptPackages(text: string): ReadonlyMap<string, AptPackage> {
  const packages = new Map<string, AptPackage>();
  for (const stanza of text.split(/\n\s*\n/)) {
    const fields = fieldsOf(stanza);
    const name = fields.get('package');
    if (name === undefined || packages.has(name)) continue;
    packages.set(name, {
      name,
      version: fields.get('version') ?? '',
      depends: dependsOf(fields.get('depends') ?? ''),
      size: Number(fields.get('size') ?? 0),
      unpackedSize: Number(fields.get('installed-size') ?? 0) * KIBIBYTE,
      sha256: fields.get('sha256') ?? '',
    });
  }
  return packages;
}

/** `kmod, linux-base (>= 4.3~), initramfs-tools (>= 0.120) | linux-initramfs-tool`. */
function dependsOf(text: string): readonly string[] {
  const names = text.split(',').map((choice) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(choice)?.[1] ?? '');
  return names.filter((name) => name !== '');
}

/** What a manifest keeps of a package. */
export function recordOf({ name, version, size, sha256 }: AptPackage): SourcePackage {
  return { name, version, size, sha256 };
}
