import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { recordOf } from './apt-packages.ts';
import { type AptSuite, SuiteLack } from './apt-suite.ts';
import type { Work } from './first-suite.ts';
import type { SourcePackage } from './guest-manifest.ts';
import { GuestProblem } from './problem.ts';
import { demandRoom } from './room.ts';
import { runProgram } from './run-program.ts';

/** Depends on the package with the newest source. */
const NEWEST_SOURCE = 'linux-source';
/** What sources and a build of them take, in bytes. */
const ROOM = 3_000_000_000;

/** A kernel's sources, and the package they are from. */
export interface KernelSource {
  readonly folder: string;
  readonly package: SourcePackage;
}

/** Fetches and unpacks the newest kernel source of a suite. Throws a SuiteLack when there is none. */
export async function suiteSource(suite: AptSuite, work: Work): Promise<KernelSource> {
  const { depends } = await suite.demand(NEWEST_SOURCE);
  const name = depends.find((depend) => /^linux-source-\d/.test(depend));
  if (name === undefined) throw new SuiteLack(`its ${NEWEST_SOURCE} names no source`);
  const found = await suite.demand(name);
  await demandRoom(work.folder, ROOM);
  const packed = path.join(work.folder, `packed-${suite.name}`);
  await mkdir(packed);
  await suite.unpack(found, packed);
  const files = await readdir(path.join(packed, 'usr', 'src')).catch(() => []);
  const archive = files.find((file) => /^linux-source-.*\.tar\.(xz|zst|gz)$/.test(file));
  if (archive === undefined) throw new SuiteLack(`its ${name} has no archive of sources`);
  const folder = path.join(work.folder, 'source');
  await mkdir(folder);
  work.progress.step(`unpacking ${archive}`);
  const file = path.join(packed, 'usr', 'src', archive);
  const args = ['-xf', file, '-C', folder, '--strip-components=1'];
  const { code, err } = await runProgram('tar', args, { signal: work.signal });
  if (code !== 0) throw new GuestProblem(`${archive} cannot be unpacked: ${err.trim()}`, 'Try again.');
  await rm(packed, { recursive: true });
  return { folder, package: recordOf(found) };
}
