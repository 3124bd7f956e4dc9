import { IDENTITY_CHECKS } from './check-identities.ts';
import { LOADING_CHECKS } from './check-loading.ts';
import { OVERLAP_CHECKS } from './check-overlaps.ts';
import { PLACEMENT_CHECKS } from './check-placement.ts';
import type { Finding } from './finding.ts';
import type { System, SystemCheck } from './system.ts';

const CHECKS: readonly SystemCheck[] = [
  ...IDENTITY_CHECKS,
  ...LOADING_CHECKS,
  ...PLACEMENT_CHECKS,
  ...OVERLAP_CHECKS,
];

/** Judges manifests against one another: what each of them says alone has been judged before. */
export function judgeSystem(system: System): readonly Finding[] {
  return CHECKS.flatMap(({ rule, find }) =>
    find(system).map(({ file, at, found }) => ({ rule, severity: rule.severity, file, ...at, found })),
  );
}
