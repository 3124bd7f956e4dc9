import type { AddressOf, Program } from './program.ts';

const WORD = 4;

/** A program at its place. */
export interface Assembled {
  readonly base: number;
  /** Little-endian words. */
  readonly bytes: Uint8Array;
  /** Throws for a label that the program does not have. */
  readonly addressOf: AddressOf;
}

/** Puts a program at an address, which has to suit its alignments. */
export function assemble(program: Program, base: number): Assembled {
  const { addresses, end } = place(program, base);
  const addressOf = (label: string): number => {
    const address = addresses.get(label);
    if (address === undefined) throw new TypeError(`the program has no label ${label}`);
    return address;
  };
  const bytes = new Uint8Array(end - base);
  const view = new DataView(bytes.buffer);
  let here = base;
  for (const item of program) {
    if ('encode' in item) {
      view.setUint32(here - base, item.encode(here, addressOf), true);
      here += WORD;
    } else if ('align' in item) here += padding(here, item.align);
  }
  return { base, bytes, addressOf };
}

/** The program in GNU's syntax. */
export function sourceText(program: Program): string {
  return program
    .map((item) => {
      if ('label' in item) return `${item.label}:\n`;
      return 'align' in item ? `  .balign ${item.align}, 0\n` : `  ${item.text}\n`;
    })
    .join('');
}

function place(program: Program, base: number): { addresses: ReadonlyMap<string, number>; end: number } {
  const addresses = new Map<string, number>();
  let here = base;
  for (const item of program) {
    if ('encode' in item) here += WORD;
    else if ('align' in item) here += padding(here, item.align);
    else if (addresses.has(item.label)) throw new TypeError(`two labels are called ${item.label}`);
    else addresses.set(item.label, here);
  }
  return { addresses, end: here };
}

function padding(here: number, alignment: number): number {
  return (alignment - (here % alignment)) % alignment;
}
