import { type AnnotateOptions, annotate } from '../abi/annotate.ts';
import type { AnnotatedField } from '../abi/annotation.ts';
import { type Broken, PLACE } from '../rules/judge.ts';
import { Policy, SPEC } from '../rules/profile.ts';
import { identify, type Known } from './identify.ts';
import type { Breach, Inspection } from './inspection.ts';
import { Verdict } from './verdict.ts';

export interface InspectOptions extends AnnotateOptions, Known {
  /** Who judges. Default: the consensus reading of the architecture. */
  readonly policy?: Policy | undefined;
}

/** Explains bytes field by field and judges them by every rule that bytes decide. Never throws, whatever the bytes. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Inspection {
  const { policy = new Policy(SPEC) } = options;
  const { kind, version, reasons } = identify(bytes, options);
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
    reasons,
    valid: broken.length === 0 && unexplained.length === 0,
    fields,
    broken,
    faults: unexplained,
    notes: verdict.full ? [...notes, `Judging stopped after ${broken.length} broken rules.`] : notes,
  };
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
