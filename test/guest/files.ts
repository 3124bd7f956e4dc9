/** Files of a guest as small as they can be: what readers look at, and nothing else. */

/** Where a part of an ELF file is told of, and what kind it is. */
const HEADER_BYTES = 64;
const ARM64 = 183;
const INTERPRETER = 3;

export interface ElfContents {
  /** 183 is arm64, 62 is x86-64. */
  readonly machine?: number;
  readonly needsLoader?: boolean;
  readonly sections?: Readonly<Record<string, string>>;
}

/** An ELF file with sections by name, and one segment. */
export function elfFile({ machine = ARM64, needsLoader = false, sections = {} }: ElfContents): Buffer {
  const names = Object.keys(sections);
  const table = `\0${names.map((name) => `${name}\0`).join('')}`;
  const bodies = [...Object.values(sections), table].map((text) => Buffer.from(text));
  const segment = Buffer.alloc(56);
  segment.writeUInt32LE(needsLoader ? INTERPRETER : 1, 0);
  const first = HEADER_BYTES + segment.length;
  const header = Buffer.alloc(HEADER_BYTES);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  header.writeUInt16LE(machine, 18);
  header.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  header.writeBigUInt64LE(BigInt(first + Buffer.concat(bodies).length), 40);
  header.writeUInt16LE(segment.length, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(bodies.length, 60);
  header.writeUInt16LE(bodies.length - 1, 62);
  let at = first;
  const headers = bodies.map((body, index) => {
    const section = Buffer.alloc(64);
    section.writeUInt32LE(table.indexOf(`\0${names[index] ?? ''}\0`) + 1, 0);
    section.writeBigUInt64LE(BigInt(at), 24);
    section.writeBigUInt64LE(BigInt(body.length), 32);
    at += body.length;
    return section;
  });
  return Buffer.concat([header, segment, ...bodies, ...headers]);
}

/** A module for a kernel, with the names of those it needs. */
export function moduleFile(release: string, ...depends: readonly string[]): Buffer {
  const modinfo = [
    'license=GPL',
    `depends=${depends.join(',')}`,
    `vermagic=${release} SMP preempt aarch64`,
    '',
  ];
  return elfFile({ sections: { '.text': 'code', '.modinfo': modinfo.join('\0') } });
}

/** A plain arm64 Image. */
export function kernelFile(release: string): Buffer {
  const image = Buffer.alloc(256);
  image.write('MZ', 0);
  image.write('ARMd', 0x38);
  image.write(`Linux version ${release} (someone@somewhere) #1`, 100);
  return image;
}

/** A static program for arm64. */
export const BUSYBOX: Buffer = elfFile({});

/** A program or library for arm64 that is loaded with others. */
export function dynamicFile(needed: readonly string[], loader?: string): Buffer {
  const strings = `\0${needed.map((name) => `${name}\0`).join('')}`;
  const entries = Buffer.alloc(16 * (needed.length + 1));
  for (const [index, name] of needed.entries()) {
    entries.writeBigUInt64LE(1n, 16 * index);
    entries.writeBigUInt64LE(BigInt(strings.indexOf(`\0${name}\0`) + 1), 16 * index + 8);
  }
  const interpreter = loader === undefined ? {} : { '.interp': `${loader}\0` };
  return elfFile({
    needsLoader: loader !== undefined,
    sections: { ...interpreter, '.dynstr': strings, '.dynamic': entries.toString('latin1') },
  });
}
