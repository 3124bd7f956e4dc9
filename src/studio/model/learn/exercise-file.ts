import { functionOfKind } from '../../../core/decode/carried-kind.ts';
import type { DescriptorTask, Exercise } from './exercise.ts';

/** A machine file, and which part of it a reader wrote. */
export interface ExerciseFile {
  readonly text: string;
  /** Lines before the first that the reader wrote. */
  readonly linesBefore: number;
}

/** The machine file of an exercise with what a reader made of it: bytes in hex, or steps. */
export function exerciseFile({ machine, task }: Exercise, answer: string): ExerciseFile {
  const head = `${machine.trimEnd()}\nsteps:\n`;
  return task.kind === 'descriptor'
    ? { text: `${head}${task.before.trim()}\n${sendStep(task, answer)}\n`, linesBefore: 0 }
    : { text: `${head}${answer.trimEnd()}\n`, linesBefore: head.split('\n').length - 1 };
}

/** The same file with the steps that find out about the goals behind it, indented as the reader's are. */
export function withGoals({ text }: ExerciseFile, { goals, task }: Exercise, answer: string): string {
  const indent = task.kind === 'descriptor' ? '' : (/^( *)-/m.exec(answer)?.[1] ?? '');
  const steps = goals.flatMap((goal) => ('steps' in goal ? goal.steps.trim().split('\n') : []));
  return [text, ...steps.map((line) => `${indent}${line}\n`)].join('');
}

/** How many steps a list has. */
export function stepCount(steps: string): number {
  return steps.trim() === '' ? 0 : (steps.trim().match(/^-/gm)?.length ?? 0);
}

function sendStep({ by, sends }: DescriptorTask, hex: string): string {
  const bytes = hex.replaceAll(/\s/g, '');
  const length = bytes.length / 2;
  return `- { by: ${by}, do: call, function: ${functionOfKind(sends)}, registers: { w1: ${length}, w2: ${length} }, tx: "${bytes}" }`;
}
