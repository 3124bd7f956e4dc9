/** Every exercise: as it is, its rule refuses it; a solution reaches all goals; what removes its point does not. */

import { describe, expect, test } from 'vitest';
import { tracedRule } from '../../src/core/trace/rules.ts';
import { brokenText, type Exercise } from '../../src/studio/model/learn/exercise.ts';
import { EXERCISES, exerciseNamed } from '../../src/studio/model/learn/exercises.ts';
import { checkExercise } from '../../src/studio/worker/check-exercise.ts';

test('there are 20, ten of descriptors and ten of scenarios, and no two of one name', () => {
  const kinds = EXERCISES.map(({ task }) => task.kind);

  expect(new Set(EXERCISES.map(({ name }) => name)).size).toBe(20);
  expect(kinds.filter((kind) => kind === 'descriptor')).toHaveLength(10);
  expect(kinds.filter((kind) => kind === 'scenario')).toHaveLength(10);
});

describe.each(EXERCISES.map((exercise) => [exercise.name, exercise] as const))('%s', (_, exercise) => {
  test('as it is: its rule refuses it, and it is not solved', async () => {
    const view = await checkExercise(exercise, brokenText(exercise));

    expect(view.mistakes).toEqual([]);
    expect(tracedRule(exercise.rule)).toBeDefined();
    const refused = view.steps.find(({ asExpected }) => !asExpected);
    expect(refused?.events.at(-1)?.rule).toBe(exercise.rule);
    expect(view).toMatchObject({ stillRefused: true, solved: false });
  });

  test('with its solution: all goals are reached', async () => {
    const view = await checkExercise(exercise, exercise.solution);

    expect(view.steps.filter(({ asExpected }) => !asExpected)).toEqual([]);
    expect(view.goals.filter(({ met }) => !met)).toEqual([]);
    expect(view).toMatchObject({ mistakes: [], stillRefused: false, solved: true });
  });
});

test.each(['overlap', 'twice'])('%s, with nothing in it: it is not solved', async (name) => {
  expect(await checkExercise(exerciseNamed(name)!, '')).toMatchObject({ solved: false });
});

/** The solution of a scenario with something else in it. */
function solutionWith({ solution }: Exercise, from: string | RegExp, to: string): string {
  const changed = solution.replace(from, to);
  if (changed === solution) throw new Error(`there is no ${from} in the solution`);
  return changed;
}

describe('another way to the goals is taken', () => {
  test.each([
    [
      'reader-clears',
      'lending with write access',
      /vault: RO([\s\S]*)handle: loan }([\s\S]*), flags: \[zero\]/,
      'vault: RW$1handle: loan, flags: [zero] }$2',
    ],
    ['half-sent', 'all fragments at once', '  stopAfter: 1\n', ''],
    [
      'too-late',
      'asking for the same version again',
      '- { by: linux, do: call',
      '- { by: linux, do: call, function: FFA_VERSION, registers: { w1: 0x10002 } }\n- { by: linux, do: call',
    ],
  ])('%s: %s', async (name, _, from, to) => {
    const exercise = exerciseNamed(name)!;
    const answer = solutionWith(exercise, from, to).replace(
      '- { by: linux, do: continue, handle: parts }\n',
      name === 'half-sent' ? '' : '$&',
    );

    expect(await checkExercise(exercise, answer)).toMatchObject({ solved: true });
  });

  test('twice: with steps that are indented', async () => {
    const exercise = exerciseNamed('twice')!;

    expect(await checkExercise(exercise, exercise.solution.replace(/^/gm, '  '))).toMatchObject({
      solved: true,
    });
  });
});

describe('what removes the point is not taken', () => {
  test.each([
    ['late-reclaim', 'nobody retrieves', /.*(retrieve|relinquish|write).*\n/g, ''],
    ['half-sent', 'in one piece', / {2}fragments.*\n {2}stopAfter.*\n|.*do: continue.*\n/g, ''],
    ['twice', 'one after the other', 'notary: RO', 'notary: RW'],
    ['full-rx', 'without asking who is there', /.*FFA_PARTITION_INFO_GET.*\n.*release.*\n/, ''],
    [
      'wrong-way',
      'the OS writes itself',
      '- { by: vault, do: retrieve, handle: result }\n- { by: vault,',
      '- { by: linux,',
    ],
    ['recall', 'the peer accepts nothing', /.*by: peer.*\n/g, ''],
    ['open-parcel', 'in one message', /, more: true|.*rm-append.*\n/g, ''],
  ])('%s: %s', async (name, _, from, to) => {
    const exercise = exerciseNamed(name)!;

    expect(await checkExercise(exercise, solutionWith(exercise, from, to))).toMatchObject({ solved: false });
  });

  test('a refusal that is expected is a refusal still', async () => {
    const exercise = exerciseNamed('late-reclaim')!;
    const answer = `${brokenText(exercise)}`.replace(
      'do: reclaim, handle: loan',
      'do: reclaim, handle: loan, refused: reclaim/held',
    );

    expect(await checkExercise(exercise, answer)).toMatchObject({ stillRefused: true, solved: false });
  });
});

describe('steps that cannot be read', () => {
  test.each([
    ['a key of the machine', '- { by: linux, do: start }\nprofile: tfa-el3\n', 2],
    ['a verb that there is not', '- { by: linux, do: start }\n- { by: linux, do: strat }\n', 2],
    ['no list', '- { by: linux', 1],
  ])('%s: the mistake is told at its line', async (_, answer, line) => {
    const { mistakes, solved } = await checkExercise(exerciseNamed('twice')!, answer);

    expect(mistakes[0]?.line).toBeGreaterThanOrEqual(line);
    expect(mistakes[0]?.line).toBeLessThanOrEqual(line + 1);
    expect(solved).toBe(false);
  });
});
