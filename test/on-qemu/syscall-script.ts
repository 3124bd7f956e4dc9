import { addImmediate, cmpImmediate, load } from '../../src/node/qemu/asm/arithmetic.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import { b, bIf, cbz } from '../../src/node/qemu/asm/branches.ts';
import { at, ldp, ldr, str } from '../../src/node/qemu/asm/memory.ts';
import { w, x } from '../../src/node/qemu/asm/operands.ts';
import { label, type Program } from '../../src/node/qemu/asm/program.ts';
import { svc } from '../../src/node/qemu/asm/system.ts';

/** System calls of Linux for arm64. */
export const SYSCALL = {
  ...{ ioctl: 29, openat: 56, close: 57, write: 64, readv: 65 },
  ...{ ppoll: 73, exit: 93, prctl: 167 },
} as const;

const BASE = 0x40_0000;
const CODE = BASE + 0x100;
/** What is done: a step is the number of a system call, six arguments, and room for what came of it, 64 bits each. */
const STEPS = BASE + 0x1000;
const STEP_BYTES = 64;
const RESULT_AT = 56;
/** What steps work on. */
const DATA = BASE + 0x1_0000;
const END = BASE + 0x4_0000;
const PAGE = 0x1000;

/** No system call: copies 32 bits from the address in the first argument to the one in the second. */
const COPY = 1000;
const STDOUT = 1;

/** Does the steps one by one, until there is one without a number, and ends. */
const INTERPRETER: Program = [
  ...load(x(19), STEPS),
  label('next'),
  ldp(x(8), x(0), at(x(19))),
  cbz(x(8), 'end'),
  ldp(x(1), x(2), at(x(19), 16)),
  cmpImmediate(x(8), COPY),
  bIf('eq', 'copy'),
  ldp(x(3), x(4), at(x(19), 32)),
  ldr(x(5), at(x(19), 48)),
  svc(0),
  str(x(0), at(x(19), RESULT_AT)),
  addImmediate(x(19), x(19), STEP_BYTES),
  b('next'),
  label('copy'),
  ldr(w(2), at(x(0))),
  str(w(2), at(x(1))),
  addImmediate(x(19), x(19), STEP_BYTES),
  b('next'),
  label('end'),
  ...load(x(0), 0),
  ...load(x(8), SYSCALL.exit),
  svc(0),
];

/** A static program for Linux that makes system calls one after the other, and prints its memory as they left it. */
export class SyscallScript {
  private readonly image: DataView = new DataView(new ArrayBuffer(END - BASE));
  private step = STEPS;
  private free = DATA;
  /** Bytes of memory behind what the file has. */
  private beyond = 0;

  /** Room for so many bytes, which are zero. Returns its address. */
  room(bytes: number, alignment = 8): number {
    const address = Math.ceil(this.free / alignment) * alignment;
    this.free = address + bytes;
    if (this.free > END) throw new RangeError('the program is full');
    return address;
  }

  /** Room for so many pages that are none before they are touched, and are not printed. */
  untouched(pages: number): number {
    const address = END + this.beyond;
    this.beyond += pages * PAGE;
    return address;
  }

  /** Puts bytes into memory before the program starts. */
  put(address: number, values: Uint8Array | Uint32Array): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.image.buffer).set(bytes, address - BASE);
  }

  /** Makes a system call. Returns where its result will be. */
  call(number: number, ...args: readonly number[]): number {
    const at = this.step;
    this.step += STEP_BYTES;
    this.put(at, longs(number, ...args));
    return at + RESULT_AT;
  }

  /** Makes a system call whose first argument is what is at an address by then. */
  callWith(number: number, from: number, ...args: readonly number[]): number {
    const argument = this.step + STEP_BYTES + 8;
    this.copy(from, argument);
    return this.call(number, 0, ...args);
  }

  /** Copies 32 bits from address to address. */
  copy(from: number, to: number): void {
    this.call(COPY, from, to);
  }

  /** The program as a file. It prints what `memoryOf` takes. */
  file(): Uint8Array {
    this.call(SYSCALL.write, STDOUT, STEPS, this.free - STEPS);
    const { image, free } = this;
    const bytes = new Uint8Array(image.buffer, 0, free - BASE);
    bytes.set(assemble(INTERPRETER, CODE).bytes, CODE - BASE);
    // Source: the ELF-64 object file format.
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    const [executable, arm64, headerBytes, segmentBytes] = [2, 183, 64, 56];
    image.setUint16(16, executable, true);
    image.setUint16(18, arm64, true);
    image.setUint32(20, 1, true);
    image.setBigUint64(24, BigInt(CODE), true);
    image.setBigUint64(32, BigInt(headerBytes), true);
    image.setUint16(52, headerBytes, true);
    image.setUint16(54, segmentBytes, true);
    image.setUint16(56, 1, true);
    const [loaded, readWriteExecute] = [1, 7];
    const memoryBytes = END - BASE + this.beyond;
    image.setUint32(headerBytes, loaded, true);
    image.setUint32(headerBytes + 4, readWriteExecute, true);
    [0, BASE, BASE, bytes.length, memoryBytes, PAGE].forEach((value, index) => {
      image.setBigUint64(headerBytes + 8 + 8 * index, BigInt(value), true);
    });
    return bytes.slice();
  }
}

/** Numbers of 64 bits one after the other. */
export function longs(...values: readonly number[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(values, (value) => BigInt.asUintN(64, BigInt(value))).buffer);
}

/** The memory of a script as it was printed. */
export class ScriptMemory {
  private readonly view: DataView;

  constructor(printed: Uint8Array) {
    this.view = new DataView(printed.buffer, printed.byteOffset, printed.length);
  }

  word(address: number): number {
    return this.view.getUint32(address - STEPS, true);
  }

  long(address: number): bigint {
    return this.view.getBigUint64(address - STEPS, true);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + address - STEPS, length);
  }
}
