import { versionText } from '../abi/versions.ts';
import type { Inspection } from './inspection.ts';
import type { KindName } from './kind.ts';

/** An inspection as programs read it: `tantalum decode --json`. */
export interface InspectionJson {
  readonly kind: KindName;
  /** As in "1.2"; absent for messages of Gunyah. */
  readonly version?: string;
  readonly valid: boolean;
  readonly reasons: readonly string[];
  readonly fields: readonly FieldJson[];
  readonly broken: readonly BreachJson[];
  readonly faults: readonly FaultJson[];
  readonly notes: readonly string[];
}

interface FieldJson {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly value: string;
  /** The bytes in hex, in their order. */
  readonly raw: string;
}

interface BreachJson {
  /** Id of the rule. */
  readonly rule: string;
  readonly status: string;
  readonly offset: number;
  readonly length: number;
  /** What stands there and what must hold. */
  readonly message: string;
  readonly fix: string;
}

interface FaultJson {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

/** An inspection in the shape that `--json` prints. */
export function inspectionJson(inspection: Inspection): InspectionJson {
  const { kind, version, valid, reasons, fields, broken, faults, notes } = inspection;
  return {
    kind,
    ...(version !== undefined && { version: versionText(version) }),
    valid,
    reasons,
    fields: fields.map(({ path, offset, length, value, raw }) => ({ path, offset, length, value, raw })),
    broken: broken.map(({ rule, status, offset, length, found }) => ({
      rule: rule.id,
      status,
      offset,
      length,
      message: `${found}. Required: ${rule.what}`,
      fix: rule.fix,
    })),
    faults: faults.map(({ path, offset, length, detail }) => ({ path, offset, length, message: detail })),
    notes,
  };
}
