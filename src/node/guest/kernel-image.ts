/**
 * Kernels as files. What can be jumped to is the plain arm64 Image; gzip is unpacked, as it is or inside an EFI image
 * that unpacks itself. Source: `Booting AArch64 Linux`, and the header of compressed EFI images, of the kernel.
 */

import { gunzipSync } from 'node:zlib';
import { OTHER_FORMATS, type OtherFormat } from './kernel-formats.ts';
import { GuestProblem } from './problem.ts';

export interface KernelImage {
  /** A plain arm64 Image, to be copied to a multiple of 2 MiB. */
  readonly bytes: Uint8Array;
  /** What the kernel calls itself: `7.3.4+deb13-arm64`. */
  readonly release: string;
}

const IMAGE_MAGIC = { at: 0x38, bytes: [...Buffer.from('ARMd')] };
/** Bit 0 of the flags of an Image says that it is big-endian. */
const FLAGS_AT = 0x18;
const GZIP_MAGIC = { at: 0, bytes: [0x1f, 0x8b] };
const COMPRESSED_EFI_MAGIC = { at: 4, bytes: [...Buffer.from('zimg')] };
const PAYLOAD_OFFSET_AT = 8;
const PAYLOAD_SIZE_AT = 12;
const COMPRESSION_AT = 24;
const HEADER_BYTES = 64;
/** No kernel is larger; what unpacks to more is none. */
const MOST_BYTES = 512 * 1024 * 1024;
/** How every kernel begins to introduce itself. */
const BANNER = 'Linux version ';

/** Reads a kernel, whose file is called `name` in messages. Throws a GuestProblem that says what it is instead. */
export function readKernelImage(name: string, bytes: Uint8Array): KernelImage {
  if (has(bytes, IMAGE_MAGIC)) {
    if (((bytes[FLAGS_AT] ?? 0) & 1) !== 0)
      throw new GuestProblem(`${name} is a big-endian kernel`, 'Take a little-endian one.');
    return { bytes, release: releaseOf(name, bytes) };
  }
  if (has(bytes, GZIP_MAGIC)) return readKernelImage(name, unpacked(name, bytes));
  if (has(bytes, COMPRESSED_EFI_MAGIC)) return readKernelImage(name, unpacked(name, payloadOf(name, bytes)));
  const other = OTHER_FORMATS.find((format) => has(bytes, format));
  throw new GuestProblem(
    `${name} is no arm64 Image: it ${other === undefined ? 'does not have ARMd at byte 0x38' : `is ${other.name}`}`,
    other?.hint ?? 'Take arch/arm64/boot/Image of a build, or the vmlinuz of an arm64 distribution.',
  );
}

function has(bytes: Uint8Array, { at, bytes: magic }: Pick<OtherFormat, 'at' | 'bytes'>): boolean {
  return magic.every((byte, index) => bytes[at + index] === byte);
}

function unpacked(name: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new GuestProblem(`${name} cannot be unpacked: ${(error as Error).message}`, 'Get the file again.');
  }
}

/** What an EFI image that unpacks itself has inside. */
function payloadOf(name: string, bytes: Uint8Array): Uint8Array {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.length < HEADER_BYTES) throw new GuestProblem(`${name} is cut short`, 'Get the file again.');
  const compression = header.toString('latin1', COMPRESSION_AT, header.indexOf(0, COMPRESSION_AT));
  if (compression !== 'gzip')
    throw new GuestProblem(
      `${name} is an EFI image compressed with ${compression}, of which only gzip can be unpacked`,
      'Take the plain Image of the same build.',
    );
  const offset = header.readUInt32LE(PAYLOAD_OFFSET_AT);
  return bytes.subarray(offset, offset + header.readUInt32LE(PAYLOAD_SIZE_AT));
}

function releaseOf(name: string, bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = text.indexOf(BANNER) + BANNER.length;
  const [release] = /^\d[\w.+~-]*/.exec(text.toString('latin1', at, at + 64)) ?? [];
  if (at < BANNER.length || release === undefined)
    throw new GuestProblem(
      `${name} is an arm64 Image, but nowhere says which Linux it is`,
      'Take a kernel of Linux that is not compressed inside.',
    );
  return release;
}
