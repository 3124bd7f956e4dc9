import { describe, expect, test } from 'vitest';
import { tantalum } from './support.ts';

const SHARE = 'machines/linux-7.2-share-1page.bin';
const FRAGMENT = 'test/fixtures/captures/share-v1.2-1mib-fragment0.bin';
const RECORDING = 'test/fixtures/captures/linux-7.2-share-1mib-scattered.ndjson';

describe('judge', () => {
  test('says in one line a profile who accepts a descriptor', () => {
    const { code, out, err } = tantalum(['judge', SHARE, '--call', 'share']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'share, FF-A 1.2, 112 bytes',
        'spec     accepted',
        'hafnium  accepted',
        'tfa-el3  accepted',
        'optee    accepted',
        'xen      accepted',
        'pkvm     accepted',
        '',
      ].join('\n'),
    );
  });

  test('names status, rule and place of a refusal, and what to change', () => {
    const { code, out } = tantalum(['judge', FRAGMENT, '--call', 'share', '--portable']);
    expect(code).toBe(1);
    expect(out).toContain('xen      NOT_SUPPORTED (-1)  send/whole, register w2\n');
    expect(out).toContain('to be accepted by all\n  Send less memory at once, or map a larger TX buffer.\n');
    expect(out).toContain('    (send/whole: xen)\n');
  });

  test('judges one call of a recording', () => {
    const { code, out } = tantalum(['judge', RECORDING, '--seq', '37', '--json']);
    const judged = JSON.parse(out) as { title: string; verdicts: { profile: string; accepted: boolean }[] };
    expect(code).toBe(1);
    expect(judged.title).toMatch(/^call 37: share, FF-A 1\.2, 4096 bytes$/);
    expect(judged.verdicts.filter(({ accepted }) => !accepted).map(({ profile }) => profile)).toEqual([
      'xen',
    ]);
  });

  test.each([
    ['a file that is not there', ['judge', 'none.bin'], 'there is no file none.bin'],
    ['a version that there is not', ['judge', SHARE, '--ffa', '9.9'], "argument '9.9' is invalid"],
  ])('ends with 2 for %s', (_, args, message) => {
    const { code, err } = tantalum(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('a message of Gunyah', () => {
  const lend = (rights: string) =>
    `00 00 00 00 09000000 0100 0000 2d00 ${rights} 00 0100 0000 0000204000000000 0010000000000000`;

  test('is judged by the resource manager alone', () => {
    const { code, out } = tantalum(['judge', '-', '--message', 'MEM_LEND'], { input: lend('06') });
    expect([code, out]).toEqual([0, 'rm-message, Gunyah, 36 bytes\ngunyah  accepted\n']);
  });

  test('is refused with the error, the rule and the place', () => {
    const { code, out } = tantalum(['judge', '-', '--message', 'MEM_LEND'], { input: lend('02') });
    expect([code, out.split('\n')[1]]).toEqual([
      1,
      'gunyah  ARGUMENT_INVALID (6)  rm-create/rights, bytes 14+1',
    ]);
  });

  test('is not answered when its packet is dropped', () => {
    const { code, out } = tantalum(['judge', '-', '--json'], { input: '21 fd 0700 12000051' });
    expect(code).toBe(1);
    expect(JSON.parse(out).verdicts).toEqual([
      {
        profile: 'gunyah',
        accepted: false,
        rule: 'rm-packet/continuations',
        status: 'dropped',
        bytes: { offset: 0, length: 8 },
        fix: 'Send less at once, further regions with MEM_APPEND.',
      },
    ]);
  });
});
