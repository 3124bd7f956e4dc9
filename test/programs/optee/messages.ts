/**
 * Messages as the driver of Linux writes them, with every offset written out: an oracle for what the trusted OS reads.
 *
 * Source: spmc-tfa-optee 5.4.
 */

/** A parameter of 32 bytes. */
export type Parameter = Uint8Array;

export const IN = 1;
export const OUT = 2;
export const INOUT = 3;
const META = 0x100;

function parameter(words: readonly (number | bigint)[]): Parameter {
  return new Uint8Array(BigUint64Array.from(words.map(BigInt)).buffer);
}

export const none: Parameter = parameter([0, 0, 0, 0]);

/** `way` is IN, OUT or INOUT. */
export function value(way: number, a: number | bigint = 0, b: number | bigint = 0, c = 0): Parameter {
  return parameter([way, a, b, c]);
}

export interface MemoryWords {
  readonly handle: bigint;
  readonly size: number | bigint;
  readonly offset?: number;
  readonly internal?: number;
}

export function memory(way: number, { handle, size, offset = 0, internal = 0 }: MemoryWords): Parameter {
  const bytes = parameter([way + 4, 0, size, handle]);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, offset % 2 ** 32, true);
  view.setUint16(12, Math.floor(offset / 2 ** 32), true);
  view.setUint16(14, internal, true);
  return bytes;
}

/** Memory that is none. */
export const nothing = (way: number): Parameter => memory(way, { handle: 0xffff_ffff_ffff_ffffn, size: 0 });

/** The two parameters that open a session with an application, for nobody in particular. */
export function sessionWith(uuid: string): readonly Parameter[] {
  const octets = Uint8Array.from(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
  const app = parameter([META | IN, 0, 0, 0]);
  app.set(octets, 8);
  return [app, parameter([META | IN, 0, 0, 0])];
}

export interface MessageWords {
  readonly command: number;
  readonly function?: number;
  readonly session?: number;
  readonly cancelId?: number;
  readonly count?: number;
  readonly parameters?: readonly Parameter[];
}

/** A message. `count` lies about the parameters. */
export function message(words: MessageWords): Uint8Array {
  const { command, session = 0, cancelId = 0, parameters = [], count = parameters.length } = words;
  const bytes = new Uint8Array(32 + 32 * parameters.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, command, true);
  view.setUint32(4, words.function ?? 0, true);
  view.setUint32(8, session, true);
  view.setUint32(12, cancelId, true);
  view.setUint32(28, count, true);
  for (const [index, each] of parameters.entries()) bytes.set(each, 32 + 32 * index);
  return bytes;
}

/** A message as it came back. */
export class Answer {
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get session(): number {
    return this.view.getUint32(8, true);
  }

  get result(): number {
    return this.view.getUint32(20, true);
  }

  get origin(): number {
    return this.view.getUint32(24, true);
  }

  /** The values of a parameter. */
  values(index: number): readonly bigint[] {
    return [8, 16, 24].map((at) => this.view.getBigUint64(32 + 32 * index + at, true));
  }

  /** The size that a memory parameter has. */
  size(index: number): number {
    return Number(this.view.getBigUint64(32 + 32 * index + 16, true));
  }
}
