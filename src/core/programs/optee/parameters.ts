import { readField, writeField } from '../../abi/fields.ts';
import { type FieldValues, readNumber, writeStructure } from '../../abi/structure.ts';
import type { Program } from '../../client/port.ts';
import { NO_MEMORY } from './abi.ts';
import { MEMORY_PARAMETER, VALUE_PARAMETER } from './layouts.ts';
import { TeeError } from './results.ts';
import type { SharedBuffer, SharedMemory } from './shared-memory.ts';

/** What a parameter is, and which way it goes. */
export type Shape =
  | 'none'
  | 'value in'
  | 'value out'
  | 'value inout'
  | 'memory in'
  | 'memory out'
  | 'memory inout';

/** The attributes of parameters. 8 to 10 are memory in another transport's form. */
export const ATTRIBUTES: Readonly<Record<Shape, bigint>> = {
  none: 0n,
  'value in': 1n,
  'value out': 2n,
  'value inout': 3n,
  'memory in': 5n,
  'memory out': 6n,
  'memory inout': 7n,
};

/** Added for a parameter that is the trusted OS's, not the application's. */
export const META = 0x100n;

const SHAPES: ReadonlyMap<bigint, Shape> = new Map(
  (Object.keys(ATTRIBUTES) as Shape[]).map((shape) => [ATTRIBUTES[shape], shape]),
);

/** Three values of a call, and of its answer. */
export class ValueParameter {
  readonly shape: Shape;
  a: bigint;
  b: bigint;
  c: bigint;

  constructor(shape: Shape, { a, b, c }: { readonly a: bigint; readonly b: bigint; readonly c: bigint }) {
    this.shape = shape;
    this.a = a;
    this.b = b;
    this.c = c;
  }
}

/** Memory of a call: a part of a shared buffer, or none. */
export class MemoryParameter {
  readonly shape: Shape;
  /** Bytes that are there. */
  readonly room: number;
  /** In the answer: bytes that were written, or that would have been needed. */
  used: number;
  private readonly buffer: SharedBuffer | undefined;
  private readonly offset: number;

  constructor(
    shape: Shape,
    at?: { readonly buffer: SharedBuffer; readonly offset: number; readonly room: number },
  ) {
    this.shape = shape;
    this.room = at?.room ?? 0;
    this.used = this.room;
    this.buffer = at?.buffer;
    this.offset = at?.offset ?? 0;
  }

  *read(at = 0, length: number = this.room - at): Program<Uint8Array> {
    return this.buffer === undefined
      ? new Uint8Array(length)
      : yield* this.buffer.read(this.offset + at, length);
  }

  *write(bytes: Uint8Array, at = 0): Program {
    if (this.buffer !== undefined) yield* this.buffer.write(this.offset + at, bytes);
  }

  /** Makes it hold so many bytes in the answer. Throws a TeeError, SHORT_BUFFER, where there is less room. */
  need(bytes: number): void {
    this.used = bytes;
    if (bytes > this.room) throw new TeeError('SHORT_BUFFER');
  }

  /** It is used no more. */
  release(): void {
    this.buffer?.release();
  }
}

export type Parameter = ValueParameter | MemoryParameter | undefined;

/** Throws a TeeError where parameters are not those that a command takes. */
export function demandShapes(parameters: readonly Parameter[], takes: readonly Shape[]): void {
  const fits = parameters.every(
    (parameter, index) => (parameter?.shape ?? 'none') === (takes[index] ?? 'none'),
  );
  if (!fits || parameters.length < takes.length) throw new TeeError('BAD_PARAMETERS');
}

/** A parameter that a command takes as values. */
export function valueAt(parameters: readonly Parameter[], index: number): ValueParameter {
  const parameter = parameters[index];
  if (parameter instanceof ValueParameter) return parameter;
  throw new TypeError(`the command does not take parameter ${index} as values`);
}

/** A parameter that a command takes as memory. */
export function memoryAt(parameters: readonly Parameter[], index: number): MemoryParameter {
  const parameter = parameters[index];
  if (parameter instanceof MemoryParameter) return parameter;
  throw new TypeError(`the command does not take parameter ${index} as memory`);
}

/** What a parameter in a message is. Throws a TeeError for what is none of an application. */
function shapeAt(bytes: Uint8Array, base: number): Shape {
  const shape = SHAPES.get(readField(bytes, base, VALUE_PARAMETER.fields.attributes));
  if (shape === undefined) throw new TeeError('BAD_PARAMETERS');
  return shape;
}

/** Reads one parameter, and takes its memory into use. Throws a TeeError when it cannot be what it says. */
export function* readParameter(bytes: Uint8Array, base: number, memory: SharedMemory): Program<Parameter> {
  const shape = shapeAt(bytes, base);
  if (shape === 'none') return undefined;
  if (shape === 'value in' || shape === 'value out' || shape === 'value inout')
    return new ValueParameter(shape, readValues(bytes, base));
  const { offsetLow, offsetHigh, internalOffset, size, handle } = MEMORY_PARAMETER.fields;
  if (readField(bytes, base, handle) === NO_MEMORY) return new MemoryParameter(shape);
  const buffer = yield* memory.use(readField(bytes, base, handle), readNumber(bytes, base, internalOffset));
  const offset = readNumber(bytes, base, offsetLow) + readNumber(bytes, base, offsetHigh) * 2 ** 32;
  const room = readField(bytes, base, size);
  if (buffer.holds(offset, room)) return new MemoryParameter(shape, { buffer, offset, room: Number(room) });
  buffer.release();
  throw new TeeError('SECURITY');
}

/** The three values of a parameter. */
export function readValues(bytes: Uint8Array, base: number): Record<'a' | 'b' | 'c', bigint> {
  const { a, b, c } = VALUE_PARAMETER.fields;
  return { a: readField(bytes, base, a), b: readField(bytes, base, b), c: readField(bytes, base, c) };
}

/** Writes what a parameter is in the answer: values, or how much memory; what only goes in stays as it is. */
export function writeAnswer(bytes: Uint8Array, base: number, parameter: Parameter): void {
  if (parameter === undefined || parameter.shape === 'value in' || parameter.shape === 'memory in') return;
  if (parameter instanceof MemoryParameter) {
    writeField(bytes, base, MEMORY_PARAMETER.fields.size, BigInt(parameter.used));
    return;
  }
  const { a, b, c } = parameter;
  writeValue(bytes, base, { attributes: ATTRIBUTES[parameter.shape], a, b, c });
}

/** Writes a value parameter. */
export function writeValue(
  bytes: Uint8Array,
  base: number,
  values: FieldValues<'attributes' | 'a' | 'b' | 'c'>,
): void {
  writeStructure(bytes, base, VALUE_PARAMETER, values);
}
