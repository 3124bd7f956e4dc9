import type { Scenario } from '../../core/scenario/scenario.ts';
import { tracedRule } from '../../core/trace/rules.ts';
import { ALONE } from '../../node/machine/alone.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';
import type { FileMistake } from '../model/file-mistake.ts';
import type { Exercise, Goal } from '../model/learn/exercise.ts';
import { exerciseFile, stepCount, withGoals } from '../model/learn/exercise-file.ts';
import { type PlayedStep, playSteps } from '../model/learn/played-steps.ts';

/** Whether a goal is reached. */
export interface GoalView {
  readonly what: string;
  readonly met: boolean;
}

/** What came of an answer to an exercise. */
export interface CheckView {
  /** What keeps the steps from being played, at its place in them. */
  readonly mistakes: readonly FileMistake[];
  /** The reader's steps, as they were played. */
  readonly steps: readonly PlayedStep[];
  /** Whether the rule of the exercise still refuses. */
  readonly stillRefused: boolean;
  /** The rule of the exercise, in its own words. */
  readonly rule: string;
  readonly goals: readonly GoalView[];
  readonly solved: boolean;
}

/** Has the manager itself judge an answer: plays it, and then looks whether the goals are reached. */
export async function checkExercise(exercise: Exercise, answer: string): Promise<CheckView> {
  const file = exerciseFile(exercise, answer);
  const strays = exercise.task.kind === 'scenario' ? keysIn(answer) : [];
  if (strays.length > 0) return unread(exercise, strays);
  const whole = await readMachineText(withGoals(file, exercise, answer), ALONE);
  if (whole.ok) return judged(exercise, whole.scenario, goalSteps(exercise));
  const own = await readMachineText(file.text, ALONE);
  // Goals name what the exercise names: an answer that can be played by itself and does not name it has not reached them.
  if (own.ok) return judged(exercise, own.scenario, 0);
  const mistakes = own.mistakes.map(({ line, ...mistake }) => ({
    ...mistake,
    line: line - file.linesBefore,
  }));
  return unread(exercise, mistakes);
}

/** What came of a scenario whose last steps are those that find out about goals. */
function judged({ rule, goals }: Exercise, scenario: Scenario, behind: number): CheckView {
  const played = playSteps(scenario);
  const own = played.length - behind;
  const steps = played.slice(0, own);
  const views = goalViews(goals, steps, played.slice(own));
  const stillRefused = steps.some(({ events }) => events.some((event) => event.rule === rule));
  const done = steps.every(({ asExpected }) => asExpected) && views.every(({ met }) => met);
  return {
    mistakes: [],
    steps,
    stillRefused,
    rule: ruleText(rule),
    goals: views,
    solved: done && !stillRefused,
  };
}

function ruleText(id: string): string {
  const rule = tracedRule(id);
  return rule === undefined ? '' : `${rule.what} ${rule.why}`;
}

function goalSteps({ goals }: Exercise): number {
  return goals.reduce((sum, goal) => sum + ('steps' in goal ? stepCount(goal.steps) : 0), 0);
}

function goalViews(
  goals: readonly Goal[],
  own: readonly PlayedStep[],
  behind: readonly PlayedStep[],
): readonly GoalView[] {
  let at = 0;
  return goals.map((goal) => {
    if (!('steps' in goal)) return { what: goal.what, met: isDone(goal, own) };
    const count = stepCount(goal.steps);
    const steps = behind.slice(at, at + count);
    at += count;
    return { what: goal.what, met: steps.length === count && steps.every(({ asExpected }) => asExpected) };
  });
}

function isDone({ by, call }: Extract<Goal, { call: string }>, steps: readonly PlayedStep[]): boolean {
  return steps.some(({ events }) =>
    events.some((event) => event.by === by && event.name === call && !event.wrong),
  );
}

/** Keys of the file among the steps: the machine is not the reader's to change. */
function keysIn(answer: string): readonly FileMistake[] {
  return answer.split('\n').flatMap((text, index) =>
    /^[^\s\-#]/.test(text)
      ? [
          {
            line: index + 1,
            column: 1,
            what: 'this is no step',
            expected: 'a step, which begins with "- "',
          },
        ]
      : [],
  );
}

function unread({ rule, goals }: Exercise, mistakes: readonly FileMistake[]): CheckView {
  const missed = goals.map(({ what }) => ({ what, met: false }));
  return { mistakes, steps: [], stillRefused: false, rule: ruleText(rule), goals: missed, solved: false };
}
