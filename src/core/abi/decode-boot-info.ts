import {
  BOOT_CONTENTS_MASK,
  BOOT_CONTENTS_VALUE,
  BOOT_FDT,
  BOOT_NAME_MASK,
  BOOT_NAME_UUID,
  BOOT_OWN_TYPE,
} from './bits.ts';
import {
  BOOT_FDT_NAME_1_0,
  type BootEntry,
  type BootInfo,
  bootEntryFaults,
  bootHeaderFaults,
  bootLayoutOf,
  bootShape,
} from './boot-info.ts';
import { cutOff, type Decoded } from './decoded.ts';
import { readField } from './fields.ts';
import { BOOT_ENTRY_1_0, BOOT_ENTRY_1_1, BOOT_ENTRY_1_1_UUID } from './layouts.ts';
import { nameText } from './name.ts';
import { readNumber, readUuid } from './structure.ts';
import { VERSION_1_0 } from './versions.ts';

/** Reads header and entries. What the entries point to may lie outside of the bytes. */
export function decodeBootInfo(bytes: Uint8Array): Decoded<BootInfo> {
  const shape = bootShape(bytes);
  if (!shape.ok) return shape;
  const { version, blobSize, base, stride, count } = shape.value;
  const cut = cutOff(bytes, 'entries', base, stride * count);
  if (cut !== undefined) return cut;
  const old = bootLayoutOf(bytes) === VERSION_1_0;
  const [wrong] = old ? [] : bootHeaderFaults(bytes);
  if (wrong !== undefined) return { ok: false, error: wrong };
  const entries: BootEntry[] = [];
  for (let index = 0; index < count; index++) {
    const at = base + index * stride;
    const [fault] = old ? [] : bootEntryFaults(bytes, at, `entries[${index}]`);
    if (fault !== undefined) return { ok: false, error: fault };
    entries.push(old ? readEntry10(bytes, at) : readEntry11(bytes, at));
  }
  return { ok: true, value: { version, blobSize, entries } };
}

function readEntry10(bytes: Uint8Array, base: number): BootEntry {
  const { name: field, contents, size } = BOOT_ENTRY_1_0.fields;
  const text = nameText(bytes.subarray(base, base + field.width));
  const [name, type] = text === BOOT_FDT_NAME_1_0 ? ['', BOOT_FDT] : [text, BOOT_OWN_TYPE];
  return {
    name,
    type,
    form: 'address',
    size: readNumber(bytes, base, size),
    contents: readField(bytes, base, contents),
  };
}

function readEntry11(bytes: Uint8Array, base: number): BootEntry {
  const { name, type, flags, size, contents } = BOOT_ENTRY_1_1.fields;
  const set = readNumber(bytes, base, flags);
  return {
    name:
      (set & BOOT_NAME_MASK) === BOOT_NAME_UUID
        ? readUuid(bytes, base, BOOT_ENTRY_1_1_UUID.fields.name)
        : nameText(bytes.subarray(base, base + name.width)),
    type: readNumber(bytes, base, type),
    form: (set & BOOT_CONTENTS_MASK) === BOOT_CONTENTS_VALUE ? 'value' : 'address',
    size: readNumber(bytes, base, size),
    contents: readField(bytes, base, contents),
  };
}
