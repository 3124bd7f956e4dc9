import type { Choice, DecodeView } from '../model/decoder.ts';

/** What the page asks of its worker. The input stays until another one comes. */
export interface Question {
  readonly number: number;
  readonly input?: string | Uint8Array;
  readonly choice: Choice;
}

/** The answer to the question of the same number. */
export interface Answer {
  readonly number: number;
  readonly view: DecodeView;
}
