/** What an editor offers where somebody writes: | is the cursor. */

import { describe, expect, test } from 'vitest';
import { completeMachine } from '../../src/node/machine/complete-machine.ts';

const PARTITIONS = `partitions:
  linux: { id: 0 }
  vault: { id: 0x8001 }
vms:
  guest: { vmid: 45 }
`;

function complete(marked: string) {
  const offset = marked.indexOf('|');
  return completeMachine(marked.replace('|', ''), offset);
}

function labels(marked: string): readonly string[] {
  return complete(marked).list.map(({ label }) => label);
}

describe('completions', () => {
  test.each<[string, string, readonly string[]]>([
    ['a key of the file', 'par|', ['partitions']],
    ['a key of the file that is not there yet', `${PARTITIONS}p|`, ['profile']],
    ['a key of a partition', 'partitions:\n  os:\n    lev|', ['level']],
    [
      'a key in a partition between others',
      'partitions:\n  os:\n    id: 1\n    b|\n    level: NS-EL1\n',
      ['borrowing', 'buffers', 'boot'],
    ],
    ['a key in braces', 'partitions:\n  os: { id: 1, lev| }\n', ['level']],
    ['a key in braces that nobody has closed', 'partitions:\n  os: { id: 1, lev|', ['level']],
    ['a choice', 'partitions:\n  os:\n    level: S|', ['S-EL1', 'S-EL0']],
    ['a choice of two kinds', 'partitions: { os: { version: 1.| } }', ['1.0', '1.1', '1.2', '1.3']],
    ['yes and no', 'memory: { dram: { secure: | } }', ['true', 'false']],
    ['a verb', `${PARTITIONS}steps:\n  - { by: linux, do: recl| }\n`, ['reclaim']],
    ['a key of what is done', `${PARTITIONS}steps:\n  - { by: linux, do: reclaim, han| }\n`, ['handle']],
    ['no key of what is not done', `${PARTITIONS}steps:\n  - { by: linux, do: reclaim, memo| }\n`, []],
    ['a step line by line', `${PARTITIONS}steps:\n  - do: share\n    mem|\n`, ['memory']],
    ['a new step', `${PARTITIONS}steps:\n  - do|`, ['do']],
    ['who does it', `${PARTITIONS}steps:\n  - { by: | }\n`, ['linux', 'vault', 'guest']],
    ['who receives it', `${PARTITIONS}steps:\n  - { by: linux, do: share, to: { v| } }\n`, ['vault']],
    [
      'what a receiver may do',
      `${PARTITIONS}steps:\n  - { by: linux, do: share, to: { vault: RO| } }\n`,
      ['RO', 'RO NX', 'RO X'],
    ],
    ['names in a list', `${PARTITIONS}initialising: [va|]\n`, ['vault']],
    ['names in a list of lines', `${PARTITIONS}initialising:\n  - va|\n`, ['vault']],
    ['flags', `${PARTITIONS}steps:\n  - { by: linux, do: share, flags: [zero, ti|] }\n`, ['time-slice']],
    ['nothing in a comment', '# par|', []],
    ['nothing in the middle of a text', 'about: what par|', []],
    ['nothing for numbers', 'partitions: { os: { id: | } }', []],
    ['nothing that begins otherwise', 'zebra|', []],
  ])('%s', (_, marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  test('say what a verb does, and which word they replace', () => {
    const { from, to, list } = complete(`${PARTITIONS}steps:\n  - { by: linux, do: recl|aim }\n`);

    expect(to - from).toBe('reclaim'.length);
    expect(list).toEqual([{ label: 'reclaim', text: 'reclaim', about: expect.stringMatching(/\w.*\./) }]);
    expect(complete('par|').list[0]).toMatchObject({
      text: 'partitions: ',
      about: 'The partitions by name.',
    });
  });

  test.each(['', '|', '}|', '[[[|', '&a *a |', '- - - |', ': |', '\t|', '"|', 'a: {b: [|'])(
    'never throw: %s',
    (text) => {
      expect(() => completeMachine(text.replace('|', ''), Math.max(0, text.indexOf('|')))).not.toThrow();
    },
  );
});
