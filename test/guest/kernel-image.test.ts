import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readKernelImage } from '../../src/node/guest/kernel-image.ts';
import { GuestProblem } from '../../src/node/guest/problem.ts';
import { kernelFile } from './files.ts';

const RELEASE = '7.3.4+deb13-arm64';
const IMAGE = kernelFile(RELEASE);

/** An EFI image that unpacks itself. */
function compressedEfi(compression: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(64);
  header.write('MZ', 0);
  header.write('zimg', 4);
  header.writeUInt32LE(64, 8);
  header.writeUInt32LE(payload.length, 12);
  header.write(compression, 24);
  return Buffer.concat([header, payload, Buffer.from('what stands behind it')]);
}

const changed = (at: number, text: string): Buffer => {
  const image = Buffer.from(IMAGE);
  image.write(text, at, 'latin1');
  return image;
};

describe('readKernelImage', () => {
  test.each([
    ['a plain Image', IMAGE],
    ['one packed with gzip', gzipSync(IMAGE)],
    ['one in an EFI image packed with gzip', compressedEfi('gzip', gzipSync(IMAGE))],
  ])('takes %s', (_name, bytes) => {
    const { bytes: image, release } = readKernelImage('vmlinuz', bytes);
    expect(Buffer.from(image).equals(IMAGE)).toBe(true);
    expect(release).toBe(RELEASE);
  });

  const notAnImage = 'vmlinuz is no arm64 Image: it';
  const cases: readonly (readonly [name: string, bytes: Uint8Array, message: string])[] = [
    ['nothing', Buffer.alloc(0), `${notAnImage} does not have ARMd at byte 0x38`],
    ['text', Buffer.from('hello '.repeat(99)), `${notAnImage} does not have ARMd at byte 0x38`],
    ['xz', Buffer.from('fd377a585a00', 'hex'), `${notAnImage} is compressed with xz`],
    ['zstd', Buffer.from('28b52ffd', 'hex'), `${notAnImage} is compressed with zstd`],
    ['an ELF file', Buffer.from('\x7fELF'), `${notAnImage} is an ELF file, such as vmlinux`],
    ['a package', Buffer.from('!<arch>\ndebian-binary'), `${notAnImage} is a package`],
    [
      'x86',
      Buffer.concat([Buffer.from('MZ'), Buffer.alloc(0x200), Buffer.from('HdrS')]),
      `${notAnImage} is a kernel for x86`,
    ],
    ['RISC-V', changed(0x38, 'RSC\x05'), `${notAnImage} is a kernel for RISC-V`],
    ['another EFI program', changed(0x38, 'PE\0\0'), `${notAnImage} is an EFI program`],
    ['big-endian', changed(0x18, '\x01'), 'vmlinuz is a big-endian kernel'],
    [
      'an Image of something else',
      changed(100, 'FreeBSD       '),
      'vmlinuz is an arm64 Image, but nowhere says which Linux it is',
    ],
    ['half a gzip', gzipSync(IMAGE).subarray(0, 40), 'vmlinuz cannot be unpacked: unexpected end of file'],
    [
      'an EFI image packed with zstd',
      compressedEfi('zstd', Buffer.alloc(8)),
      'vmlinuz is an EFI image compressed with zstd, of which only gzip can be unpacked',
    ],
    ['half an EFI image', compressedEfi('gzip', IMAGE).subarray(0, 20), 'vmlinuz is cut short'],
    [
      'an EFI image with nonsense',
      compressedEfi('gzip', IMAGE),
      'vmlinuz cannot be unpacked: incorrect header check',
    ],
  ];
  test.each(cases)('says what is wrong with %s', (_name, bytes, message) => {
    expect(() => readKernelImage('vmlinuz', bytes)).toThrow(expect.objectContaining({ message }));
  });

  test('takes any bytes for a kernel, or has a problem with them', () => {
    const start = fc.constantFrom('', 'MZ\0\0zimg', '\x1f\x8b', 'MZ', '\x7fELF');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (magic, rest) => {
        const bytes = Buffer.concat([Buffer.from(magic, 'latin1'), rest]);
        expect(() => readKernelImage('vmlinuz', bytes)).toThrow(GuestProblem);
      }),
    );
  });
});
