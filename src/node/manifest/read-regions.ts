import { DEVICE_RULES } from './device-rules.ts';
import { type DtsNode, placeOf } from './dts-tree.ts';
import { FORM_RULES } from './form-rules.ts';
import { noteUnknown } from './notes.ts';
import { namesOf, type PropertyTable, type ReadContext, readProperties } from './properties.ts';
import {
  DEVICE_REGION,
  type DeviceInterrupt,
  type DeviceRegion,
  MAX_REGIONS,
  MEMORY_REGION,
  type MemoryRegion,
} from './regions.ts';
import type { FileRule } from './rule.ts';
import { sectionOf } from './sections.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';

interface InterruptLists {
  readonly interrupts: readonly number[];
  readonly targets: readonly number[];
}

const INTERRUPTS: PropertyTable<InterruptLists> = {
  interrupts: { name: 'interrupts', form: 'words', otherwise: [] },
  targets: { name: 'interrupts-target', form: 'words', otherwise: [] },
};

const MEMORY_NAMES: ReadonlySet<string> = new Set(namesOf(MEMORY_REGION));
const DEVICE_NAMES: ReadonlySet<string> = new Set([...namesOf(DEVICE_REGION), ...namesOf(INTERRUPTS)]);

export function readMemoryRegions(context: ReadContext): readonly MemoryRegion[] {
  return regionNodes(context, 'memory-regions', STRUCTURE_RULES.memoryRegionsEmpty).map((node) => {
    noteUnknown(node, MEMORY_NAMES, context.findings);
    return { ...readProperties(node, MEMORY_REGION, context), node };
  });
}

export function readDeviceRegions(context: ReadContext): readonly DeviceRegion[] {
  return regionNodes(context, 'device-regions', STRUCTURE_RULES.deviceRegionsEmpty).map((node) => {
    noteUnknown(node, DEVICE_NAMES, context.findings);
    return {
      ...readProperties(node, DEVICE_REGION, context),
      node,
      interrupts: readInterrupts(node, context),
    };
  });
}

/** The children of a regions node that count. */
function regionNodes(
  context: ReadContext,
  name: 'memory-regions' | 'device-regions',
  empty: FileRule,
): readonly DtsNode[] {
  const section = sectionOf(context, name);
  if (section === undefined) return [];
  noteUnknown(section, new Set(), context.findings, new Set(section.children.map((child) => child.name)));
  const { findings } = context;
  const { children } = section;
  if (children.length === 0)
    findings.add(empty, section.position, `\`${section.path}\` has no child, expected at least one region`);
  const ignored = children[MAX_REGIONS];
  if (ignored !== undefined)
    findings.add(
      STRUCTURE_RULES.regionsIgnored,
      ignored.position,
      `\`${ignored.path}\` is child ${MAX_REGIONS + 1} of ${children.length}, which is not read`,
    );
  return children.slice(0, MAX_REGIONS);
}

const TYPES = ['SGI', 'PPI', 'SPI', 'reserved'] as const;

function readInterrupts(node: DtsNode, context: ReadContext): readonly DeviceInterrupt[] {
  const { interrupts, targets } = readProperties(node, INTERRUPTS, context);
  const targetOf = readTargets(node, targets, interrupts, context);
  return entries(node, 'interrupts', interrupts, 2, context).map(([id = 0, attributes = 0]) => ({
    id,
    priority: attributes & 0xff,
    secure: (attributes & 0x100) !== 0,
    level: (attributes & 0x200) !== 0,
    type: TYPES[((attributes >>> 10) & 3) as 0 | 1 | 2 | 3],
    target: targetOf.get(id),
  }));
}

/** Interrupt ids and the MPIDRs they are routed to. */
function readTargets(
  node: DtsNode,
  targets: readonly number[],
  interrupts: readonly number[],
  context: ReadContext,
): ReadonlyMap<number, bigint> {
  const listed = new Set(interrupts.filter((_, index) => index % 2 === 0));
  const routes = new Map<number, bigint>();
  for (const [id = 0, high = 0, low = 0] of entries(node, 'interrupts-target', targets, 3, context)) {
    routes.set(id, (BigInt(high) << 32n) | BigInt(low));
    if (!listed.has(id))
      context.findings.add(
        DEVICE_RULES.unknownTarget,
        placeOf(node, 'interrupts-target'),
        `\`interrupts-target\` routes interrupt ${id}, expected one of \`interrupts\``,
      );
  }
  return routes;
}

/** A list cut into entries of some words each; what is left over at the end becomes a finding. */
function entries(
  node: DtsNode,
  name: string,
  words: readonly number[],
  width: number,
  { findings }: ReadContext,
): readonly (readonly number[])[] {
  if (words.length % width !== 0)
    findings.add(
      FORM_RULES.list,
      placeOf(node, name),
      `\`${name}\` has ${words.length} cells, expected ${width} an entry`,
    );
  const count = Math.floor(words.length / width);
  return Array.from({ length: count }, (_, index) => words.slice(index * width, (index + 1) * width));
}
