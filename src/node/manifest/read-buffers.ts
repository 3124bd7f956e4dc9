import type { DtsNode } from './dts-tree.ts';
import { FORM_RULES } from './form-rules.ts';
import { noteUnknown } from './notes.ts';
import type { BootInfo, Buffers } from './partition.ts';
import { namesOf, type PropertyTable, type ReadContext, readProperties } from './properties.ts';
import type { MemoryRegion } from './regions.ts';
import { sectionOf } from './sections.ts';

interface BufferReferences {
  readonly rx: DtsNode | undefined;
  readonly tx: DtsNode | undefined;
}

const BUFFERS: PropertyTable<BufferReferences> = {
  rx: { name: 'rx-buffer', form: 'phandle', needed: true, otherwise: undefined },
  tx: { name: 'tx-buffer', form: 'phandle', needed: true, otherwise: undefined },
};

interface LiveStateReference {
  readonly buffer: DtsNode | undefined;
}

const LIVE_STATE: PropertyTable<LiveStateReference> = {
  buffer: { name: 'live-state-buffer', form: 'phandle', needed: true, otherwise: undefined },
};

const BOOT_INFO: PropertyTable<BootInfo> = {
  ffaManifest: { name: 'ffa_manifest', form: 'flag', otherwise: false },
  hobList: { name: 'hob_list', form: 'flag', otherwise: false },
};

/** The partition's RX and TX buffers among its memory regions. */
export function readBuffers(regions: readonly MemoryRegion[], context: ReadContext): Buffers | undefined {
  const node = sectionOf(context, 'rx_tx-info');
  if (node === undefined) return undefined;
  noteUnknown(node, new Set(namesOf(BUFFERS)), context.findings);
  const references = readProperties(node, BUFFERS, context);
  const rx = regionOf(node, BUFFERS.rx.name, references.rx, regions, context);
  const tx = regionOf(node, BUFFERS.tx.name, references.tx, regions, context);
  return rx === undefined || tx === undefined ? undefined : { node, rx, tx };
}

/** The region through which an image hands its state to the one that replaces it. */
export function readLiveState(
  regions: readonly MemoryRegion[],
  context: ReadContext,
): MemoryRegion | undefined {
  const node = sectionOf(context, 'live-state-buffer-info');
  if (node === undefined) return undefined;
  noteUnknown(node, new Set(namesOf(LIVE_STATE)), context.findings);
  const { buffer } = readProperties(node, LIVE_STATE, context);
  return regionOf(node, LIVE_STATE.buffer.name, buffer, regions, context);
}

export function readBootInfo(context: ReadContext): BootInfo | undefined {
  const node = sectionOf(context, 'boot-info');
  if (node === undefined) return undefined;
  noteUnknown(node, new Set(namesOf(BOOT_INFO)), context.findings);
  return readProperties(node, BOOT_INFO, context);
}

/** The memory region that a phandle names. */
function regionOf(
  node: DtsNode,
  name: string,
  target: DtsNode | undefined,
  regions: readonly MemoryRegion[],
  { findings }: ReadContext,
): MemoryRegion | undefined {
  const region = regions.find((region) => region.node === target);
  if (target !== undefined && region === undefined)
    findings.add(
      FORM_RULES.phandle,
      node.properties.get(name)!.position,
      `\`${name}\` refers to \`${target.path}\`, expected a child of \`/memory-regions\``,
    );
  return region;
}
