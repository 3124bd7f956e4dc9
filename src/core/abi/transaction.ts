/**
 * A memory transaction as plain objects: what a descriptor says, whatever layout it is written in.
 *
 * For the edges: clients, tools, tests. The manager judges bytes where they lie.
 *
 * Source: ffa-hafnium 2.1 to 2.6.
 */

/** A run of memory. */
export interface Constituent {
  /** First byte. At most 2^53 - 1, so every 52-bit address is exact; aligned to 4 KiB to be legal. */
  readonly address: number;
  /** Length in pages of 4 KiB, 32 bits. */
  readonly pages: number;
}

/** The memory of a transaction. */
export interface Composite {
  /** In the order of the descriptor, which is the order in which a borrower maps them. */
  readonly constituents: readonly Constituent[];
  /** The sum that the descriptor states, in pages of 4 KiB. Left out, an encoder writes the true sum. */
  readonly totalPages?: number;
}

/** An endpoint that may retrieve, or that a retrieve request is for. */
export interface Receiver {
  /** Endpoint id, 16 bits. */
  readonly endpoint: number;
  /** Data and instruction access, `DATA_*` and `INSTRUCTION_*` of bits.ts. */
  readonly permissions: number;
  /** Carried to the receiver, `NON_RETRIEVAL_BORROWER` of bits.ts. */
  readonly flags: number;
  /** Implementation-defined words, 64 bits each. Zero where access descriptors have 16 bytes. */
  readonly impdef: readonly [bigint, bigint];
}

/** A receiver as a caller names it: what is left out is zero. */
export interface ReceiverOptions {
  readonly endpoint: number;
  readonly permissions: number;
  readonly flags?: number;
  readonly impdef?: readonly [bigint, bigint];
}

/** A receiver with nothing left out. */
export function receiverOf({
  endpoint,
  permissions,
  flags = 0,
  impdef = [0n, 0n],
}: ReceiverOptions): Receiver {
  return { endpoint, permissions, flags, impdef };
}

export interface MemoryTransaction {
  /** Endpoint id of the owner or lender, 16 bits. */
  readonly sender: number;
  /** Type, cacheability, shareability; 16 bits, 8 in FF-A 1.0. */
  readonly attributes: number;
  /** `FLAG_*` of bits.ts, 32 bits. */
  readonly flags: number;
  /** 64 bits. Zero in a send. */
  readonly handle: bigint;
  /** 64 bits. */
  readonly tag: bigint;
  /** None only in a hypervisor's retrieve request. */
  readonly receivers: readonly Receiver[];
  /** Left out in a retrieve request: its access descriptors name composite offset 0. */
  readonly composite?: Composite;
}

/** Where the parts of a descriptor lie. Offsets and sizes are bytes from its start. */
export interface TransactionLayout {
  /** From one access descriptor to the next. */
  readonly accessSize: number;
  /** The first access descriptor. */
  readonly accessOffset: number;
  /** The composite, or 0 when there is none. */
  readonly compositeOffset: number;
  /** How many constituents the composite announces. A first fragment may hold fewer. */
  readonly constituentCount: number;
}
