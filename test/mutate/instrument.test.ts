import { describe, expect, test } from 'vitest';
import { instrument } from '../../mutate/instrument.ts';
import { STRYKER_ASKS } from '../../mutate/plan.ts';

const SOURCE = `let result = 3;
if (result
  > 2) result = result + 1;`;

describe('Stryker', () => {
  test('changes each expression in every way it knows', async () => {
    const { variations } = await instrument('x.ts', SOURCE);

    expect(variations.map(({ what, from, to }) => `${what}: ${from} → ${to}`)).toEqual([
      'ConditionalExpression in line 2: result > 2 → true',
      'ConditionalExpression in line 2: result > 2 → false',
      'EqualityOperator in line 2: result > 2 → result >= 2',
      'EqualityOperator in line 2: result > 2 → result <= 2',
      'ArithmeticOperator in line 3: result + 1 → result - 1',
    ]);
  });

  test('changes no texts', async () => {
    expect((await instrument('x.ts', 'const text = "because";')).variations).toEqual([]);
  });

  test.each([
    ['nothing', -1, 4],
    ['result > 2 → false', 1, 3],
    ['result + 1 → result - 1', 4, 2],
  ])('builds all changes in, and one is made when it is on: %s', async (_name, index, expected) => {
    const { code, variations } = await instrument('x.ts', SOURCE);
    const scope = globalThis as Record<string, unknown>;
    scope[STRYKER_ASKS] = (subject: string) => ({ ask: () => subject === variations[index]?.subject });
    try {
      expect(new Function(`${code}; return result;`)()).toBe(expected);
    } finally {
      delete scope[STRYKER_ASKS];
    }
  });
});
