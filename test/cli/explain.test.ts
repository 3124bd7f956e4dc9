import { describe, expect, test } from 'vitest';
import { ALL_PACKET_RULES } from '../../src/core/gunyah/rules/packet.ts';
import { RM_RULES } from '../../src/core/gunyah/rules/registry.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { SERVE_RULES } from '../../src/node/serve/rules.ts';
import { tantalum } from './support.ts';

interface Play {
  readonly broken: readonly object[];
  readonly kept: readonly object[];
}

describe('a rule', () => {
  const { code, out } = tantalum(['explain', 'reclaim/held']);

  test('is told in full, with its reasons', () => {
    expect(code).toBe(0);
    expect(out).toMatch(/^reclaim\/held: DENIED\n/);
    for (const label of ['must', 'why', 'fix', 'source'])
      expect(out).toMatch(new RegExp(`^${label} +\\S`, 'm'));
    expect(out).toContain(' (docs/sources.md)\n');
  });

  test('is broken, and kept, before the eyes of the reader', () => {
    const [broken = '', kept = ''] = out.split('\nbroken\n')[1]!.split('\nkept\n');
    expect(broken).toContain('     ok, refused: reclaim/held as expected\n');
    expect(kept).toMatch(/^ {5}ok$/m);
    expect(kept).not.toContain('FFA_ERROR');
    for (const part of [broken, kept]) expect(part).not.toContain('not as expected');
  });

  test('is told in JSON, with the events of both plays', () => {
    const json = JSON.parse(tantalum(['explain', 'reclaim/held', '--json']).out) as Play;
    expect(json).toMatchObject({ ...RULES.find(({ id }) => id === 'reclaim/held') });
    const refused = expect.objectContaining({
      kind: 'call',
      refusal: expect.objectContaining({ rule: 'reclaim/held' }),
    });
    expect(json.broken).toEqual(expect.arrayContaining([refused]));
    expect(json.kept).not.toEqual(expect.arrayContaining([refused]));
  });
});

describe('a rule that is not there', () => {
  test.each([
    [
      'a slip of the pen',
      'reclaim/hold',
      'Did you mean reclaim/held? Run tantalum explain to list all rules.',
    ],
    ['words in common', 'held', /^Did you mean .*send\/held.*\? Run tantalum explain to list all rules\.$/],
    [
      'a slip of the pen in a rule of the sockets',
      'serve/tokn',
      'Did you mean serve/token? Run tantalum explain to list all rules.',
    ],
    ['nothing in common', 'zzz', 'Run tantalum explain to list all rules.'],
  ])('%s', (_, id, hint) => {
    const { code, out, err } = tantalum(['explain', id]);
    expect([code, out]).toEqual([2, '']);
    const [what, next = ''] = err.split('\n');
    expect(what).toBe(`tantalum: there is no rule ${id}`);
    expect(next.trim()).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
  });
});

const ALL = [...RULES, ...RM_RULES, ...ALL_PACKET_RULES];

describe('all rules', () => {
  test('one under the other, with what they say', () => {
    const { code, out } = tantalum(['explain']);
    expect(code).toBe(0);
    const ids = out.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
    expect(ids).toEqual(ALL.map(({ id }) => id));
  });

  test('as JSON', () => {
    expect(JSON.parse(tantalum(['explain', '--json']).out)).toEqual(JSON.parse(JSON.stringify(ALL)));
  });
});

test.each([
  ['-2', 'INVALID_PARAMETERS'],
  ['-22', 'INVALID_PARAMETERS'],
  ['0xfffffffa', 'DENIED'],
  ['DENIED', 'DENIED'],
  ['ffa_busy', 'BUSY'],
])('the rules that are answered with %s', (asked, status) => {
  const { code, out } = tantalum(['explain', asked, '--json']);

  const rules = JSON.parse(out) as readonly object[];
  expect(code).toBe(0);
  expect(rules).toEqual(RULES.filter((rule) => rule.status === status));
  expect(rules).not.toHaveLength(0);
});

describe('a rule of the resource manager', () => {
  test('is told with its error in both worlds, is broken, and kept', () => {
    const { code, out } = tantalum(['explain', 'rm-reclaim/in-use']);
    expect(code).toBe(0);
    expect(out).toMatch(/^rm-reclaim\/in-use: MEM_INUSE \(0xb\), which Linux takes for EINVAL\n/);
    expect(out).toContain('Nobody has accepted the parcel');
    const [broken = '', kept = ''] = out.split('\nbroken\n')[1]!.split('\nkept\n');
    expect(broken).toContain('ok, refused: rm-reclaim/in-use as expected\n');
    expect(broken).toContain('-> MEM_INUSE');
    expect(kept).toContain('rm-release loan');
    expect(kept).not.toContain('MEM_INUSE');
  });

  test('is told in JSON, with its numbers and the events of both plays', () => {
    const json = JSON.parse(tantalum(['explain', 'rm-vm/state', '--json']).out) as Play;
    expect(json).toMatchObject({ id: 'rm-vm/state', error: 'VM_STATE', code: 0x14, errno: 'EBADMSG' });
    const refused = expect.objectContaining({
      kind: 'request',
      refusal: expect.objectContaining({ rule: 'rm-vm/state' }),
    });
    expect(json.broken).toEqual(expect.arrayContaining([refused]));
    expect(json.kept).not.toEqual(expect.arrayContaining([refused]));
  });
});

test('a rule about packets, to which nobody is answered', () => {
  const { code, out } = tantalum(['explain', 'rm-packet/foreign']);
  expect(code).toBe(0);
  expect(out).toMatch(/^rm-packet\/foreign: there is no answer\n/);
  const [broken = '', kept = ''] = out.split('\nbroken\n')[1]!.split('\nkept\n');
  expect(broken).toContain('a packet of hlos is thrown away: a continuation of something else');
  expect(kept).toContain('MEM_LEND acl[1], regions[14]');

  const json = JSON.parse(tantalum(['explain', 'rm-packet/foreign', '--json']).out) as Play;
  expect(json.broken).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'drop' })]));
});

test.each([[[]], [['send/held']], [['retrieve/unfinished']], [['rm-vm/state']]])(
  '%j fits into 60 columns',
  (args) => {
    const { out } = tantalum(['explain', ...args], { environment: { COLUMNS: '60' } });
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(out).not.toContain('\u001b');
  },
);

test('a rule of the sockets, with its error', () => {
  expect(tantalum(['explain', 'serve/token'])).toMatchObject({
    code: 0,
    out: `serve/token: EACCES on a device socket, without the manager's word (docs/serve.md)
must    A partition is named by the token of a connection to its socket that
        this session has open.
fix     Open the socket of the partition with this session, and keep it open.
`,
  });
  expect(tantalum(['explain', 'serve/session']).out).toContain(
    "EACCES on a device socket, without the manager's word, and the connection is closed",
  );
  expect(tantalum(['explain', 'serve']).out).toContain('serve/pages');
  expect(JSON.parse(tantalum(['explain', 'serve/pages', '--json']).out)).toEqual(SERVE_RULES.pages);
});

test('a rule about files is told without an example', () => {
  const { code, out } = tantalum(['explain', 'system/same-id']);
  expect(code).toBe(0);
  expect(out).toBe(`system/same-id: error
must    Two partitions do not ask for the same id.
why     Messages and memory are addressed by it.
fix     Give one of them another \`id\`, or leave it out and let the manager
        number partitions.
source  ffa-hafnium 5.1 id (docs/sources.md)
`);
  expect(tantalum(['explain', 'system']).out).toContain('system/same-device');
});
