/** From a root node to the whole manifest, defaults filled in; what is wrong on the way becomes findings. */

import type { DtsNode, DtsProperty } from './dts-tree.ts';
import { EXECUTION, isUserLevel } from './execution.ts';
import type { Findings } from './finding.ts';
import { IDENTITY } from './identity.ts';
import { INTERRUPT_ACTIONS, MANAGED_EXIT } from './interrupt-actions.ts';
import { LIFECYCLE } from './lifecycle.ts';
import { NOTE_RULES } from './note-rules.ts';
import { noteUnknown } from './notes.ts';
import type { Binding, PartitionManifest } from './partition.ts';
import { namesOf, type ReadContext, readProperties } from './properties.ts';
import { readBinding } from './read-binding.ts';
import { readBootInfo, readBuffers, readLiveState } from './read-buffers.ts';
import { IMAGE_UUID, readImageUuids } from './read-image-uuid.ts';
import { readDeviceRegions, readMemoryRegions } from './read-regions.ts';
import { ROOT_SERVICES, readServices } from './read-services.ts';
import { SECTIONS } from './sections.ts';
import { POWER_CPU_OFF, SUBSCRIPTIONS } from './subscriptions.ts';

const ROOT = { ...IDENTITY, ...EXECUTION, ...INTERRUPT_ACTIONS, ...SUBSCRIPTIONS, ...LIFECYCLE };

const ROOT_NAMES: ReadonlySet<string> = new Set([...namesOf(ROOT), ...namesOf(ROOT_SERVICES), IMAGE_UUID]);
const ROOT_CHILDREN: ReadonlySet<string> = new Set(Object.keys(SECTIONS));

/**
 * Reads a manifest from its root node. With errors among the findings, the values they concern are stand-ins.
 */
export function readPartition(root: DtsNode, findings: Findings): PartitionManifest {
  const context: ReadContext = { root, findings };
  const binding = readBinding(context);
  const memoryRegions = readMemoryRegions(context);
  return {
    file: findings.file,
    node: root,
    binding,
    ...settle(readProperties(root, ROOT, context)),
    services: readServices(binding, context),
    imageUuids: readImageUuids(binding, context),
    memoryRegions,
    deviceRegions: readDeviceRegions(context),
    buffers: readBuffers(memoryRegions, context),
    bootInfo: readBootInfo(context),
    liveStateBuffer: readLiveState(memoryRegions, context),
    extras: readExtras(binding, context),
  };
}

type RootValues = Pick<PartitionManifest, keyof typeof ROOT>;

/** Applies what one property does to another. */
function settle(values: RootValues): RootValues {
  const { managedExit, nsInterruptsAction, powerManagementMessages } = values;
  const single = values.executionContextCount === 1 || isUserLevel(values.exceptionLevel);
  return {
    ...values,
    nsInterruptsAction: managedExit ? MANAGED_EXIT : nsInterruptsAction,
    powerManagementMessages: single ? 0 : powerManagementMessages & POWER_CPU_OFF,
  };
}

function readExtras(binding: Binding, { root, findings }: ReadContext): ReadonlyMap<string, DtsProperty> {
  for (const place of ofOtherBinding(binding, root))
    findings.add(
      NOTE_RULES.otherBinding,
      place.position,
      `\`${place.name}\` is not read in binding ${binding}`,
    );
  return noteUnknown(root, ROOT_NAMES, findings, ROOT_CHILDREN);
}

/** The services as the other binding has them, which this one does not look at. */
function ofOtherBinding(binding: Binding, root: DtsNode): readonly (DtsNode | DtsProperty)[] {
  if (binding === '1.0') return root.children.filter(({ name }) => name === 'services');
  return namesOf(ROOT_SERVICES).flatMap((name) => root.properties.get(name) ?? []);
}
