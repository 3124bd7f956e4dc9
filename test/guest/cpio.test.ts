import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArchiveEntry, writeCpio } from '../../src/node/guest/cpio.ts';
import { isInstalled, read } from '../installed.ts';

const HAS_CPIO = isInstalled('cpio', 'archives read back by GNU cpio');
const HAS_BSDTAR = isInstalled('bsdtar', 'archives read back by bsdtar');

const ONE_OF_EACH: readonly ArchiveEntry[] = [
  { kind: 'directory', path: 'bin' },
  { kind: 'file', path: 'bin/tool', bytes: new TextEncoder().encode('hello'), executable: true },
  { kind: 'link', path: 'bin/sh', target: 'tool' },
  { kind: 'directory', path: 'dev' },
  { kind: 'device', path: 'dev/console', major: 5, minor: 1 },
  { kind: 'file', path: 'note', bytes: new Uint8Array(0) },
];

describe('writeCpio', () => {
  test('one of each kind', () => {
    //            number   mode     owner    group    links    time     length   device            of        name     sum
    const expected = [
      '070701 00000001 000041ED 00000000 00000000 00000002 00000000 00000000 0000000000000000 0000000000000000 00000004 00000000',
      'bin\0\0\0',
      '070701 00000002 000081ED 00000000 00000000 00000001 00000000 00000005 0000000000000000 0000000000000000 00000009 00000000',
      'bin/tool\0\0hello\0\0\0',
      '070701 00000003 0000A1FF 00000000 00000000 00000001 00000000 00000004 0000000000000000 0000000000000000 00000007 00000000',
      'bin/sh\0\0\0\0tool',
      '070701 00000004 000041ED 00000000 00000000 00000002 00000000 00000000 0000000000000000 0000000000000000 00000004 00000000',
      'dev\0\0\0',
      '070701 00000005 00002180 00000000 00000000 00000001 00000000 00000000 0000000000000000 0000000500000001 0000000C 00000000',
      'dev/console\0\0\0',
      '070701 00000006 000081A4 00000000 00000000 00000001 00000000 00000000 0000000000000000 0000000000000000 00000005 00000000',
      'note\0\0',
      '070701 00000000 00000000 00000000 00000000 00000001 00000000 00000000 0000000000000000 0000000000000000 0000000B 00000000',
      'TRAILER!!!\0\0\0\0',
    ]
      .map((line) => (line.startsWith('0707') ? line.replaceAll(' ', '') : line))
      .join('');
    expect(Buffer.from(writeCpio(ONE_OF_EACH)).toString('latin1')).toBe(expected);
  });

  test.runIf(HAS_CPIO)('GNU cpio lists what was written', () => {
    const { status, out } = read('cpio', ['-tv', '--numeric-uid-gid', '--quiet'], writeCpio(ONE_OF_EACH));
    const lines = out.toString().trimEnd().split('\n');
    expect(status).toBe(0);
    expect(lines.map((line) => line.replace(/ +/g, ' ').replace(/ [A-Z][a-z]{2} 1 1970 /, ' | '))).toEqual([
      'drwxr-xr-x 2 0 0 0 | bin',
      '-rwxr-xr-x 1 0 0 5 | bin/tool',
      'lrwxrwxrwx 1 0 0 4 | bin/sh -> tool',
      'drwxr-xr-x 2 0 0 0 | dev',
      'crw------- 1 0 0 5, 1 | dev/console',
      '-rw-r--r-- 1 0 0 0 | note',
    ]);
  });

  const file = (path: string): ArchiveEntry => ({ kind: 'file', path, bytes: new Uint8Array(0) });
  const cases: readonly (readonly [name: string, entries: readonly ArchiveEntry[], message: string])[] = [
    ['an empty path', [file('')], '"" is no path below the root'],
    ['an absolute path', [file('/init')], '"/init" is no path below the root'],
    ['a path that leads out', [file('../init')], '"../init" is no path below the root'],
    [
      'a path that ends with a slash',
      [{ kind: 'directory', path: 'bin/' }],
      '"bin/" is no path below the root',
    ],
    ['a path with a NUL', [file('a\0b')], '"a\\u0000b" is no path below the root'],
    ['the name that ends an archive', [file('TRAILER!!!')], 'an archive cannot hold the path TRAILER!!!'],
    ['a path twice', [file('init'), file('init')], 'init is there twice'],
    ['a file before its directory', [file('bin/sh')], 'bin/sh comes before the directory bin'],
    ['a file in a file', [file('bin'), file('bin/sh')], 'bin/sh comes before the directory bin'],
  ];
  test.each(cases)('refuses %s', (_name, entries, message) => {
    expect(() => writeCpio(entries)).toThrow(new RangeError(message));
  });
});

describe('any file', () => {
  const anyFile = fc.record({
    name: fc.stringMatching(/^[a-z0-9]{1,9}$/),
    bytes: fc.uint8Array({ maxLength: 9 }),
  });
  const readers = [
    ['cpio', HAS_CPIO, ['-i', '--to-stdout', '--quiet']],
    ['bsdtar', HAS_BSDTAR, ['-xO', '-f', '-']],
  ] as const;

  for (const [program, installed, args] of readers)
    test.runIf(installed)(`comes out of ${program} as it went in`, () => {
      fc.assert(
        fc.property(fc.uniqueArray(anyFile, { selector: ({ name }) => name, maxLength: 4 }), (files) => {
          const entries = files.map(({ name, bytes }): ArchiveEntry => ({ kind: 'file', path: name, bytes }));
          const { status, out } = read(program, args, writeCpio(entries));
          expect(status).toBe(0);
          expect(out.toString('hex')).toBe(Buffer.concat(files.map(({ bytes }) => bytes)).toString('hex'));
        }),
        { numRuns: 30 },
      );
    });

  test('has a header, a name and contents that begin at whole words', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyFile, { selector: ({ name }) => name }), (files) => {
        const entries = files.map(({ name, bytes }): ArchiveEntry => ({ kind: 'file', path: name, bytes }));
        const archive = Buffer.from(writeCpio(entries));
        let at = 0;
        const field = (index: number) =>
          Number.parseInt(archive.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index), 16);
        for (const { name, bytes } of files) {
          const contents = Math.ceil((at + 110 + field(11)) / 4) * 4;
          expect(archive.toString('latin1', at + 110, at + 110 + field(11))).toBe(`${name}\0`);
          expect(archive.subarray(contents, contents + field(6))).toEqual(Buffer.from(bytes));
          at = Math.ceil((contents + field(6)) / 4) * 4;
        }
        expect(archive.length).toBe(at + 124);
      }),
    );
  });
});
