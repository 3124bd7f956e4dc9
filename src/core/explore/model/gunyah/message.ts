/** Messages as bytes: what their parts are, and when they are none. Source: gunyah 4, 6, 7. */

/** A list behind the first part of a message: the bytes of an entry. */
export interface Shape {
  readonly name: string;
  /** Bytes of the first part. */
  readonly head: number;
  /** Bytes at least. */
  readonly least: number;
  /** Bytes of an entry of each list that follows, by what the list is called. */
  readonly lists: Readonly<Record<string, number>>;
  /** What follows the lists is nobody's business. */
  readonly trailing?: true;
}

const ACL = 4;
const REGION = 16;
const ATTRIBUTE = 4;
const CREATE = { head: 8, least: 20, lists: { acl: ACL, regions: REGION, attributes: ATTRIBUTE } } as const;
const RETURN = { head: 8, least: 8, lists: {}, trailing: true } as const;
const VM = { head: 4, least: 4, lists: {} } as const;

/** Requests by their number. */
export const REQUESTS: Readonly<Record<number, Shape>> = {
  1358954512: { name: 'MEM_DONATE', ...CREATE },
  1358954513: { ...CREATE, name: 'MEM_ACCEPT', head: 12, least: 24 },
  1358954514: { name: 'MEM_LEND', ...CREATE },
  1358954515: { name: 'MEM_SHARE', ...CREATE },
  1358954516: { name: 'MEM_RELEASE', ...RETURN },
  1358954517: { name: 'MEM_RECLAIM', ...RETURN },
  1358954519: { name: 'MEM_NOTIFY', head: 12, least: 12, lists: { vms: 4 }, trailing: true },
  1358954520: { name: 'MEM_APPEND', head: 8, least: 12, lists: { regions: REGION } },
  1358954522: { ...CREATE, name: 'MEM_LOOKUP_SGL', least: 16 },
  1442840577: { name: 'VM_ALLOCATE', ...VM },
  1442840578: { name: 'VM_DEALLOCATE', ...VM },
  1442840580: { name: 'VM_START', ...VM },
  1442840581: { name: 'VM_STOP', head: 8, least: 8, lists: {} },
  1442840582: { name: 'VM_RESET', ...VM },
  1442840585: { name: 'VM_CONFIG_IMAGE', head: 40, least: 40, lists: {} },
  1442840587: { name: 'VM_INIT', ...VM },
  1442840626: { name: 'VM_SET_FIRMWARE_MEM', head: 24, least: 24, lists: {} },
  1442840752: { name: 'VM_HOST_IPA_RESERVE', head: 16, least: 16, lists: {}, trailing: true },
};

/** Notifications. */
export const NOTICE = {
  SHARED: 0x5110_0011,
  RELEASED: 0x5110_0012,
  ACCEPTED: 0x5110_0013,
  RECALL: 0x5110_0014,
  EXITED: 0x5610_0001,
  STATUS: 0x5610_0008,
} as const;

const MOST_ENTRIES = 512;

/** A list as it lies in a message. */
export interface List {
  /** What its second half-word says. */
  readonly second: number;
  /** Byte offset of each entry. */
  readonly entries: readonly number[];
  /** Whether there are bytes of it at all. */
  readonly present: boolean;
}

/** A payload taken apart. */
export class Message {
  readonly bytes: DataView;
  /** The rule that its form breaks. */
  readonly misfit: string | undefined;
  private readonly lists: ReadonlyMap<string, List>;

  constructor(payload: Uint8Array, shape: Shape) {
    this.bytes = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    const { lists, misfit } = divide(this.bytes, shape);
    this.lists = lists;
    this.misfit = misfit;
  }

  byte(at: number): number {
    return at < this.bytes.byteLength ? this.bytes.getUint8(at) : 0;
  }

  half(at: number): number {
    return at + 2 <= this.bytes.byteLength ? this.bytes.getUint16(at, true) : 0;
  }

  word(at: number): number {
    return at + 4 <= this.bytes.byteLength ? this.bytes.getUint32(at, true) : 0;
  }

  /** 64 bits; exact below 2^53, and far outside of all memory above. */
  wide(at: number): number {
    return this.word(at) + this.word(at + 4) * 0x1_0000_0000;
  }

  list(name: string): List {
    return this.lists.get(name) ?? ABSENT;
  }
}

const ABSENT: List = { second: 0, entries: [], present: false };

function divide(
  bytes: DataView,
  { head, least, lists, trailing }: Shape,
): { readonly lists: ReadonlyMap<string, List>; readonly misfit: string | undefined } {
  const found = new Map<string, List>();
  const length = bytes.byteLength;
  const wrong = (rule: string) => ({ lists: found, misfit: `rm-message/${rule}` });
  if (length < least) return wrong('too-short');
  let at = head;
  for (const [name, size] of Object.entries(lists)) {
    if (at === length) continue;
    if (length - at < 4) return wrong('list-head-cut');
    const count = bytes.getUint16(at, true);
    const second = bytes.getUint16(at + 2, true);
    if (count > MOST_ENTRIES) return wrong('list-too-long');
    const first = at + 4;
    if (first + count * size > length) return wrong('list-entries-cut');
    const entries = Array.from({ length: count }, (_, index) => first + index * size);
    found.set(name, { second, entries, present: true });
    at = first + count * size;
  }
  return at < length && trailing !== true ? wrong('bytes-left-over') : { lists: found, misfit: undefined };
}

/** Bytes: numbers as [value, bytes] one behind the other, little-endian. */
export function bytesOf(...fields: readonly (readonly [value: number, bytes: 1 | 2 | 4 | 8])[]): Uint8Array {
  const all = fields.flatMap(([value, bytes]) =>
    Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256),
  );
  return Uint8Array.from(all);
}
