import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readUnpacked } from './decompress.ts';
import type { WantedModule } from './drivers.ts';
import type { NamedModule } from './initramfs.ts';
import { readModule } from './kernel-module.ts';
import { GuestProblem } from './problem.ts';

const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;

/**
 * Finds modules anywhere below a folder, with all that they depend on, in an order in which they can be loaded. Throws
 * a GuestProblem for one that is needed and not there, and for one that belongs to another kernel.
 */
export async function collectModules(
  folder: string,
  wanted: readonly WantedModule[],
  release: string,
): Promise<readonly NamedModule[]> {
  const files = wanted.length === 0 ? new Map<string, string>() : await moduleFiles(folder);
  const collected: NamedModule[] = [];
  const seen = new Set<string>();
  const add = async (name: string): Promise<void> => {
    if (seen.has(spelled(name))) return;
    seen.add(spelled(name));
    const file = files.get(spelled(name));
    if (file === undefined)
      throw new GuestProblem(
        `there is no module ${name} in ${folder}`,
        `Give the folder of all modules of Linux ${release}; without one, everything has to be built in.`,
      );
    const bytes = await readUnpacked(file);
    const facts = readModule(file, bytes);
    if (facts.release !== release)
      throw new GuestProblem(
        `${file} belongs to Linux ${facts.release}, but the kernel is ${release}`,
        'Give a kernel and modules of the same build.',
      );
    for (const depend of facts.depends) await add(depend);
    collected.push({ name: path.basename(file).replace(MODULE_FILE, ''), bytes });
  };
  for (const { name, needed } of wanted) if (needed || files.has(spelled(name))) await add(name);
  return collected;
}

/** The files of modules by name. */
async function moduleFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && MODULE_FILE.test(entry.name))
      .map(({ parentPath, name }) => [spelled(name.replace(MODULE_FILE, '')), path.join(parentPath, name)]),
  );
}

/** Files are called `ffa-core`, modules inside `ffa_core`: both are the same module. */
function spelled(name: string): string {
  return name.replaceAll('-', '_');
}
