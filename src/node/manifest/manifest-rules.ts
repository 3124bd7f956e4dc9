/**
 * All rules of this room, and the judgement of one manifest by those that need the whole of it.
 *
 * Rules that need several manifests, such as unique boot orders and disjoint regions, are checks of another
 * shape: they take the manifests of a system and place their findings by the nodes that every manifest keeps.
 */

import { BUFFER_RULES } from './buffer-rules.ts';
import type { Check } from './check.ts';
import { BUFFER_CHECKS } from './check-buffers.ts';
import { DEVICE_CHECKS } from './check-devices.ts';
import { EXECUTION_CHECKS } from './check-execution.ts';
import { INTERRUPT_CHECKS } from './check-interrupts.ts';
import { LIFECYCLE_CHECKS } from './check-lifecycle.ts';
import { LIVE_ACTIVATION_CHECKS } from './check-live-activation.ts';
import { REGION_ATTRIBUTE_CHECKS } from './check-region-attributes.ts';
import { REGION_PLACE_CHECKS } from './check-region-places.ts';
import { SERVICE_CHECKS } from './check-services.ts';
import { SPMC_CHECKS } from './check-spmc.ts';
import { VM_CHECKS } from './check-vms.ts';
import { DEVICE_RULES } from './device-rules.ts';
import { DTS_RULES } from './dts-rules.ts';
import { EXECUTION_RULES } from './execution-rules.ts';
import type { Findings } from './finding.ts';
import { FORM_RULES } from './form-rules.ts';
import { INTERRUPT_RULES } from './interrupt-rules.ts';
import { LIFECYCLE_RULES } from './lifecycle-rules.ts';
import { LIVE_ACTIVATION_RULES } from './live-activation-rules.ts';
import { NOTE_RULES } from './note-rules.ts';
import type { Manager, PartitionManifest } from './partition.ts';
import { RANGE_RULES } from './range-rules.ts';
import { REGION_RULES } from './region-rules.ts';
import type { FileRule } from './rule.ts';
import { SERVICE_RULES } from './service-rules.ts';
import type { SpmcManifest } from './spmc-manifest.ts';
import { SPMC_RULES } from './spmc-rules.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';
import { SYSTEM_RULES } from './system-rules.ts';
import { VALUE_RULES } from './value-rules.ts';
import { VM_RULES } from './vm-rules.ts';

const TABLES: readonly Readonly<Record<string, FileRule>>[] = [
  DTS_RULES,
  FORM_RULES,
  STRUCTURE_RULES,
  NOTE_RULES,
  VALUE_RULES,
  EXECUTION_RULES,
  INTERRUPT_RULES,
  LIFECYCLE_RULES,
  LIVE_ACTIVATION_RULES,
  SERVICE_RULES,
  REGION_RULES,
  BUFFER_RULES,
  DEVICE_RULES,
  SPMC_RULES,
  RANGE_RULES,
  VM_RULES,
  SYSTEM_RULES,
];

/** Every rule that reading manifests, one by one or together, can find broken. */
export const MANIFEST_RULES: readonly FileRule[] = TABLES.flatMap((table) => Object.values(table));

const CHECKS: readonly Check[] = [
  ...EXECUTION_CHECKS,
  ...INTERRUPT_CHECKS,
  ...LIFECYCLE_CHECKS,
  ...LIVE_ACTIVATION_CHECKS,
  ...SERVICE_CHECKS,
  ...REGION_PLACE_CHECKS,
  ...REGION_ATTRIBUTE_CHECKS,
  ...BUFFER_CHECKS,
  ...DEVICE_CHECKS,
];

/** Judges the manifest of a partition that has been read, and adds what it finds. */
export function judgeManifest(manifest: PartitionManifest, manager: Manager, findings: Findings): void {
  judge(CHECKS, manifest, manager, findings);
}

/** Judges the manifest of a manager that has been read, and adds what it finds. */
export function judgeSpmc(manifest: SpmcManifest, manager: Manager, findings: Findings): void {
  judge([...SPMC_CHECKS, ...VM_CHECKS], manifest, manager, findings);
}

function judge<Manifest>(
  checks: readonly Check<Manifest>[],
  manifest: Manifest,
  manager: Manager,
  findings: Findings,
): void {
  for (const { rule, find } of checks)
    for (const { at, found } of find(manifest, manager)) findings.add(rule, at, found);
}
