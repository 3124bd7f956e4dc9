import { describe, expect, test } from 'vitest';
import { functionId } from '../../src/core/abi/functions.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { inspectPiece } from '../../src/core/decode/inspect-piece.ts';
import { readInput } from '../../src/core/decode/read-input.ts';
import type { Piece } from '../../src/core/decode/reading.ts';
import { readText } from './support.ts';

const HEADER = '{"format":"ffa-trace","version":1}';

interface Call {
  readonly seq: number;
  readonly asked: string;
  readonly answered?: string;
  readonly words?: readonly number[];
  readonly results?: readonly number[];
  readonly tx?: string;
  readonly rx?: string;
}

function line({ seq, asked, answered, words = [], results = [], tx, rx }: Call): string {
  const registers = (first: number, rest: readonly number[]) =>
    [first, ...rest].map((word) => `0x${word.toString(16)}`);
  const out = answered === undefined ? null : registers(functionId(answered), results);
  return JSON.stringify({ seq, el: 'NS-EL1', in: registers(functionId(asked), words), out, tx, rx });
}

function recorded(...lines: string[]): string {
  return [HEADER, ...lines].join('\n');
}

function piecesOf(text: string): readonly Piece[] {
  const input = readInput(text);
  if (!input.ok) throw new Error(`${input.line}:${input.column}: ${input.found}`);
  expect(input.format).toBe('ffa-trace recording');
  return input.pieces;
}

describe('recordings', () => {
  test.each([
    ['FFA_MEM_SHARE', 'share'],
    ['FFA_MEM_LEND', 'lend'],
    ['FFA_MEM_DONATE', 'donate'],
    ['FFA_MEM_RETRIEVE_REQ', 'retrieve'],
    ['FFA_MEM_RELINQUISH', 'relinquish'],
    ['FFA_MEM_FRAG_TX', 'fragment'],
    ['FFA_MSG_SEND2', 'message'],
    ['FFA_RXTX_MAP', 'rxtx'],
  ])('%s carries a %s in TX', (asked, kind) => {
    const [piece] = piecesOf(recorded(line({ seq: 7, asked, answered: 'FFA_SUCCESS', tx: '0180' })));
    expect(piece).toMatchObject({ kind, origin: { seq: 7, buffer: 'TX' }, bytes: Uint8Array.of(1, 0x80) });
  });

  test.each([
    ['FFA_MEM_RETRIEVE_REQ', 'FFA_MEM_RETRIEVE_RESP', 'response'],
    ['FFA_MEM_FRAG_RX', 'FFA_MEM_FRAG_TX', 'fragment'],
    ['FFA_PARTITION_INFO_GET', 'FFA_SUCCESS', 'partition-info'],
    ['FFA_NOTIFICATION_GET', 'FFA_SUCCESS', 'message'],
    ['FFA_MSG_WAIT', 'FFA_RUN', 'message'],
    ['FFA_YIELD', 'FFA_SUCCESS', undefined],
  ])('%s answered by %s carries a %s in RX', (asked, answered, kind) => {
    const [piece] = piecesOf(recorded(line({ seq: 7, asked, answered, rx: '0180' })));
    expect(piece?.kind).toBe(kind);
    expect(piece?.origin?.buffer).toBe('RX');
  });

  test.each([
    ['the first part, with a header', '0x01', 'resource-info'],
    ['a later part', '0x11', 'address-map'],
  ])('FFA_NS_RES_INFO_GET carries in RX %s', (_name, request, kind) => {
    const registers = { in: ['0xc400008f', '0x8001', request], out: ['0xc4000061'] };
    const [piece] = piecesOf(recorded(JSON.stringify({ seq: 7, el: 'NS-EL1', ...registers, rx: '0180' })));
    expect(piece).toMatchObject({ kind, origin: { seq: 7, buffer: 'RX' } });
  });

  test('a call can carry a question and an answer', () => {
    const call = { asked: 'FFA_MEM_RETRIEVE_REQ', answered: 'FFA_MEM_RETRIEVE_RESP', tx: '01', rx: '02' };
    const kinds = piecesOf(recorded(line({ seq: 1, ...call }))).map(({ kind }) => kind);
    expect(kinds).toEqual(['retrieve', 'response']);
  });

  test('empty buffers and calls without buffers carry nothing', () => {
    const bare = line({ seq: 1, asked: 'FFA_ID_GET', answered: 'FFA_SUCCESS' });
    expect(piecesOf(recorded(bare, line({ seq: 2, asked: 'FFA_YIELD', tx: '', rx: '' }), ''))).toEqual([]);
  });

  test('the version is the lower one of question and answer', () => {
    const version = (asked: number, answered: number) => {
      const negotiation = JSON.stringify({
        seq: 0,
        in: [id('FFA_VERSION'), hex(asked)],
        out: [hex(answered)],
      });
      const share = JSON.stringify({ seq: 1, in: [id('FFA_MEM_SHARE')], tx: '00' });
      return piecesOf(recorded(negotiation, share))[0]?.version;
    };
    expect(version(VERSION_1_2, VERSION_1_1)).toBe(VERSION_1_1);
    expect(version(VERSION_1_1, VERSION_1_2)).toBe(VERSION_1_1);
    expect(version(VERSION_1_2, 0xffff_ffff)).toBeUndefined();
    expect(version(0x0002_0000, VERSION_1_2)).toBeUndefined();
  });

  test('each caller negotiates its own version', () => {
    const negotiation = (el: string, version: number) =>
      JSON.stringify({ seq: 0, el, in: [id('FFA_VERSION'), hex(version)], out: [hex(VERSION_1_2)] });
    const share = (el: string) => JSON.stringify({ seq: 1, el, in: [id('FFA_MEM_SHARE')], tx: '00' });
    const pieces = piecesOf(
      recorded(
        negotiation('NS-EL1', VERSION_1_1),
        negotiation('NS-EL2', VERSION_1_2),
        share('NS-EL1'),
        share('S-EL1'),
      ),
    );
    expect(pieces.map((piece) => piece.version)).toEqual([VERSION_1_1, undefined]);
  });

  test('the manager says how long a partition description is', () => {
    const [piece] = piecesOf(
      recorded(
        line({
          seq: 1,
          asked: 'FFA_PARTITION_INFO_GET',
          answered: 'FFA_SUCCESS',
          results: [0, 1, 24],
          rx: `0180010009010000${'00'.repeat(16)}`,
        }),
      ),
    );
    expect(piece?.partitionInfoSize).toBe(24);
    expect(inspectPiece(piece!).fields.at(-1)?.path).toBe('partitions[0].uuid');
  });

  test('a line that is cut is left out and named', () => {
    const whole = line({ seq: 1, asked: 'FFA_MEM_SHARE', tx: '0180' });
    const input = readInput(recorded(whole.slice(0, 30), whole, whole.slice(0, -9)));
    expect(input).toMatchObject({
      ok: true,
      pieces: [{ origin: { seq: 1 } }],
      notes: [
        `Line 2 is cut off at 'EL1","in":["' and left out.`,
        `Line 4 is cut off at 'ut":null,"tx' and left out.`,
      ],
    });
  });

  test.each([
    [
      'another version',
      '{"format":"ffa-trace","version":2}',
      '1:1: found version 2, expected version 1 of the format',
    ],
    [
      'no version',
      '{"format":"ffa-trace"}',
      '1:1: found version undefined, expected version 1 of the format',
    ],
    ['a list', recorded('[]'), "2:1: found '[]', expected an object that describes a call"],
    ['no number', recorded('{"in":["0x0"]}'), '2:1: found no "seq", expected "seq", the number of the call'],
    [
      'no registers',
      recorded('{"seq":1,"in":[]}'),
      '2:10: found \'"in":[]}\', expected "in", a list of registers in hex',
    ],
    [
      'registers that are no hex',
      recorded('{"seq":1,"in":["84000060"]}'),
      '2:10: found \'"in":["84000060"]}\', expected "in", a list of registers in hex',
    ],
    [
      'an answer of a number',
      recorded('{"seq":1,"in":["0x0"],"out":3}'),
      '2:23: found \'"out":3}\', expected "out", a list of registers in hex or null',
    ],
    [
      'half a byte in TX',
      recorded('{"seq":1,"in":["0x0"],"tx":"018"}'),
      '2:23: found \'"tx":"018"}\', expected "tx", bytes in hex',
    ],
    [
      'no bytes in RX',
      recorded('{"seq":1,"in":["0x0"],"rx":[1]}'),
      '2:23: found \'"rx":[1]}\', expected "rx", bytes in hex',
    ],
    [
      'more bytes than a descriptor has',
      recorded(`{"seq":1,"in":["0x0"],"rx":"${'00'.repeat(4 * 1024 * 1024 + 1)}"}`),
      '2:1: found more than 4194304 bytes, expected the bytes of one descriptor',
    ],
    ...['payload', 'reply', 'packet'].map((key) => [
      `more bytes than a message has, as ${key}`,
      recorded(
        JSON.stringify({
          ...{
            kind: key === 'packet' ? 'drop' : 'request',
            seq: 1,
            id: '0x1',
            payload: '',
            reply: '',
            why: '',
          },
          [key]: '00'.repeat(4 * 1024 * 1024 + 1),
        }),
      ),
      '2:1: found more than 4194304 bytes, expected the bytes of one descriptor',
    ]),
  ])('%s is a mistake', (_name, text, mistake) => {
    expect(readText(text)).toEqual({ format: 'ffa-trace recording', mistake });
  });

  test('other JSON is no recording', () => {
    expect(readText('{"format":"else","version":1}').format).toBe('plain hex');
    expect(readText('null\n{"format":"ffa-trace"}').format).toBe('plain hex');
  });
});

function id(name: string): string {
  return hex(functionId(name));
}

function hex(word: number): string {
  return `0x${word.toString(16)}`;
}

describe('messages of Gunyah in a recording', () => {
  const asked =
    '{"kind":"request","seq":4,"from":"peer","id":"0x51000015","payload":"0500000000000000","reply":"0b000000"}';
  const told = '{"kind":"notice","seq":4,"from":"peer","id":"0x51100014","payload":"0500000007000000"}';
  const dropped =
    '{"kind":"drop","seq":4,"from":"peer","packet":"21fd070012000051","why":"too many continuations"}';

  test('are pieces: what is asked and answered, what is told, what is dropped', () => {
    const pieces = piecesOf(recorded(asked, told, dropped));
    expect(
      pieces.map(({ kind, origin, message }) => [kind, origin?.function, origin?.buffer, message]),
    ).toEqual([
      ['rm-message', 'MEM_RECLAIM', 'request', 0x5100_0015],
      ['rm-reply', 'MEM_RECLAIM', 'reply', 0x5100_0015],
      ['rm-message', 'MEM_RECALL', 'notice', 0x5110_0014],
      ['rm-packet', 'packet', 'request', undefined],
    ]);
    expect(pieces.map((piece) => inspectPiece(piece).valid)).toEqual([true, true, true, false]);
  });

  test.each([
    ['no payload', asked.replace('"payload":"0500000000000000",', ''), 'found no "payload"'],
    ['no answer', asked.replace('"0b000000"', '7'), 'found'],
    ['no packet', dropped.replace('"21fd070012000051"', 'null'), 'found'],
    ['no reason', dropped.replace('"too many continuations"', '1'), 'found'],
  ])('%s is a mistake with its place', (_name, spoiled, found) => {
    const input = readInput(recorded(spoiled));
    expect(input.ok).toBe(false);
    if (!input.ok) expect(`${input.line}: found ${input.found}`).toContain(`2: ${found}`);
  });
});
