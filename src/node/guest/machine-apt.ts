import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type AptSource, readAptSources } from './apt-sources.ts';
import { GuestProblem } from './problem.ts';
import { missingPrograms, runProgram } from './run-program.ts';

const PROGRAMS = ['apt-config', 'apt-get', 'apt-cache', 'dpkg-deb'];

/** What to do where there is no apt. */
export const WITHOUT_APT = `Give a kernel of any arm64 distribution, its modules and a static busybox for arm64:
    tantalum guest fetch --kernel Image --modules lib/modules/RELEASE --busybox busybox`;

/** The sources of this machine's apt. Throws a GuestProblem when there is no apt, or it has none. */
export async function machineSources(signal: AbortSignal): Promise<readonly AptSource[]> {
  const missing = missingPrograms(PROGRAMS, process.env);
  if (missing.length > 0)
    throw new GuestProblem(`there is no ${missing.join(', ')} on this machine`, WITHOUT_APT);
  const { LIST = '', PARTS = '' } = await configured(signal);
  const names = await readdir(PARTS).catch(() => []);
  const parts = names.filter((name) => /^[\w.-]+\.(list|sources)$/.test(name)).sort();
  const sources: AptSource[] = [];
  for (const file of [LIST, ...parts.map((name) => path.join(PARTS, name))])
    sources.push(...readAptSources(file, await readFile(file, 'utf8').catch(() => '')));
  if (sources.length === 0) throw new GuestProblem('the apt of this machine knows no mirror', WITHOUT_APT);
  return sources;
}

/** Where apt looks for its sources. */
async function configured(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const variables = ['LIST', 'Dir::Etc::sourcelist/f', 'PARTS', 'Dir::Etc::sourceparts/d'];
  const { out } = await runProgram('apt-config', ['shell', ...variables], { signal });
  const assignments = out.toString().matchAll(/^(\w+)='(.*)'$/gm);
  return Object.fromEntries([...assignments].map(([, name = '', value = '']) => [name, value]));
}
