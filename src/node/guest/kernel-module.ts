import { readElf } from './elf.ts';
import { GuestProblem } from './problem.ts';

/** What a module says of itself. */
export interface ModuleFacts {
  /** Names of the modules that have to be there before. */
  readonly depends: readonly string[];
  /** The release of the kernel it was built for. */
  readonly release: string;
}

const OF_THE_KERNEL = 'Give the folder of modules that were built with the kernel.';

/** Reads a module, whose file is called `name` in messages. Throws a GuestProblem when it is none for arm64. */
export function readModule(name: string, bytes: Uint8Array): ModuleFacts {
  const elf = readElf(bytes);
  if (elf === undefined) throw new GuestProblem(`${name} is no kernel module`, OF_THE_KERNEL);
  if (!elf.isArm64) throw new GuestProblem(`${name} is a module for another processor`, OF_THE_KERNEL);
  const facts = new Map(
    elf
      .section('.modinfo')
      .split('\0')
      .map((line) => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=?/, '')]),
  );
  const [release = ''] = (facts.get('vermagic') ?? '').split(' ');
  if (release === '') throw new GuestProblem(`${name} does not say which kernel it is for`, OF_THE_KERNEL);
  return { depends: (facts.get('depends') ?? '').split(',').filter((depend) => depend !== ''), release };
}
