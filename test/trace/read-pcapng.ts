/** A reader of pcapng, and of the packets in it, written from their descriptions and not from the code that writes them. */

export interface Capture {
  readonly comment: string | undefined;
  readonly interfaces: readonly {
    readonly linkType: number;
    readonly mostKept: number;
    readonly name: string;
  }[];
  readonly packets: readonly CapturedPacket[];
}

export interface CapturedPacket {
  readonly at: string;
  /** In nanoseconds. */
  readonly time: number;
  readonly direction: 'in' | 'out' | 'none';
  readonly comments: readonly string[];
  readonly length: number;
  readonly bytes: Buffer;
}

const DIRECTIONS = ['none', 'in', 'out'] as const;

/** Reads a file. Throws for one that is not as it must be. */
export function readPcapng(file: Buffer): Capture {
  const interfaces: Capture['interfaces'][number][] = [];
  const packets: CapturedPacket[] = [];
  let comment: string | undefined;
  for (let at = 0; at < file.length; ) {
    const [type, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    must(length % 4 === 0 && file.readUInt32LE(at + length - 4) === length, `two lengths of block ${at}`);
    const body = file.subarray(at + 8, at + length - 4);
    if (type === 0x0a0d0d0a) {
      must(at === 0 && body.readUInt32LE(0) === 0x1a2b3c4d && body.readUInt32LE(4) === 1, 'version 1.0');
      comment = optionsOf(body.subarray(16))
        .find(({ code }) => code === 1)
        ?.value.toString();
    } else if (type === 1) {
      const options = optionsOf(body.subarray(8));
      must(options.find(({ code }) => code === 9)?.value[0] === 9, 'nanoseconds');
      const name = options.find(({ code }) => code === 2)?.value.toString() ?? '';
      interfaces.push({ linkType: body.readUInt16LE(0), mostKept: body.readUInt32LE(4), name });
    } else {
      must(type === 6, `block of type ${type}`);
      packets.push(packetOf(body, interfaces));
    }
    at += length;
  }
  return { comment, interfaces, packets };
}

function packetOf(body: Buffer, interfaces: Capture['interfaces']): CapturedPacket {
  const at = interfaces[body.readUInt32LE(0)]!;
  const kept = body.readUInt32LE(12);
  must(kept <= at.mostKept, 'no more bytes than are kept');
  const options = optionsOf(body.subarray(20 + Math.ceil(kept / 4) * 4));
  return {
    at: at.name,
    time: body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8),
    direction: DIRECTIONS[options.find(({ code }) => code === 2)?.value.readUInt32LE(0) ?? 0]!,
    comments: options.filter(({ code }) => code === 1).map(({ value }) => value.toString()),
    length: body.readUInt32LE(16),
    bytes: body.subarray(20, 20 + kept),
  };
}

function optionsOf(bytes: Buffer): readonly { readonly code: number; readonly value: Buffer }[] {
  const options: { code: number; value: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [code, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (code === 0) {
      must(length === 0 && at + 4 === bytes.length, 'the end of options');
      break;
    }
    options.push({ code, value: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return options;
}

const KINDS = ['call', 'answer', 'fault', 'teardown', 'request', 'reply', 'notice', 'drop'] as const;

export interface PacketItems {
  readonly kind: (typeof KINDS)[number];
  readonly cpu: number;
  readonly function: number;
  readonly call: bigint;
  readonly items: readonly { readonly type: string; readonly value: Buffer }[];
}

const TYPES = [
  'partition',
  'registers',
  'refusal',
  'broken bytes',
  'broken register',
  'fault',
  'change',
  'buffer',
  'vm',
  'message',
  'dropped',
];

/** Reads the header and the items of a packet. */
export function readItems(bytes: Buffer): PacketItems {
  must(bytes.toString('latin1', 0, 4) === 'FFA\x01', 'the signature');
  const items: { type: string; value: Buffer }[] = [];
  for (let at = 24; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    must(at % 8 === 0 && at + 8 + length <= bytes.length, `the item at ${at}`);
    const type = TYPES[bytes.readUInt32LE(at) - 1]!;
    items.push({ type, value: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return {
    kind: KINDS[bytes.readUInt32LE(4) - 1]!,
    cpu: bytes.readUInt32LE(8),
    function: bytes.readUInt32LE(12),
    call: bytes.readBigUInt64LE(16),
    items,
  };
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not as it must be: ${what}`);
}
