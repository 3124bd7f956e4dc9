import { childOf, type DtsNode } from './dts-tree.ts';
import { noteUnknown } from './notes.ts';
import { namesOf, type ReadContext, readProperties } from './properties.ts';
import { compatibleChild } from './sections.ts';
import type { LoadedPartition } from './spmc-manifest.ts';
import { VM_PROPERTIES } from './vm-properties.ts';
import { VM_RULES } from './vm-rules.ts';

const NAMES: ReadonlySet<string> = new Set(namesOf(VM_PROPERTIES));
const NUMBERED = /^vm(0|[1-9]\d{0,4})$/;

/** The partitions that the manager starts: nodes `vm1`, `vm2` and so on, up to the first number that is missing. */
export function readVms(context: ReadContext): readonly LoadedPartition[] {
  const section = compatibleChild(context, 'hypervisor', 'hafnium,hafnium');
  if (section === undefined) return [];
  const { findings } = context;
  const numbered = section.children.filter(({ name }) => NUMBERED.test(name));
  noteUnknown(section, SWITCHES, findings, new Set(numbered.map(({ name }) => name)));
  const reserved = childOf(section, 'vm0');
  if (reserved !== undefined)
    findings.add(VM_RULES.reserved, reserved.position, 'found `vm0`, expected numbers from 1 on');
  const loaded: LoadedPartition[] = [];
  for (let number = 1; ; number++) {
    const node = childOf(section, `vm${number}`);
    if (node === undefined) break;
    loaded.push(readVm(node, number, context));
  }
  for (const node of numbered.filter(({ name }) => Number(name.slice(2)) > loaded.length + 1))
    findings.add(
      VM_RULES.gap,
      node.position,
      `\`${node.name}\` is not read, because there is no \`vm${loaded.length + 1}\``,
    );
  return loaded;
}

/** Properties of the section itself, which say nothing of partitions. */
const SWITCHES: ReadonlySet<string> = new Set(['ffa_tee_enabled']);

function readVm(node: DtsNode, number: number, context: ReadContext): LoadedPartition {
  noteUnknown(node, NAMES, context.findings);
  return { ...readProperties(node, VM_PROPERTIES, context), node, number };
}
