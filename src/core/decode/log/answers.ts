import { functionOfId } from '../../abi/functions.ts';

/** Functions that only answer. */
const ANSWERS: ReadonlySet<string> = new Set(['FFA_ERROR', 'FFA_SUCCESS', 'FFA_MEM_RETRIEVE_RESP']);
/** Lines above an answer among which its call is looked for. */
const FAR = 16;
/** Times are told apart from processors by their fraction. */
const TIME = /\d{1,12}\.\d{3,9}/g;
const LONGEST = 64;

/** Whether a function only ever answers another. */
export function isAnswer(id: number): boolean {
  return ANSWERS.has(functionOfId(id)?.name ?? '');
}

/** A call that was read. */
export interface OpenCall {
  readonly line: number;
  /** As in FFA_MEM_SHARE. */
  readonly name: string;
}

/**
 * Finds the call that an answer belongs to. A program that prints both does so behind the same words, which often name the processor;
 * one that prints them in two ways prints them near each other.
 */
export class OpenCalls {
  readonly #byPrefix = new Map<string, OpenCall | undefined>();
  #last: OpenCall | undefined;

  called(before: string, call: OpenCall): void {
    this.#byPrefix.set(prefixOf(before), call);
    this.#last = call;
  }

  /** The call that is answered; each is answered once. */
  answered(before: string, line: number): OpenCall | undefined {
    const prefix = prefixOf(before);
    const near = this.#last !== undefined && line - this.#last.line <= FAR ? this.#last : undefined;
    const call = this.#byPrefix.has(prefix) ? this.#byPrefix.get(prefix) : near;
    if (this.#byPrefix.has(prefix)) this.#byPrefix.set(prefix, undefined);
    if (call === this.#last) this.#last = undefined;
    return call;
  }
}

function prefixOf(before: string): string {
  return before.replace(TIME, '').slice(-LONGEST);
}
