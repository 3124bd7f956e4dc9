import { versionText } from '../../core/abi/versions.ts';
import { packHalves } from '../../core/abi/words.ts';
import { isUserLevel } from './execution.ts';
import { hex } from './extent.ts';
import type { PartitionManifest } from './partition.ts';
import { idOf, type LoadedPartition, type SpmcManifest } from './spmc-manifest.ts';
import { type Misfit, misfitAt, type System, type SystemCheck } from './system.ts';
import { SYSTEM_RULES } from './system-rules.ts';

/** Ids in manifests count partitions, or have the bit of the secure world besides. */
const NUMBER = 0x7fff;

/** What a partition and its manager say of the same thing. */
export const LOADING_CHECKS: readonly SystemCheck[] = [
  {
    rule: SYSTEM_RULES.notLoaded,
    find: ({ members, spmc }) =>
      members.flatMap(({ manifest, loaded }) =>
        spmc === undefined || loaded !== undefined
          ? []
          : [
              misfitAt(
                manifest,
                manifest.node,
                'load-address',
                `no partition of ${spmc.file} has this load address or name`,
              ),
            ],
      ),
  },
  {
    rule: SYSTEM_RULES.noManifest,
    find: ({ members, spmc }) => {
      if (spmc === undefined) return [];
      const known = new Set(members.map(({ loaded }) => loaded));
      return spmc.partitions
        .filter((partition) => !known.has(partition))
        .map(({ node, name }) =>
          misfitAt(spmc, node, 'debug_name', `no manifest is that of \`${node.name}\` (${name})`),
        );
    },
  },
  {
    rule: SYSTEM_RULES.otherLoadAddress,
    find: pairwise(({ manifest, loaded }) => {
      const { node, loadAddress } = manifest;
      if (loadAddress === undefined || loadAddress === loaded.loadAddress) return [];
      const found = `\`load-address\` is ${hex(loadAddress)}, read as ${hex(loaded.loadAddress)} of \`${loaded.node.name}\``;
      return [misfitAt(manifest, node, 'load-address', found)];
    }),
  },
  {
    rule: SYSTEM_RULES.otherId,
    find: pairwise(({ manifest, loaded }) => {
      const { node, id } = manifest;
      if (id === undefined || (id & NUMBER) === loaded.number) return [];
      const found = `\`id\` is ${id}, but \`${loaded.node.name}\` gets 0x${idOf(loaded).toString(16)}`;
      return [misfitAt(manifest, node, 'id', found)];
    }),
  },
  {
    rule: SYSTEM_RULES.contextCount,
    find: pairwise(({ manifest, loaded }) => {
      const { node, executionContextCount } = manifest;
      if (executionContextCount === loaded.contexts) return [];
      const found = `\`execution-ctx-count\` is ${executionContextCount}, but \`vcpu_count\` of \`${loaded.node.name}\` is ${loaded.contexts}`;
      return [misfitAt(manifest, node, 'execution-ctx-count', found)];
    }),
  },
  {
    rule: SYSTEM_RULES.pinnedContexts,
    find: pairwise(({ manifest, spmc }) => {
      const { node, executionContextCount: count, exceptionLevel } = manifest;
      if (spmc.cpus === 0 || count === 1 || count === spmc.cpus || isUserLevel(exceptionLevel)) return [];
      const found = `\`execution-ctx-count\` is ${count}, expected 1 or ${spmc.cpus}, as there are processors`;
      return [misfitAt(manifest, node, 'execution-ctx-count', found)];
    }),
  },
  {
    rule: SYSTEM_RULES.newerThanManager,
    find: pairwise(({ manifest, spmc }) => {
      const { node, ffaVersion } = manifest;
      const { majorVersion, minorVersion } = spmc.attribute;
      const offered = packHalves(majorVersion, minorVersion);
      if (ffaVersion <= offered) return [];
      const found = `\`ffa-version\` is ${versionText(ffaVersion)}, and the manager says ${versionText(offered)}`;
      return [misfitAt(manifest, node, 'ffa-version', found)];
    }),
  },
  {
    rule: SYSTEM_RULES.entrypointOutside,
    find: pairwise(({ manifest, loaded }) => {
      const { node, entrypointOffset } = manifest;
      if (entrypointOffset < loaded.memorySize) return [];
      const found = `\`entrypoint-offset\` is ${hex(entrypointOffset)}, but \`mem_size\` of \`${loaded.node.name}\` is ${hex(loaded.memorySize)}`;
      return [misfitAt(manifest, node, 'entrypoint-offset', found)];
    }),
  },
];

/** A partition that both manifests have. */
interface Pair {
  readonly manifest: PartitionManifest;
  readonly loaded: LoadedPartition;
  readonly spmc: SpmcManifest;
}

/** Looks at every partition that both manifests have. */
function pairwise(find: (pair: Pair) => readonly Misfit[]): (system: System) => readonly Misfit[] {
  return ({ members, spmc }) =>
    members.flatMap(({ manifest, loaded }) =>
      loaded === undefined || spmc === undefined ? [] : find({ manifest, loaded, spmc }),
    );
}
