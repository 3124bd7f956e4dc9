import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TraceLines } from '../../src/core/trace/trace-lines.ts';

const HEADER = '{"format":"ffa-trace","version":1,"guest":"a phone"}';
const CALL = '{"seq":1,"in":["0x84000069"],"out":["0x84000061"]';

function second(line: string): unknown {
  const reader = new TraceLines();
  expect(reader.read(HEADER)).toEqual({ kind: 'header', about: 'a phone' });
  return reader.read(line);
}

describe('a line of a recording that is no call', () => {
  test.each([
    ['empty', '', { kind: 'passed over' }],
    ['about a step', '{"kind":"step","step":1}', { kind: 'passed over' }],
    ['cut off', CALL, { kind: 'cut' }],
  ])('%s', (_, line, read) => {
    expect(second(line)).toEqual(read);
  });
});

describe('a line with a mistake', () => {
  test.each([
    ['a list', '[]', 1, 'an object that describes a call'],
    ['no number', '{"in":["0x1"]}', 1, '"seq", the number of the call'],
    ['no registers', '{"seq":1}', 1, '"in", a list of registers in hex'],
    ['a time before the beginning', `${CALL},"t_us":-1}`, 51, '"t_us", a time in microseconds'],
    ['a processor with a name', `${CALL},"cpu":"A53"}`, 51, '"cpu", the number of a processor'],
    [
      'a refusal without a rule',
      `${CALL},"refusal":{}}`,
      51,
      '"refusal", an object with "rule" and "status"',
    ],
    [
      'a change without pages',
      `${CALL},"changes":[{"change":"claimed","party":"os","address":"0x1000"}]}`,
      51,
      '"changes", a list of objects with "change", "party", "address" and "pages"',
    ],
    ['a settlement after nothing', '{"kind":"settle","seq":1,"changes":[]}', 1, '"after", a text'],
    [
      'a fault without an address',
      '{"kind":"fault","seq":1,"fault":{}}',
      25,
      '"fault", an object with "access", "address" and "kind"',
    ],
    [
      "a fault at nobody's page",
      '{"kind":"fault","seq":1,"fault":{"access":"read","address":"0x1","kind":"translation"},"page":{}}',
      88,
      '"page", an object with "owner", and "held" where something holds it',
    ],
    [
      'a fault at a page that something holds since nobody knows when',
      '{"kind":"fault","seq":1,"fault":{"access":"read","address":"0x1","kind":"translation"},"page":{"owner":"os","held":{"kind":"lend"}}}',
      88,
      '"page", an object with "owner", and "held" where something holds it',
    ],
    [
      'a message whose number has more than 32 bits',
      '{"kind":"notice","seq":1,"id":"0x100000000","payload":""}',
      26,
      '"id", the number of a message in hex',
    ],
    [
      'a sequence number of more than 16 bits',
      '{"kind":"notice","seq":1,"id":"0x1","sequence":65536,"payload":""}',
      37,
      '"sequence", up to 65535',
    ],
    [
      'a sequence number between two',
      '{"kind":"request","seq":1,"id":"0x1","sequence":0.5,"payload":"","reply":""}',
      38,
      '"sequence", up to 65535',
    ],
  ])('%s', (_, line, column, expected) => {
    expect(second(line)).toMatchObject({ ok: false, line: 2, column, expected });
  });
});

describe('what is no trace', () => {
  const EXPECTED = 'a recording, whose first line says "format":"ffa-trace", or lines of host_ffa_call';

  test.each([
    ['a binary', '\u0000\u0001', { line: 1, column: 1, found: "'??'", expected: EXPECTED }],
    ['a call without a header', `${CALL}}`, { line: 1, column: 1, expected: EXPECTED }],
    [
      'a later version',
      '{"format":"ffa-trace","version":2}',
      { line: 1, column: 1, found: 'version 2', expected: 'version 1 of the format' },
    ],
  ])('%s', (_, line, read) => {
    expect(new TraceLines().read(line)).toMatchObject({ ok: false, ...read });
  });

  test('nothing', () => {
    expect(new TraceLines().end()).toEqual({
      ok: false,
      line: 1,
      column: 1,
      found: 'no call',
      expected: EXPECTED,
    });
  });
});

test('no line makes it throw', () => {
  const junk = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .dictionary(
        fc.constantFrom(
          'kind',
          'seq',
          'in',
          'out',
          'tx',
          'rx',
          'changes',
          'refusal',
          'fault',
          'page',
          't_us',
          'cpu',
          'next',
        ),
        fc.oneof(fc.constantFrom('call', 'fault', 'abort', 1, null), fc.jsonValue()),
      )
      .map((fields) => JSON.stringify(fields)),
  );
  fc.assert(
    fc.property(fc.constantFrom(HEADER, ''), fc.array(junk), (first, lines) => {
      const reader = new TraceLines();
      for (const line of [first, ...lines]) reader.read(line);
    }),
  );
});
