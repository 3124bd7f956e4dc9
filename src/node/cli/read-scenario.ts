import { profileNamed } from '../../core/rules/profiles/registry.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import type { Mistake } from '../machine/mistakes.ts';
import { readMachine } from '../machine/read-machine.ts';
import { CommandError } from './exit.ts';
import { readSource } from './read-source.ts';

const MOST_MISTAKES = 20;

/** A machine file that was read. */
export interface ReadScenario {
  /** What to call the file. */
  readonly name: string;
  readonly scenario: Scenario;
  /** The line of each step. */
  readonly lines: readonly number[];
}

/** Reads a machine file, or the standard input for `-`; `profile` goes before that of the file. Throws a CommandError that lists its mistakes. */
export async function readScenario(file: string, profile?: string): Promise<ReadScenario> {
  const name = file === '-' ? 'standard input' : file;
  const text = new TextDecoder().decode(await readSource(file));
  const reading = await readMachine(text, file === '-' ? 'standard-input.yaml' : file);
  if (!reading.ok) {
    throw new CommandError(
      mistakeLines(name, reading.mistakes).join('\ntantalum: '),
      'docs/scenarios.md describes machine files, and tantalum schema prints what they may hold.',
    );
  }
  return { name, scenario: withProfile(reading.scenario, profile), lines: reading.lines };
}

function withProfile(scenario: Scenario, name: string | undefined): Scenario {
  const profile = name === undefined ? undefined : profileNamed(name);
  return profile === undefined ? scenario : { ...scenario, machine: { ...scenario.machine, profile } };
}

function mistakeLines(name: string, mistakes: readonly Mistake[]): readonly string[] {
  const lines = mistakes
    .slice(0, MOST_MISTAKES)
    .map(({ line, column, what, expected }) => `${name}:${line}:${column}: ${what}, expected ${expected}`);
  const more = mistakes.length - lines.length;
  return more > 0 ? [...lines, `${name}: and ${more} more mistakes`] : lines;
}
