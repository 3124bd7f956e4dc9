/** The words of `memory-events.ts`: lists as kernels print them. */

import { type Field, type Layout, readField } from '../abi/fields.ts';
import { readNumber } from '../abi/structure.ts';
import { ACL_ENTRY, ATTRIBUTE_ENTRY, REGION } from '../gunyah/wire/layouts.ts';
import type { Received } from '../gunyah/wire/received.ts';
import { RIGHT } from '../gunyah/wire/values.ts';

const MOST_REGIONS = 4;
const NOTHING = 'N/A';
const MEMORY = ['Normal Memory', 'IO Memory'];
const TRANSFERS = ['Donate', 'Lend', 'Share'];
const LETTERS = [
  [RIGHT.READ, 'R'],
  [RIGHT.WRITE, 'W'],
  [RIGHT.EXECUTE, 'X'],
] as const;

/** Entries of a list in some bytes. */
export interface Entries {
  readonly count: number;
  /** Offset of the first. */
  readonly entries: number;
}

/** What the events of parcels tell beside lists. */
type Parcel = Readonly<Record<'type' | 'flags' | 'label' | 'handle' | 'mapVmid' | 'transfer', number>>;

/** What a parcel is, as its four events say it. */
export function parcelText(message: Received, parcel: Parcel): string {
  const { payload } = message;
  const { type, flags, label, handle, mapVmid, transfer } = parcel;
  const [acl, regions, attributes] = ['acl', 'regions', 'attributes'].map((name) => message.list(name));
  const { attribute, vmid } = ATTRIBUTE_ENTRY.fields;
  const [kinds, vmids] = [attribute, vmid].map((field) =>
    columnText(payload, attributes, ATTRIBUTE_ENTRY, field),
  );
  return [
    `mem_type = ${symbol(MEMORY, type)} flags = ${hex(flags)} label = ${label}`,
    `acl_entries = ${acl.count} acl_arr = ${accessText(payload, acl)}`,
    regionsText(payload, regions),
    `mem_attr_entries = ${attributes.count} mem_attr_attr = ${kinds} mem_attr_vmid = ${vmids}`,
    `handle = ${handle} map_vmid = ${hex(mapVmid)} trans_type = ${symbol(TRANSFERS, transfer)}`,
  ].join('\t\t');
}

/** How many regions there are, and the first four. */
export function regionsText(bytes: Uint8Array, { count, entries }: Entries): string {
  const first = { count: Math.min(count, MOST_REGIONS), entries };
  const { base, size } = REGION.fields;
  const [bases, sizes] = [base, size].map((field) => columnText(bytes, first, REGION, field));
  return `sgl_entries = ${count} sgl_ipa_base = ${bases} sgl_size = ${sizes}`;
}

/** One field of every entry: "{0x1000,0x2000}". */
export function columnText(
  bytes: Uint8Array,
  { count, entries }: Entries,
  { size }: Layout,
  field: Field,
): string {
  if (count === 0) return NOTHING;
  const texts = Array.from({ length: count }, (_, index) =>
    hex(readField(bytes, entries + index * size, field)),
  );
  return `{${texts.join(',')}}`;
}

/** "{(0x3,RWX), (0x2d,R)}". */
function accessText(payload: Uint8Array, { count, entries }: Entries): string {
  if (count === 0) return NOTHING;
  const { vmid, rights } = ACL_ENTRY.fields;
  const texts = Array.from({ length: count }, (_, index) => {
    const at = entries + index * ACL_ENTRY.size;
    const granted = readNumber(payload, at, rights);
    const letters = LETTERS.map(([right, letter]) => (granted & right ? letter : ''));
    return `(${hex(readNumber(payload, at, vmid))},${letters.join('')})`;
  });
  return `{${texts.join(', ')}}`;
}

function symbol(names: readonly string[], value: number): string {
  return names[value] ?? hex(value);
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
