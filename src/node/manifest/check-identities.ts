import { uuidText } from '../../core/abi/uuid.ts';
import { LAST_TO_BOOT } from '../../core/board/machine.ts';
import type { DtsNode } from './dts-tree.ts';
import { hex } from './extent.ts';
import type { PartitionManifest } from './partition.ts';
import { type Misfit, misfitAt, type SystemCheck } from './system.ts';
import { SYSTEM_RULES } from './system-rules.ts';

/** Something that only one partition may have, and where its manifest says that it does. */
interface Claim {
  readonly manifest: PartitionManifest;
  readonly node: DtsNode;
  readonly property: string;
  /** What is claimed, in words: equal where it is the same. */
  readonly what: string;
}

/** What partitions are told apart by, and take turns by. */
export const IDENTITY_CHECKS: readonly SystemCheck[] = [
  {
    rule: SYSTEM_RULES.sameId,
    // A manager that has a manifest numbers partitions itself.
    find: ({ members, spmc }) =>
      spmc === undefined ? repeated(members.flatMap(({ manifest }) => idOf(manifest))) : [],
  },
  {
    rule: SYSTEM_RULES.sameUuid,
    find: ({ members }) =>
      repeated(
        members.flatMap(({ manifest }) =>
          manifest.services.map(({ uuid, node }) => ({
            manifest,
            node,
            property: 'uuid',
            what: `\`uuid\` is ${uuidText(uuid)}`,
          })),
        ),
      ),
  },
  {
    rule: SYSTEM_RULES.sameBootOrder,
    find: ({ members }) => repeated(members.flatMap(({ manifest }) => bootOrderOf(manifest))),
  },
  {
    rule: SYSTEM_RULES.sameLoadAddress,
    find: ({ members }) => repeated(members.flatMap(({ manifest }) => loadAddressOf(manifest))),
  },
  {
    rule: SYSTEM_RULES.sameInterrupt,
    find: ({ members }) =>
      repeated(
        members.flatMap(({ manifest }) =>
          manifest.deviceRegions.flatMap(({ node, interrupts }) =>
            interrupts.map(({ id }) => ({
              manifest,
              node,
              property: 'interrupts',
              what: `interrupt ${id} is listed`,
            })),
          ),
        ),
      ),
  },
];

function idOf(manifest: PartitionManifest): readonly Claim[] {
  const { node, id } = manifest;
  return id === undefined ? [] : [{ manifest, node, property: 'id', what: `\`id\` is ${id}` }];
}

function bootOrderOf(manifest: PartitionManifest): readonly Claim[] {
  const { node, bootOrder } = manifest;
  if (bootOrder === LAST_TO_BOOT) return [];
  return [{ manifest, node, property: 'boot-order', what: `\`boot-order\` is ${bootOrder}` }];
}

function loadAddressOf(manifest: PartitionManifest): readonly Claim[] {
  const { node, loadAddress } = manifest;
  if (loadAddress === undefined) return [];
  return [{ manifest, node, property: 'load-address', what: `\`load-address\` is ${hex(loadAddress)}` }];
}

/** Claims that another partition has made before. */
function repeated(claims: readonly Claim[]): readonly Misfit[] {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const { manifest, node, property, what } = claim;
    const other = first.get(what);
    if (other === undefined) first.set(what, claim);
    if (other === undefined || other.manifest === manifest) return [];
    return [misfitAt(manifest, node, property, `${what}, as in ${other.manifest.file}`)];
  });
}
