import { readdirSync } from 'node:fs';

/** Folders whose tests are run with mutants, the most telling first: expected answers are written out there. */
const FOLDERS = [
  'test/spmc',
  'test/rules',
  'test/scenario',
  'test/gunyah',
  'test/mediator',
  'test/memory',
  'test/abi',
  'test/client',
  'test/driver',
  'test/board',
  'test/translation',
  'test/programs',
  'test/conformance',
];

/** Files of many small tests that each look at one thing: with them first, others have few mutants left to try. */
const FIRST = ['test/spmc/limits.test.ts', 'test/scenario/examples.test.ts', 'test/gunyah/rules.test.ts'];

/** Files that walk, call everything or try what nobody chose: what they notice was noticed before, or is missing as a case with a name. */
const LAST =
  /walk|every-call|spmc\/features|conformance\/suite|-model|two-protocols|descriptor-reading|forwarded/;

/** Test files that begin so, in the order in which mutants meet them. Throws a TypeError for what begins none. */
export function testFiles(beginnings: readonly string[] = []): readonly string[] {
  const files = allTestFiles();
  for (const beginning of beginnings)
    if (!files.some((file) => file.startsWith(beginning)))
      throw new TypeError(`no test that mutants meet begins with ${beginning}: ${FOLDERS.join(', ')}`);
  if (beginnings.length === 0) return files;
  return files.filter((file) => beginnings.some((beginning) => file.startsWith(beginning)));
}

function allTestFiles(): readonly string[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  const between = files.filter((file) => !FIRST.includes(file) && !LAST.test(file));
  return [...FIRST, ...between, ...files.filter((file) => LAST.test(file))];
}
