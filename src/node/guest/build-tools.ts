import { GuestProblem } from './problem.ts';
import { missingPrograms } from './run-program.ts';

/** What a kernel is built with, and the package of Debian that has it. */
const TOOLS: Readonly<Record<string, string>> = {
  make: 'make',
  gcc: 'gcc',
  flex: 'flex',
  bison: 'bison',
  bc: 'bc',
  tar: 'tar',
  xz: 'xz-utils',
};

/** The beginning of the names of compilers for arm64: that of the environment, or Debian's; none on arm64 itself. */
export function crossPrefix({ CROSS_COMPILE }: NodeJS.ProcessEnv): string {
  return CROSS_COMPILE ?? (process.arch === 'arm64' ? '' : 'aarch64-linux-gnu-');
}

/** Throws a GuestProblem that names all that is missing, and where Debian has it. */
export function demandBuildTools(environment: NodeJS.ProcessEnv): void {
  const compiler = `${crossPrefix(environment)}gcc`;
  const tools = {
    ...TOOLS,
    [compiler]: compiler === 'aarch64-linux-gnu-gcc' ? 'gcc-aarch64-linux-gnu' : 'gcc',
  };
  const missing = missingPrograms(Object.keys(tools), environment);
  if (missing.length === 0) return;
  const packages = new Set(missing.map((name) => tools[name]));
  throw new GuestProblem(
    `a kernel cannot be built without ${missing.join(', ')}`,
    `Install what is missing; on Debian: apt-get install ${[...packages].join(' ')}`,
  );
}
