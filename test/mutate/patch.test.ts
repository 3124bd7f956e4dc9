import { describe, expect, test } from 'vitest';
import { PATCHES_ASK } from '../../mutate/plan.ts';
import { patched } from '../../mutate/worker/patch.ts';

const patch = (find: string, replace: string, after?: string) =>
  ({ kind: 'patch', file: 'x.ts', find, replace, ...(after === undefined ? {} : { after }) }) as const;

/** What code makes of `log` and `limit` while the mutant whose subject has `on` in it is on. */
function run(code: string, on: string): unknown {
  const scope = globalThis as Record<string, unknown>;
  scope[PATCHES_ASK] = (subject: string) => on !== '' && subject.includes(on);
  try {
    return new Function(`${code}; return result;`)();
  } finally {
    delete scope[PATCHES_ASK];
  }
}

describe('a patch', () => {
  const source = 'let result = 1; result += 2; if (result > 2) result = 10;';

  test('leaves a statement out', () => {
    const code = patched(source, [patch('result += 2;', '')]);

    expect([run(code, ''), run(code, 'result += 2;')]).toEqual([10, 1]);
  });

  test('changes an expression', () => {
    const code = patched(source, [patch('result > 2', 'result > 3')]);

    expect([run(code, ''), run(code, 'result > 3')]).toEqual([10, 3]);
  });

  test('of one place stands beside others of it', () => {
    const code = patched(source, [patch('result > 2', 'result > 3'), patch('result > 2', 'false')]);

    expect([run(code, ''), run(code, 'false'), run(code, 'result > 3')]).toEqual([10, 3, 3]);
  });

  test('finds its place by what stands in front', () => {
    const twice = 'let result = 0; /* a */ result += 1; /* b */ result += 1;';
    const code = patched(twice, [patch('result += 1;', 'result += 5;', '/* b */ ')]);

    expect([run(code, ''), run(code, 'result += 5;')]).toEqual([2, 6]);
  });

  test.each([
    ['finds nothing that reads: result = 9', [patch('result = 9', '0')]],
    ['finds twice: result ', [patch('result ', '0')]],
    ['overlap at: (result > 2)', [patch('result > 2', '0'), patch('(result > 2)', '0')]],
    ['overlap at: result = 1;', [patch('result = 1;', ''), patch('result = 1', '0')]],
  ])('%s', (message, patches) => {
    expect(() => patched('let result = 1; if (result > 2) result = 7;', patches)).toThrow(message);
  });
});
