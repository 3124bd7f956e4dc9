import { versionText } from '../abi/versions.ts';
import type { Kind, KindName, MessageKind, StructureKind } from './kind.ts';
import { guessKind, kindNamed } from './kinds.ts';
import type { Piece } from './reading.ts';

/** What is known of bytes beforehand. */
export interface Known {
  /** What the bytes are. Default: what they look like. */
  readonly call?: KindName | undefined;
  /** Why they are taken for that, as a clause. */
  readonly because?: string | undefined;
  /** FF-A version of the caller. Default: what the bytes look like. */
  readonly version?: number | undefined;
  /** Id of a message of Gunyah, for bytes that do not say it themselves. */
  readonly message?: number | undefined;
}

/** What bytes are taken for. */
export type Identity = {
  /** Why, as clauses: of the kind first, then of the version or the message. */
  readonly reasons: readonly string[];
} & (
  | { readonly kind: StructureKind; readonly version: number }
  | { readonly kind: MessageKind; readonly version?: undefined; readonly message: number }
);

/** What is known of a piece of an input: what is asked for, or else what its surroundings say. */
export function knownOf({ kind, because, version, message }: Piece, asked: Known): Known {
  const call = asked.call === undefined ? { call: kind, because } : { call: asked.call };
  return { ...call, version: asked.version ?? version, message: asked.message ?? message };
}

/** Finds out what bytes are and for which version they were written. Never throws, whatever the bytes. */
export function identify(bytes: Uint8Array, known: Known = {}): Identity {
  const { kind, reason } = chooseKind(bytes, known);
  if (kind.speaks === 'Gunyah') {
    const { message = 0 } = known;
    return { kind, message, reasons: [reason, kind.reason(bytes, message)] };
  }
  const { version, reasons } = chooseVersion(bytes, kind, known.version);
  return { kind, version, reasons: [reason, ...reasons] };
}

function chooseKind(
  bytes: Uint8Array,
  { call, because = 'as given', version }: Known,
): { kind: Kind; reason: string } {
  if (call !== undefined) return { kind: kindNamed(call), reason: `${call}: ${because}` };
  const { kind, reason } = guessKind(bytes, version);
  return { kind, reason: `${kind.name}: ${reason}` };
}

function chooseVersion(
  bytes: Uint8Array,
  kind: StructureKind,
  asked: number | undefined,
): { version: number; reasons: readonly string[] } {
  const { versions, reasons } = kind.guess(bytes);
  const guess = `FF-A ${versionText(versions[0])}: ${reasons.join('; ')}`;
  if (asked === undefined) return { version: versions[0], reasons: [guess] };
  const given = `FF-A ${versionText(asked)}: as given`;
  const fits = versions.includes(asked);
  return { version: asked, reasons: fits ? [given] : [given, `the bytes look like ${guess}`] };
}
