import type { KindName } from '../../core/decode/kind.ts';

/** How an input is to be looked at. */
export interface Choice {
  /** What the bytes are. Default: what they look like. */
  readonly call?: KindName | undefined;
  /** FF-A version of their writer. Default: the most likely. */
  readonly version?: number | undefined;
  /** Which of the pieces of bytes, counted from 0. */
  readonly piece: number;
  /** Whether long arrays are shown as a whole. */
  readonly all: boolean;
}
