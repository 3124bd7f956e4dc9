/**
 * Machine files: the room's way in. What is wrong with a file is a list of mistakes, never an exception.
 */

import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { Board } from '../../core/board/board.ts';
import { MachineError } from '../../core/board/build.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { noteIssue } from './describe-issue.ts';
import { fileSchema } from './file-schema.ts';
import { machineOf } from './machine-of.ts';
import { type Mistake, Mistakes } from './mistakes.ts';
import { stepsOf } from './steps-of.ts';

export type MachineReading =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** The line of each step. */
      readonly lines: readonly number[];
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads a machine file. Manifests that it names are looked for beside it. Rejects when the file cannot be read. */
export async function loadMachine(path: string): Promise<MachineReading> {
  return readMachine(await readFile(path, 'utf8'), path);
}

/** Reads the text of a machine file; `path` is where it stands. */
export async function readMachine(text: string, path: string): Promise<MachineReading> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const mistakes = new Mistakes(document, lines);
  for (const error of document.errors)
    mistakes.atOffset(error.pos[0], firstSentence(error.message), 'YAML that can be read');
  if (mistakes.found.length > 0) return { ok: false, mistakes: mistakes.found };
  const file: unknown = document.toJS() ?? {};
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) for (const issue of parsed.error.issues) noteIssue(mistakes, issue, file);
  if (!parsed.success) return { ok: false, mistakes: inOrder(mistakes.found) };
  const machine = await machineOf(parsed.data, path, mistakes);
  const steps = stepsOf(parsed.data, mistakes);
  if (mistakes.found.length === 0) tryBuilding();
  if (mistakes.found.length > 0) return { ok: false, mistakes: inOrder(mistakes.found) };
  const { about } = parsed.data;
  return {
    ok: true,
    scenario: { ...(about === undefined ? {} : { about }), machine, steps },
    lines: steps.map((_, index) => mistakes.lineOf(['steps', index])),
  };

  function tryBuilding(): void {
    try {
      new Board(machine);
    } catch (error) {
      if (!(error instanceof MachineError || error instanceof RangeError)) throw error;
      const partition = error instanceof MachineError ? error.partition : undefined;
      mistakes.at(
        partition === undefined ? ['memory'] : ['partitions', partition],
        error.message,
        'a machine that can be built',
      );
    }
  }
}

function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  return [...mistakes].sort((left, right) => left.line - right.line || left.column - right.column);
}

function firstSentence(message: string): string {
  return message.split(/ at line \d+/)[0] ?? message;
}
