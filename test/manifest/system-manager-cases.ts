import { sp11 } from './rule-case.ts';
import { vm } from './spmc-text.ts';
import { anywhere, manager, member, type SystemCase } from './system-case.ts';

/** What a partition and its manager say of the same thing. */
export const MANAGER_CASES: readonly SystemCase[] = [
  {
    name: 'a partition that is what its manager takes it for',
    spmc: manager(),
    partitions: [member({ root: 'id = <1>; entrypoint-offset = <0xff000>;' })],
    findings: [],
  },
  {
    name: 'a partition that is known by its description, wherever it lies',
    spmc: manager(),
    partitions: [member({ without: ['load-address'], root: 'description = "sp1";' })],
    findings: [],
  },
  {
    name: 'a partition that is known by its name for logs, and says another load address',
    spmc: manager(),
    partitions: [sp11({ root: 'debug_name = "sp1";' }).replace('load-address', '▸load-address')],
    findings: ['0.dts system/other-load-address: `load-address` is 0x6000000, read as 0x6100000 of `vm1`'],
  },
  {
    name: 'two partitions with one id, which their manager does not read',
    spmc: manager({}, vm(2, { vcpu_count: '<4>' })),
    partitions: [
      member({ root: 'id = <0x8001>;' }),
      anywhere(1, { root: 'load-address = <0x7200000>; ▸id = <1>;' }),
    ],
    findings: ['1.dts system/other-id: `id` is 1, but `vm2` gets 0x8002'],
  },
  {
    name: 'a partition that nobody starts, and one without a manifest',
    spmc: manager({ '▸debug_name': '"sp1"' }).replace('debug_name = "sp1"; load', 'load'),
    partitions: [sp11().replace('load-address', '▸load-address')],
    findings: [
      '0.dts system/not-loaded: no partition of spmc.dts has this load address or name',
      'spmc.dts system/no-manifest: no manifest is that of `vm1` (sp1)',
    ],
  },
  {
    name: 'another number of contexts',
    spmc: manager({ vcpu_count: '<1>' }),
    partitions: [member().replace('execution-ctx-count', '▸execution-ctx-count')],
    findings: ['0.dts system/context-count: `execution-ctx-count` is 4, but `vcpu_count` of `vm1` is 1'],
  },
  {
    name: 'some contexts, but not one for each processor',
    spmc: manager({ vcpu_count: '<2>' }),
    partitions: [member({ without: ['execution-ctx-count'], root: '▸execution-ctx-count = <2>;' })],
    findings: [
      '0.dts system/pinned-contexts: `execution-ctx-count` is 2, expected 1 or 4, as there are processors',
    ],
  },
  {
    name: 'one context, which may be on any processor',
    spmc: manager({ vcpu_count: '<1>' }),
    partitions: [member({ without: ['execution-ctx-count'], root: 'execution-ctx-count = <1>;' })],
    findings: [],
  },
  {
    name: 'any number of contexts, where nobody says how many processors there are',
    spmc: manager({ vcpu_count: '<2>' }).replaceAll('device_type = "cpu"', 'device_type = "core"'),
    partitions: [member({ without: ['execution-ctx-count'], root: 'execution-ctx-count = <2>;' })],
    findings: [],
  },
  {
    name: 'a newer version than the manager tells',
    spmc: manager().replace('min_ver = <2>', 'min_ver = <1>'),
    partitions: [member().replace('ffa-version', '▸ffa-version')],
    findings: ['0.dts system/newer-than-manager: `ffa-version` is 1.2, and the manager says 1.1'],
  },
  {
    name: 'an entry point behind the memory',
    spmc: manager(),
    partitions: [member({ root: '▸entrypoint-offset = <0x100000>;' })],
    findings: [
      '0.dts system/entrypoint-outside: `entrypoint-offset` is 0x100000, but `mem_size` of `vm1` is 0x100000',
    ],
  },
];
