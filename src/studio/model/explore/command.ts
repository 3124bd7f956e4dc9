import type { Plan, PlannedMachine } from './plan.ts';

/** The machines that the command takes when it is told of none. */
const DEFAULT_GROUND = 'all';

/** The command that takes the same walks; undefined where it has no name for the machine. */
export function commandFor({ seed, calls, faults, model, machine, profile }: Plan): string | undefined {
  const named = machineOption(machine);
  if (named === undefined) return undefined;
  const options = [
    ...named,
    `--seed ${seed} --calls ${calls}`,
    ...(profile === '' ? [] : [`--profile ${profile}`]),
    ...(faults ? ['--faults'] : []),
    ...(model ? [] : ['--no-model']),
  ];
  return `tantalum explore ${options.join(' ')}`;
}

function machineOption(machine: PlannedMachine): readonly string[] | undefined {
  if (machine.of === 'file') return [`--machine ${quoted(machine.name)}`];
  return machine.name === DEFAULT_GROUND ? [] : undefined;
}

/** A name as shells take it. */
function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
