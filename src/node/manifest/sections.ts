import { childOf, type DtsNode } from './dts-tree.ts';
import { FORM_RULES } from './form-rules.ts';
import type { ReadContext } from './properties.ts';
import { show } from './show.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';

/** Nodes of the binding below the root, and what each must be compatible with, where the binding says so. */
export const SECTIONS = {
  services: 'arm,ffa-manifest-services',
  'rx_tx-info': 'arm,ffa-manifest-rx_tx-buffer',
  'memory-regions': 'arm,ffa-manifest-memory-regions',
  'device-regions': 'arm,ffa-manifest-device-regions',
  'boot-info': 'arm,ffa-manifest-boot-info',
  'live-state-buffer-info': undefined,
} as const;

/** Finds a section. One that does not say what it should is reported, and read nevertheless. */
export function sectionOf(context: ReadContext, name: keyof typeof SECTIONS): DtsNode | undefined {
  return compatibleChild(context, name, SECTIONS[name]);
}

/** The child of the root by that name. One that is not compatible with what it should be is reported, and read nevertheless. */
export function compatibleChild(
  context: ReadContext,
  name: string,
  expected: string | undefined,
): DtsNode | undefined {
  const node = childOf(context.root, name);
  if (node === undefined || expected === undefined) return node;
  const property = node.properties.get('compatible');
  const found = `\`compatible\` of \`${node.path}\` is`;
  if (property === undefined)
    context.findings.add(
      FORM_RULES.missing,
      node.position,
      `\`${node.path}\` has no \`compatible\`, expected "${expected}"`,
    );
  else if (!property.values.some((value) => value.kind === 'string' && value.text === expected))
    context.findings.add(
      STRUCTURE_RULES.nodeCompatible,
      property.position,
      `${found} ${show(property)}, expected "${expected}"`,
    );
  return node;
}
