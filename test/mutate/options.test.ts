import { describe, expect, it } from 'vitest';
import { chosen, MUTANTS } from '../../mutate/mutants.ts';
import { readOptions } from '../../mutate/options.ts';
import { testFiles } from '../../mutate/tests.ts';

describe('the command line', () => {
  it('asks for everything when it is empty', () => {
    expect(readOptions([])).toMatchObject({
      only: [],
      tests: [],
      shard: { index: 1, of: 1 },
      stryker: undefined,
    });
    expect(chosen([])).toBe(MUTANTS);
  });

  it('asks for ids, a part, a file, a form', () => {
    expect(readOptions(['--only', 'A6,undo:', '--shard', '2/4', '--results', 'x', '--json'])).toMatchObject({
      only: ['A6', 'undo:'],
      shard: { index: 2, of: 4 },
      results: 'x',
      json: true,
    });
  });

  it('has Stryker change files of a room', () => {
    expect(readOptions(['stryker', 'memory', 'runs.ts']).stryker).toEqual({
      room: 'memory',
      files: ['runs.ts'],
    });
  });

  it.each([
    [['--shard', '0/4'], '--shard 0/4: expected I/N'],
    [['--shard', '5/4'], '--shard 5/4: expected I/N'],
    [['--shard', 'half'], '--shard half: expected I/N'],
    [['strike'], 'there is no strike'],
    [['stryker'], 'which room?'],
    [['--what'], '--what'],
  ])('%j makes no sense', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow(TypeError);
  });
});

describe('mutants are chosen', () => {
  it('by the beginning of an id', () => {
    expect(chosen(['status:send/held']).map(({ id }) => id)).toEqual(['status:send/held']);
  });

  it('by a row that they go against', () => {
    expect(chosen(['QG6']).map(({ id }) => id)).toEqual(['row:QG6']);
    expect(chosen(['E24']).map(({ id }) => id)).toEqual(['row:A6']);
  });

  it('or not at all', () => {
    expect(() => chosen(['rule:none'])).toThrow('there is no mutant rule:none: --list says which there are');
  });
});

describe('test files', () => {
  it('are each there once, those that walk last', () => {
    const files = testFiles();

    expect(new Set(files).size).toBe(files.length);
    expect(files[0]).toBe('test/spmc/limits.test.ts');
    expect(files.indexOf('test/spmc/walk.test.ts')).toBeGreaterThan(
      files.indexOf('test/board/board.test.ts'),
    );
  });

  it('are chosen by where they are', () => {
    expect(testFiles(['test/rules/prof'])).toEqual(['test/rules/profiles.test.ts']);
    expect(() => testFiles(['test/none'])).toThrow('no test that mutants meet begins with test/none');
  });
});
