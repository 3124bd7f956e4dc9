import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crossPrefix } from './build-tools.ts';
import { missingOption } from './drivers.ts';
import type { Work } from './first-suite.ts';
import { GuestProblem } from './problem.ts';
import { runProgram } from './run-program.ts';

/** What comes of building a kernel. */
export interface BuiltKernel {
  readonly image: Uint8Array;
  readonly config: string;
  /** Lines that were asked for and that this kernel did not take. */
  readonly notTaken: readonly string[];
}

/** The same sources make the same kernel, wherever and by whomever it is built. */
const ANONYMOUS = {
  KBUILD_BUILD_USER: 'tantalum',
  KBUILD_BUILD_HOST: 'tantalum',
  KBUILD_BUILD_TIMESTAMP: 'Thu Jan 1 00:00:00 UTC 1970',
};
/** How much of what the compiler says is shown. */
const LINES_OF_ERRORS = 12;

/**
 * Builds the kernel of a folder of sources, with nothing but the options that are asked for. Throws a GuestProblem with
 * the last words of make when that fails, and when the kernel has no FF-A.
 */
export async function buildKernel(
  source: string,
  options: string,
  jobs: number,
  { folder, progress, signal }: Work,
): Promise<BuiltKernel> {
  const wanted = path.join(folder, 'wanted.config');
  const output = path.join(folder, 'build');
  await mkdir(output);
  await writeFile(wanted, options);
  const make = async (...args: readonly string[]) => {
    let files = 0;
    const settings = ['ARCH=arm64', `CROSS_COMPILE=${crossPrefix(process.env)}`, `O=${output}`];
    const { code, err } = await runProgram('make', ['-C', source, ...settings, ...args], {
      environment: ANONYMOUS,
      signal,
      onLine: () => progress.detail(`${++files} steps so far`),
    });
    if (code !== 0)
      throw new GuestProblem(
        ['the kernel cannot be built', ...err.trimEnd().split('\n').slice(-LINES_OF_ERRORS)].join('\n    '),
        'Nothing was kept. If a program or header is missing, install it and try again.',
      );
  };
  progress.step('configuring the kernel');
  await make(`KCONFIG_ALLCONFIG=${wanted}`, 'allnoconfig');
  const config = await readFile(path.join(output, '.config'), 'utf8');
  const missing = missingOption(config);
  if (missing !== undefined)
    throw new GuestProblem(`the kernel of ${source} does not take ${missing}`, 'Take a newer one.');
  progress.step('compiling the kernel');
  await make(`-j${jobs}`, 'Image');
  return {
    image: await readFile(path.join(output, 'arch', 'arm64', 'boot', 'Image')),
    config,
    notTaken: notTaken(options, config),
  };
}

/** A line that stands again further down has been changed on purpose. */
function notTaken(options: string, config: string): readonly string[] {
  const lines = options.split('\n').filter((line) => /^CONFIG_\w+=/.test(line));
  const last = new Map(lines.map((line) => [line.split('=')[0], line]));
  const taken = new Set(config.split('\n'));
  return [...last.values()].filter((line) => !taken.has(line) && !line.endsWith('=n'));
}
