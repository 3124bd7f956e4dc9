import type { Plan } from './plan.ts';

/** The machines that the command takes when it is told of none. */
const DEFAULT_GROUND = 'all';

/** The command that takes the same walks; undefined where it has no name for the machine. */
export function commandFor({ seed, calls, faults, model, ground, profile }: Plan): string | undefined {
  if (ground !== DEFAULT_GROUND) return undefined;
  const options = [
    `--seed ${seed} --calls ${calls}`,
    ...(profile === 'spec' ? [] : [`--profile ${profile}`]),
    ...(faults ? ['--faults'] : []),
    ...(model ? [] : ['--no-model']),
  ];
  return `tantalum explore ${options.join(' ')}`;
}
