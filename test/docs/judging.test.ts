import { expect, test } from 'vitest';
import { consoleExamples, filesOf, folderWith, patternOf, printed } from './console-examples.ts';
import { pageNamed } from './yaml-examples.ts';

const PAGE = pageNamed('judging.md');
const folder = folderWith(filesOf(PAGE));

test.each(consoleExamples(PAGE))('docs/judging.md shows what is printed: $command', ({ command, shown }) => {
  expect(printed(command, folder)).toMatch(patternOf(shown));
});

test('docs/judging.md shows each of its commands', () => {
  const shown = new Set(consoleExamples(PAGE).map(({ command }) => command.split(' ')[0]));

  expect([...shown].sort()).toEqual(['explain', 'judge', 'plan', 'regs', 'uuid']);
});
