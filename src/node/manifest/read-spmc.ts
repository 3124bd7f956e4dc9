/** From a root node to the manifest of a manager, defaults filled in; what is wrong on the way becomes findings. */

import { childOf, type DtsNode } from './dts-tree.ts';
import type { Findings } from './finding.ts';
import { FORM_RULES } from './form-rules.ts';
import { noteUnknown } from './notes.ts';
import { defaultsOf, namesOf, type ReadContext, readProperties } from './properties.ts';
import { readRanges } from './read-ranges.ts';
import { readVms } from './read-vms.ts';
import { show } from './show.ts';
import { SPMC_ATTRIBUTE } from './spmc-attribute.ts';
import type { Attribute, SpmcManifest } from './spmc-manifest.ts';
import { SPMC_RULES } from './spmc-rules.ts';

const BINDING = 'arm,ffa-core-manifest-1.0';
const ATTRIBUTE_NAMES: ReadonlySet<string> = new Set(namesOf(SPMC_ATTRIBUTE));

/** Whether a root says that it is the manifest of a manager. */
export function isSpmcRoot(root: DtsNode): boolean {
  const values = root.properties.get('compatible')?.values ?? [];
  return values.some((value) => value.kind === 'string' && value.text === BINDING);
}

/** Whether a root says that it is the manifest of a manager. When it does not, that is all that is found: the rest would be noise. */
export function saysSpmc(root: DtsNode, findings: Findings): boolean {
  if (isSpmcRoot(root)) return true;
  const property = root.properties.get('compatible');
  if (property === undefined)
    findings.add(FORM_RULES.missing, root.position, `\`/\` has no \`compatible\`, expected "${BINDING}"`);
  else
    findings.add(
      SPMC_RULES.binding,
      property.position,
      `\`compatible\` is ${show(property)}, expected "${BINDING}"`,
    );
  return false;
}

/** Reads a manifest from its root node. With errors among the findings, the values they concern are stand-ins. */
export function readSpmc(root: DtsNode, findings: Findings): SpmcManifest {
  const context: ReadContext = { root, findings };
  return {
    file: findings.file,
    node: root,
    attribute: readAttribute(context),
    partitions: readVms(context),
    ranges: readRanges(context),
    cpus: countCpus(root),
  };
}

function readAttribute(context: ReadContext): Attribute {
  const { root, findings } = context;
  const node = childOf(root, 'attribute');
  if (node === undefined) {
    findings.add(SPMC_RULES.noAttribute, root.position, '`/` has no node `attribute`');
    return { ...defaultsOf(SPMC_ATTRIBUTE), node: root };
  }
  noteUnknown(node, ATTRIBUTE_NAMES, findings);
  return { ...readProperties(node, SPMC_ATTRIBUTE, context), node };
}

function countCpus(root: DtsNode): number {
  const isCpu = ({ properties }: DtsNode): boolean =>
    properties.get('device_type')?.values.some((value) => value.kind === 'string' && value.text === 'cpu') ===
    true;
  return childOf(root, 'cpus')?.children.filter(isCpu).length ?? 0;
}
