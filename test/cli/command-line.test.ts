/** Commands that are told, to be typed once more. */

import { expect, test } from 'vitest';
import { commandLine, fileWord } from '../../src/node/cli/command-line.ts';

test.each<[string, readonly string[], string]>([
  ['what a shell takes as it is', ['tantalum', 'run', 'a/b-1.yaml'], 'tantalum run a/b-1.yaml'],
  ['a star', ['--inject', 'FFA_MEM_RECLAIM=DENIED*3'], "--inject 'FFA_MEM_RECLAIM=DENIED*3'"],
  ['the number of a call', ['--inject', 'FFA_RUN#2=BUSY'], "--inject 'FFA_RUN#2=BUSY'"],
  ['a space', ['run', 'my machine.yaml'], "run 'my machine.yaml'"],
  ['a quote', ["it's"], String.raw`'it'\''s'`],
  ['nothing', [''], "''"],
])('%s', (_, words, line) => {
  expect(commandLine(words)).toBe(line);
});

test.each([
  ['/home/somebody/machine.yaml', 'machine.yaml'],
  ['-', '-'],
  ['folder/--json', './--json'],
])('the file %s is told as %s', (file, word) => {
  expect(fileWord(file)).toBe(word);
});
