import { BOOT_CONTENTS_VALUE, BOOT_FDT, BOOT_NAME_TEXT, BOOT_NAME_UUID, BOOT_OWN_TYPE } from './bits.ts';
import {
  BOOT_FDT_NAME_1_0,
  BOOT_MAGIC_1_0,
  BOOT_SIGNATURE,
  BOOT_VALUE_BYTES,
  type BootEntry,
  type BootInfo,
} from './boot-info.ts';
import {
  BOOT_ENTRY_1_0,
  BOOT_ENTRY_1_1,
  BOOT_ENTRY_1_1_UUID,
  BOOT_HEADER_1_0,
  BOOT_HEADER_1_1,
} from './layouts.ts';
import { nameValue } from './name.ts';
import { uuidValue, writeStructure } from './structure.ts';
import { VERSION_1_0 } from './versions.ts';

/** Bytes of header and entries in a version's layout. */
export function bootHeadSize(entries: number, version: number): number {
  const [header, entry] =
    version === VERSION_1_0 ? [BOOT_HEADER_1_0, BOOT_ENTRY_1_0] : [BOOT_HEADER_1_1, BOOT_ENTRY_1_1];
  return header.size + entries * entry.size;
}

/**
 * The bytes of header and entries in the layout of `info.version`. Throws a TypeError or RangeError that names the field for a value that
 * does not fit, or that the version has no way to say.
 */
export function encodeBootInfo({ version, blobSize, entries }: BootInfo): Uint8Array {
  const bytes = new Uint8Array(bootHeadSize(entries.length, version));
  const count = entries.length;
  if (version === VERSION_1_0) {
    const { magic } = BOOT_HEADER_1_0.fields;
    writeStructure(bytes, 0, BOOT_HEADER_1_0, {
      magic: nameValue(BOOT_MAGIC_1_0, magic.width, 'magic'),
      count,
    });
  } else {
    const [entrySize, entryOffset] = [BOOT_ENTRY_1_1.size, BOOT_HEADER_1_1.size];
    const values = { signature: BOOT_SIGNATURE, version, blobSize, entrySize, count, entryOffset };
    writeStructure(bytes, 0, BOOT_HEADER_1_1, values);
  }
  const write = version === VERSION_1_0 ? writeEntry10 : writeEntry11;
  entries.forEach((entry, index) => {
    write(bytes, bootHeadSize(index, version), entry, `entries[${index}].`);
  });
  return bytes;
}

function writeEntry10(bytes: Uint8Array, base: number, entry: BootEntry, path: string): void {
  const { form, size, contents } = entry;
  if (form === 'value') throw new RangeError(`${path}form: FF-A 1.0 has addresses only`);
  const name = nameValue(nameOf10(entry, path), BOOT_ENTRY_1_0.fields.name.width, `${path}name`);
  writeStructure(bytes, base, BOOT_ENTRY_1_0, { name, contents, size }, path);
}

/** In FF-A 1.0 a name is all that tells what an entry is. */
function nameOf10({ name, type }: BootEntry, path: string): string {
  if (typeof name !== 'string') throw new RangeError(`${path}name: FF-A 1.0 has no UUIDs for names`);
  if (type === BOOT_FDT && (name === '' || name === BOOT_FDT_NAME_1_0)) return BOOT_FDT_NAME_1_0;
  if (type < BOOT_OWN_TYPE || name === '')
    throw new RangeError(`${path}type: FF-A 1.0 has device trees, and what has a name of its own`);
  return name;
}

function writeEntry11(bytes: Uint8Array, base: number, entry: BootEntry, path: string): void {
  const { type, form, size, contents } = entry;
  if (form === 'value' && size > BOOT_VALUE_BYTES)
    throw new RangeError(`${path}size: a value has at most ${BOOT_VALUE_BYTES} bytes, not ${size}`);
  const { name, layout, flags } = nameOf11(entry, path);
  const values = { name, type, flags: flags | (form === 'value' ? BOOT_CONTENTS_VALUE : 0), size, contents };
  writeStructure(bytes, base, layout, values, path);
}

function nameOf11({ name }: BootEntry, path: string) {
  const { width } = BOOT_ENTRY_1_1.fields.name;
  return typeof name === 'string'
    ? { name: nameValue(name, width, `${path}name`), layout: BOOT_ENTRY_1_1, flags: BOOT_NAME_TEXT }
    : { name: uuidValue(name, `${path}name`), layout: BOOT_ENTRY_1_1_UUID, flags: BOOT_NAME_UUID };
}
