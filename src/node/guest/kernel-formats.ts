/** Files that are taken for a kernel and are none that can be jumped to, by the bytes that tell them. */
export interface OtherFormat {
  readonly name: string;
  /** Where the bytes stand. */
  readonly at: number;
  readonly bytes: readonly number[];
  readonly hint: string;
}

const UNPACK = 'Unpack it first; what comes out has to be the plain Image.';

export const OTHER_FORMATS: readonly OtherFormat[] = [
  { name: 'compressed with xz', at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], hint: UNPACK },
  { name: 'compressed with zstd', at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd], hint: UNPACK },
  { name: 'compressed with lz4', at: 0, bytes: [0x02, 0x21, 0x4c, 0x18], hint: UNPACK },
  { name: 'compressed with bzip2', at: 0, bytes: [...Buffer.from('BZh')], hint: UNPACK },
  {
    name: 'an ELF file, such as vmlinux',
    at: 0,
    bytes: [0x7f, ...Buffer.from('ELF')],
    hint: 'Take arch/arm64/boot/Image of the same build.',
  },
  {
    name: 'a package',
    at: 0,
    bytes: [...Buffer.from('!<arch>\n')],
    hint: 'Unpack it with dpkg-deb -x, and take the vmlinuz inside.',
  },
  {
    name: 'an image for U-Boot',
    at: 0,
    bytes: [0x27, 0x05, 0x19, 0x56],
    hint: 'Take the Image it was made of.',
  },
  {
    name: 'an image tree (FIT) or device tree',
    at: 0,
    bytes: [0xd0, 0x0d, 0xfe, 0xed],
    hint: 'Take the Image it was made of.',
  },
  { name: 'a kernel for x86', at: 0x202, bytes: [...Buffer.from('HdrS')], hint: 'Take one for arm64.' },
  { name: 'a kernel for RISC-V', at: 0x38, bytes: [...Buffer.from('RSC\x05')], hint: 'Take one for arm64.' },
  { name: 'a kernel for 32-bit Arm', at: 0x24, bytes: [0x18, 0x28, 0x6f, 0x01], hint: 'Take one for arm64.' },
  {
    name: 'an EFI program',
    at: 0,
    bytes: [...Buffer.from('MZ')],
    hint: 'Take the plain Image: a unified kernel or a boot loader cannot be jumped to.',
  },
];
