import { type AnnotateOptions, annotate } from '../abi/annotate.ts';
import { PLACE } from '../rules/judge.ts';
import { Policy, SPEC } from '../rules/profile.ts';
import { breachOf, meet } from './breach.ts';
import type { Examined } from './gunyah/examine.ts';
import { identify, type Known } from './identify.ts';
import type { Inspection } from './inspection.ts';
import type { KindName, StructureKind } from './kind.ts';
import { Verdict } from './verdict.ts';

export interface InspectOptions extends AnnotateOptions, Known {
  /** Who judges. Default: the consensus reading of the architecture. */
  readonly policy?: Policy | undefined;
}

/** Explains bytes field by field and judges them by every rule that bytes decide. Never throws, whatever the bytes. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Inspection {
  const identity = identify(bytes, options);
  const { reasons } = identity;
  if (identity.version === undefined)
    return conclude(identity.kind.name, reasons, identity.kind.examine(bytes, identity.message));
  const { kind, version } = identity;
  return { ...conclude(kind.name, reasons, examine(bytes, kind, version, options)), version };
}

function conclude(
  kind: KindName,
  reasons: readonly string[],
  { fields, broken, faults, notes }: Examined,
): Inspection {
  const unexplained = faults.filter((fault) => !broken.some((one) => meet(one, fault)));
  return {
    kind,
    reasons,
    valid: broken.length === 0 && unexplained.length === 0,
    fields,
    broken: broken.toSorted((a, b) => a.offset - b.offset),
    faults: unexplained,
    notes,
  };
}

function examine(bytes: Uint8Array, kind: StructureKind, version: number, options: InspectOptions): Examined {
  const { policy = new Policy(SPEC) } = options;
  const division = options.partitionInfoSize === undefined ? kind.divide?.(bytes, version) : options;
  const { fields, faults } = annotate(bytes, kind.annotation, version, division);
  const verdict = new Verdict((rule) => policy.enforces(rule));
  const notes = kind.judge({ bytes, version, policy, verdict });
  const broken = verdict.broken
    .filter(({ place }) => place === PLACE.BYTES)
    .map((one) => breachOf(one.rule, policy.statusOf(one.rule), one, fields, verdict.detailOf(one)));
  return {
    fields,
    broken,
    faults,
    notes: verdict.full ? [...notes, `Judging stopped after ${broken.length} broken rules.`] : notes,
  };
}
