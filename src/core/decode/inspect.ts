import { type AnnotateOptions, annotate } from '../abi/annotate.ts';
import type { AnnotatedField } from '../abi/annotation.ts';
import { versionText } from '../abi/versions.ts';
import { type Broken, PLACE } from '../rules/judge.ts';
import { Policy, SPEC } from '../rules/profile.ts';
import type { Breach, Inspection } from './inspection.ts';
import type { Kind, KindName } from './kind.ts';
import { guessKind, kindNamed } from './kinds.ts';
import { Verdict } from './verdict.ts';

export interface InspectOptions extends AnnotateOptions {
  /** What the bytes are. Default: what they look like. */
  readonly call?: KindName | undefined;
  /** FF-A version of the caller. Default: what the bytes look like. */
  readonly version?: number | undefined;
  /** Who judges. Default: the consensus reading of the architecture. */
  readonly policy?: Policy | undefined;
}

/** Explains bytes field by field and judges them by every rule that bytes decide. Never throws, whatever the bytes. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Inspection {
  const { policy = new Policy(SPEC) } = options;
  const { kind, reason } = chooseKind(bytes, options);
  const { version, reasons } = chooseVersion(bytes, kind, options.version);
  const division = options.partitionInfoSize === undefined ? kind.divide?.(bytes, version) : options;
  const { fields, faults } = annotate(bytes, kind.annotation, version, division);
  const verdict = new Verdict(policy);
  const notes = kind.judge({ bytes, version, policy, verdict });
  const broken = verdict.broken
    .filter(({ place }) => place === PLACE.BYTES)
    .map((one) => breach(one, verdict.detailOf(one), policy, fields))
    .sort((a, b) => a.offset - b.offset);
  const unexplained = faults.filter((fault) => !broken.some((one) => meet(one, fault)));
  return {
    kind: kind.name,
    version,
    reasons: [reason, ...reasons],
    valid: broken.length === 0 && unexplained.length === 0,
    fields,
    broken,
    faults: unexplained,
    notes: verdict.full ? [...notes, `Judging stopped after ${broken.length} broken rules.`] : notes,
  };
}

function chooseKind(bytes: Uint8Array, { call, version }: InspectOptions): { kind: Kind; reason: string } {
  if (call !== undefined) return { kind: kindNamed(call), reason: `${call}: as given` };
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

interface Range {
  readonly offset: number;
  readonly length: number;
}

function meet(a: Range, b: Range): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function breach(
  one: Broken,
  detail: string | undefined,
  policy: Policy,
  fields: readonly AnnotatedField[],
): Breach {
  const { rule, offset, length } = one;
  const values = fields.filter((field) => meet(field, one)).map(({ path, value }) => `${path} = ${value}`);
  const shown = values.length > MOST_VALUES ? [...values.slice(0, MOST_VALUES), '...'] : values;
  const what = shown.length === 0 ? 'there are no bytes' : shown.join(', ');
  const found = detail === undefined ? what : `${what}; ${detail}`;
  return { rule, status: policy.statusOf(rule), offset, length, found };
}

/** A constituent has three fields. */
const MOST_VALUES = 3;
