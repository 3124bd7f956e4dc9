/** The little that has to be known of an ELF file of 64 bits, little-endian. Source: the ELF-64 object file format. */
export interface Elf {
  readonly isArm64: boolean;
  /** Whether a loader is needed to start it, which a static program does without. */
  readonly needsLoader: boolean;
  /** Names of the libraries that have to be loaded with it, its loader among them. */
  readonly needs: readonly string[];
  /** The bytes of the section of a name, one character each; empty when there is none. */
  section(name: string): string;
}

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const HEADER_BYTES = 64;
const MACHINE_ARM64 = 183;
const PROGRAM_INTERPRETER = 3;
/** Entries of the dynamic section: a tag and a value, 64 bits each. */
const DYNAMIC_BYTES = 16;
const NEEDED = 1n;

/** Reads an ELF file; undefined for what is none. */
export function readElf(bytes: Uint8Array): Elf | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < HEADER_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const segments = headersAt(file, file.readBigUInt64LE(32), file.readUInt16LE(54), file.readUInt16LE(56));
  const sections = headersAt(file, file.readBigUInt64LE(40), file.readUInt16LE(58), file.readUInt16LE(60));
  const names = sectionText(file, sections[file.readUInt16LE(62)]);
  const section = (name: string) =>
    sectionText(
      file,
      sections.find((each) => names.startsWith(`${name}\0`, each.readUInt32LE(0))),
    );
  return {
    isArm64: file.readUInt16LE(18) === MACHINE_ARM64,
    needsLoader: segments.some((segment) => segment.readUInt32LE(0) === PROGRAM_INTERPRETER),
    needs: neededIn(section),
    section,
  };
}

function neededIn(section: (name: string) => string): readonly string[] {
  const loader = baseName(textAt(section('.interp'), 0));
  const entries = Buffer.from(section('.dynamic'), 'latin1');
  const names = section('.dynstr');
  const needed: string[] = loader === '' ? [] : [loader];
  for (let at = 0; at + DYNAMIC_BYTES <= entries.length; at += DYNAMIC_BYTES)
    if (entries.readBigUInt64LE(at) === NEEDED)
      needed.push(textAt(names, Number(entries.readBigUInt64LE(at + 8))));
  return needed;
}

function textAt(text: string, at: number): string {
  return text.slice(at).split('\0', 1)[0] ?? '';
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The headers of a table, as far as they are inside the file. */
function headersAt(file: Buffer, table: bigint, size: number, count: number): readonly Buffer[] {
  const headers: Buffer[] = [];
  for (let index = 0; index < count && size > 0; index++) {
    const at = Number(table) + index * size;
    if (at + size <= file.length) headers.push(file.subarray(at, at + size));
  }
  return headers;
}

function sectionText(file: Buffer, header: Buffer | undefined): string {
  if (header === undefined || header.length < 40) return '';
  const at = Number(header.readBigUInt64LE(24));
  return file.toString('latin1', at, at + Number(header.readBigUInt64LE(32)));
}
