import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { aptFailure } from './apt-answers.ts';
import { type AptPackage, readAptPackages } from './apt-packages.ts';
import { type AptSource, withSuites } from './apt-sources.ts';
import { GuestProblem } from './problem.ts';
import type { Progress } from './progress.ts';
import { demandRoom, megabytes } from './room.ts';
import { type Ended, runProgram } from './run-program.ts';

const ARCHITECTURE = 'arm64';
/** A suite that adds to another one, which has the rest: `trixie-backports` to `trixie`. */
const ADDED = /-(backports|backports-sloppy|updates|security|proposed-updates)$/;
const CONFIGURATION = 'apt.conf';
/** What apt says when the suite itself was not among what could be read. */
const UNKNOWN_SUITE = /The value .* is invalid for APT::Default-Release/;

/** Something that a suite does not have: one sentence of why. */
export class SuiteLack extends Error {}

/**
 * One suite of the mirrors of this machine, looked at through a state of its own: lists, cache and what counts as
 * installed lie in a private folder, while proxies, keys and passwords stay those of the machine. Packages are verified
 * by apt itself, up to the signature of the suite.
 */
export class AptSuite {
  readonly name: string;
  readonly #folder: string;
  readonly #progress: Progress;
  readonly #signal: AbortSignal;
  /** What apt had to say against the suite. */
  #complaints = '';

  private constructor(name: string, folder: string, progress: Progress, signal: AbortSignal) {
    this.name = name;
    this.#folder = folder;
    this.#progress = progress;
    this.#signal = signal;
  }

  /** Opens a suite in a new folder and reads what it has. */
  static async open(
    name: string,
    sources: readonly AptSource[],
    folder: string,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<AptSuite> {
    const suites = [...new Set([name, name.replace(ADDED, '')])];
    for (const part of ['lists/partial', 'cache/archives/partial', 'sources', 'packages'])
      await mkdir(path.join(folder, part), { recursive: true });
    await writeFile(path.join(folder, 'status'), '');
    await writeFile(path.join(folder, CONFIGURATION), configuration(folder, name));
    // Mirrors may have passwords in their addresses.
    const file = path.join(folder, 'sources', 'mirrors.sources');
    await writeFile(file, withSuites(sources, suites, ARCHITECTURE), { mode: 0o600 });
    const suite = new AptSuite(name, folder, progress, signal);
    progress.step(`${name}: reading what it has`);
    suite.#complaints = (await suite.#apt('apt-get', ['update'])).err;
    return suite;
  }

  /** The newest of each of the packages, as far as they are there. */
  async find(names: readonly string[]): Promise<ReadonlyMap<string, AptPackage>> {
    if (names.length === 0) return new Map();
    const { out, err } = await this.#apt('apt-cache', ['show', '--no-all-versions', ...names]);
    this.#complaints += err;
    return readAptPackages(out.toString());
  }

  /** The newest of a package. Throws a SuiteLack that says why it is not there. */
  async demand(name: string): Promise<AptPackage> {
    const found = (await this.find([name])).get(name);
    if (found !== undefined) return found;
    const lists = await readdir(path.join(this.#folder, 'lists'));
    const isRead = lists.some((list) => list.includes('_Packages')) && !UNKNOWN_SUITE.test(this.#complaints);
    throw new SuiteLack(isRead ? `it has no ${name}` : aptFailure(this.#complaints));
  }

  /** Fetches a package and unpacks it into a folder. Throws a GuestProblem when that fails. */
  async unpack({ name, version, size, unpackedSize }: AptPackage, into: string): Promise<void> {
    await demandRoom(this.#folder, size + unpackedSize);
    this.#progress.step(`${this.name}: fetching ${name} ${version}, ${megabytes(size)}`);
    const cwd = path.join(this.#folder, 'packages', name);
    await mkdir(cwd);
    const { code, err } = await this.#apt('apt-get', ['download', name], cwd);
    const [file] = await readdir(cwd);
    if (code !== 0 || file === undefined)
      throw new GuestProblem(
        `${name} ${version} of ${this.name} cannot be fetched: ${aptFailure(err)}`,
        'Nothing was kept. Try again, or another suite: tantalum guest fetch --suite SUITE',
      );
    this.#progress.step(`unpacking ${name}, ${megabytes(unpackedSize)}`);
    const unpacking = await runProgram('dpkg-deb', ['-x', path.join(cwd, file), into], {
      signal: this.#signal,
    });
    if (unpacking.code !== 0)
      throw new GuestProblem(
        `${name} ${version} cannot be unpacked: ${unpacking.err.trim()}`,
        'Make sure that there is room, and try again.',
      );
  }

  #apt(program: string, args: readonly string[], cwd = this.#folder): Promise<Ended> {
    return runProgram(program, ['-q', '-c', path.join(this.#folder, CONFIGURATION), ...args], {
      cwd,
      signal: this.#signal,
      onStatus: (line) => {
        const [, percent] = /^dlstatus:[^:]*:([\d.]+):/.exec(line) ?? [];
        if (percent !== undefined) this.#progress.detail(`${Math.floor(Number(percent))} %`);
      },
    });
  }
}

/** What differs from the configuration of the machine. Source: apt.conf(5). */
function configuration(folder: string, suite: string): string {
  if (/["\\\n]/.test(folder))
    throw new GuestProblem(
      `apt cannot work in ${JSON.stringify(folder)}: the name has a quote or backslash`,
      'Set XDG_CACHE_HOME to a folder with a plain name.',
    );
  return `#clear APT::Architectures;
#clear APT::Update;
APT::Architecture "${ARCHITECTURE}";
APT::Architectures { "${ARCHITECTURE}"; };
APT::Default-Release "${suite}";
APT::Status-Fd "3";
Dir::State::lists "${folder}/lists";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "${folder}/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
`;
}
