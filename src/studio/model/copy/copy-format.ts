import type { KindName } from '../../../core/decode/kind.ts';

/** Bytes to be copied as something. */
export interface Copied {
  readonly bytes: Uint8Array;
  readonly kind: KindName;
  /** Absent for messages of Gunyah. */
  readonly version?: number | undefined;
  /** Id of a message of Gunyah, for bytes that do not say it themselves. */
  readonly message?: number | undefined;
}

/** One form in which bytes can be taken along. */
export interface CopyFormat {
  readonly name: string;
  /** The text; or why there is none, as a sentence. */
  write(copied: Copied): CopyText;
}

export type CopyText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

export function text(...lines: readonly string[]): CopyText {
  return { ok: true, text: `${lines.join('\n')}\n` };
}

export function none(why: string): CopyText {
  return { ok: false, why };
}
