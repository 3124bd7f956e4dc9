import type { UuidWords } from '../../core/abi/uuid.ts';
import { type DtsNode, placeOf } from './dts-tree.ts';
import { FORM_RULES } from './form-rules.ts';
import { uuidsOf } from './forms.ts';
import { noteUnknown } from './notes.ts';
import type { Binding, Service } from './partition.ts';
import { namesOf, type PropertyTable, type ReadContext, readProperties } from './properties.ts';
import { sectionOf } from './sections.ts';
import { SERVICE_RULES } from './service-rules.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';

/** Binding 1.0: two lists at the root. */
interface RootServices {
  readonly uuids: readonly number[] | undefined;
  readonly messagingMethods: readonly number[] | undefined;
}

export const ROOT_SERVICES: PropertyTable<RootServices> = {
  uuids: { name: 'uuid', form: 'words', needed: true, otherwise: undefined },
  messagingMethods: { name: 'messaging-method', form: 'words', needed: true, otherwise: undefined },
};

/** Binding 1.1: a child of `services` for each. */
interface ServiceNode {
  readonly uuid: UuidWords | undefined;
  readonly messagingMethod: number | undefined;
}

const SERVICE_NODE: PropertyTable<ServiceNode> = {
  uuid: { name: 'uuid', form: 'uuid', needed: true, otherwise: undefined },
  messagingMethod: { name: 'messaging-method', form: 'u32', needed: true, otherwise: undefined },
};

const SERVICE_NAMES: ReadonlySet<string> = new Set(namesOf(SERVICE_NODE));

/** The services of a manifest; those that cannot be read whole are left out. */
export function readServices(binding: Binding, context: ReadContext): readonly Service[] {
  return binding === '1.0' ? fromRoot(context) : fromNodes(context);
}

function fromRoot(context: ReadContext): readonly Service[] {
  const { root, findings } = context;
  const { uuids: words, messagingMethods: methods } = readProperties(root, ROOT_SERVICES, context);
  const uuids = uuidsFrom(root, 'uuid', words, context);
  if (words === undefined || methods === undefined) return [];
  if (areWhole(words) && methods.length !== 1 && methods.length !== uuids.length)
    findings.add(
      SERVICE_RULES.methodCount,
      placeOf(root, 'messaging-method'),
      `\`messaging-method\` has ${methods.length} values for ${uuids.length} UUIDs`,
    );
  const [shared] = methods;
  if (shared === undefined) return [];
  return uuids.map((uuid, index) => ({ uuid, messagingMethod: methods[index] ?? shared, node: root }));
}

function fromNodes(context: ReadContext): readonly Service[] {
  const { root, findings } = context;
  const section = sectionOf(context, 'services');
  if (section === undefined || section.children.length === 0) {
    const node = section ?? root;
    findings.add(
      STRUCTURE_RULES.noServices,
      node.position,
      `\`${node.path}\` has no ${section === undefined ? 'node `services`' : 'child'}, expected a service`,
    );
    return [];
  }
  noteUnknown(section, new Set(), findings, new Set(section.children.map(({ name }) => name)));
  return section.children.flatMap((node) => serviceOf(node, context));
}

function serviceOf(node: DtsNode, context: ReadContext): readonly Service[] {
  noteUnknown(node, SERVICE_NAMES, context.findings);
  const { uuid, messagingMethod } = readProperties(node, SERVICE_NODE, context);
  return uuid === undefined || messagingMethod === undefined ? [] : [{ uuid, messagingMethod, node }];
}

/** UUIDs of a list of cells that has been read from a property; none when that failed. */
export function uuidsFrom(
  node: DtsNode,
  name: string,
  words: readonly number[] | undefined,
  { findings }: ReadContext,
): readonly UuidWords[] {
  if (words === undefined) return [];
  if (!areWhole(words))
    findings.add(
      FORM_RULES.uuidCells,
      placeOf(node, name),
      `\`${name}\` has ${words.length} cells, expected four for each UUID`,
    );
  return uuidsOf(words);
}

function areWhole(words: readonly number[]): boolean {
  return words.length > 0 && words.length % 4 === 0;
}
