/** Programs of packages, with the libraries that they are loaded with. */

import { mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type AptPackage, recordOf } from './apt-packages.ts';
import { type AptSuite, SuiteLack } from './apt-suite.ts';
import { type Elf, readElf } from './elf.ts';
import type { SourcePackage } from './guest-manifest.ts';
import type { ProgramFile } from './initramfs.ts';

export interface ProgramParts {
  readonly programs: readonly ProgramFile[];
  readonly packages: readonly SourcePackage[];
}

const PROGRAM_FOLDERS = ['usr/bin', 'usr/sbin', 'bin', 'sbin'];

/**
 * Fetches all programs of packages through a folder for work. Of the packages that they depend on, as many are fetched as it takes to have
 * all libraries. Throws a SuiteLack when the suite does not have it all.
 */
export async function suitePrograms(
  suite: AptSuite,
  names: readonly string[],
  work: string,
): Promise<ProgramParts> {
  const folder = path.join(work, `programs-${suite.name}`);
  const packages: AptPackage[] = [];
  const fetch = async (found: AptPackage): Promise<string> => {
    const into = path.join(folder, found.name);
    await mkdir(into, { recursive: true });
    await suite.unpack(found, into);
    packages.push(found);
    return into;
  };
  const programs: Loadable[] = [];
  for (const name of new Set(names)) {
    const found = await programsIn(await fetch(await suite.demand(name)));
    if (found.length === 0) throw new SuiteLack(`its ${name} has no program`);
    programs.push(...found);
  }
  for (const waiting = packages.flatMap(({ depends }) => depends); ; ) {
    const { libraries, missing } = await librariesOf(programs, folder);
    if (missing === undefined)
      return { programs: [...programs, ...libraries].map(fileOf), packages: packages.map(recordOf) };
    const next = await nextPackage(suite, waiting, packages);
    if (next === undefined)
      throw new SuiteLack(`nothing that its ${names.join(', ')} depends on has ${missing}`);
    await fetch(next);
    waiting.push(...next.depends);
  }
}

/** A file that can be loaded. */
interface Loadable extends ProgramFile {
  readonly elf: Elf;
}

function fileOf({ path, bytes }: Loadable): ProgramFile {
  return { path, bytes };
}

async function programsIn(folder: string): Promise<readonly Loadable[]> {
  const found: Loadable[] = [];
  for (const each of PROGRAM_FOLDERS) {
    const names = await readdir(path.join(folder, each)).catch(() => []);
    for (const name of names.toSorted()) {
      const loadable = await readLoadable(folder, path.join(each, name), `usr/bin/${name}`);
      if (loadable !== undefined) found.push(loadable);
    }
  }
  return found;
}

/** The libraries that programs need, directly or not; and one that is not there. */
async function librariesOf(
  programs: readonly Loadable[],
  folder: string,
): Promise<{ readonly libraries: readonly Loadable[]; readonly missing?: string }> {
  const places = await filesByName(folder);
  const libraries = new Map<string, Loadable>();
  const needed = programs.flatMap(({ elf }) => elf.needs);
  for (const name of needed) {
    if (libraries.has(name)) continue;
    const place = places.get(name);
    const library = place === undefined ? undefined : await readLoadable(folder, place, `lib/${name}`);
    if (library === undefined) return { libraries: [], missing: name };
    libraries.set(name, library);
    needed.push(...library.elf.needs);
  }
  return { libraries: [...libraries.values()] };
}

/** Reads a file of the packages; undefined for what cannot be loaded, and for what a link leads to elsewhere. */
async function readLoadable(folder: string, file: string, to: string): Promise<Loadable | undefined> {
  const real = await realpath(path.join(folder, file)).catch(() => '');
  if (!real.startsWith(`${await realpath(folder)}${path.sep}`)) return undefined;
  const bytes = await readFile(real);
  const elf = readElf(bytes);
  return elf?.isArm64 ? { path: to, bytes, elf } : undefined;
}

async function filesByName(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map(({ parentPath, name }) => [name, path.relative(folder, path.join(parentPath, name))]),
  );
}

/** The next package that is waiting and has not been fetched; what a suite does not have is skipped. */
async function nextPackage(
  suite: AptSuite,
  waiting: string[],
  fetched: readonly AptPackage[],
): Promise<AptPackage | undefined> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const found = fetched.some((each) => each.name === name)
      ? undefined
      : (await suite.find([name])).get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
