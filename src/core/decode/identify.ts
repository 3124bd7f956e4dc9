import { versionText } from '../abi/versions.ts';
import type { Kind, KindName } from './kind.ts';
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
}

/** What bytes are taken for. */
export interface Identity {
  readonly kind: Kind;
  readonly version: number;
  /** Why, as clauses: of the kind first, then of the version. */
  readonly reasons: readonly string[];
}

/** What is known of a piece of an input: what is asked for, or else what its surroundings say. */
export function knownOf({ kind, because, version }: Piece, asked: Known): Known {
  const call = asked.call === undefined ? { call: kind, because } : { call: asked.call };
  return { ...call, version: asked.version ?? version };
}

/** Finds out what bytes are and for which version they were written. Never throws, whatever the bytes. */
export function identify(bytes: Uint8Array, known: Known = {}): Identity {
  const { kind, reason } = chooseKind(bytes, known);
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
  kind: Kind,
  asked: number | undefined,
): { version: number; reasons: readonly string[] } {
  const { versions, reasons } = kind.guess(bytes);
  const guess = `FF-A ${versionText(versions[0])}: ${reasons.join('; ')}`;
  if (asked === undefined) return { version: versions[0], reasons: [guess] };
  const given = `FF-A ${versionText(asked)}: as given`;
  const fits = versions.includes(asked);
  return { version: asked, reasons: fits ? [given] : [given, `the bytes look like ${guess}`] };
}
