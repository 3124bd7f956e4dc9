import type { RuleCase } from './rule-case.ts';
import { spmcText, vm } from './spmc-text.ts';

const vms = (...each: readonly string[]): string => spmcText({ vms: each.join('\n    ') });
/** A manifest with one partition, in which a property stands instead of the usual. */
const one = (name: string, value: string): string => {
  const marked = name.startsWith('▸');
  const text = vms(vm(1, { [name.replace('▸', '')]: value }));
  return marked ? text.replace(`${name.slice(1)} = ${value}`, `${name} = ${value}`) : text;
};

/** Rules on the partitions that a manager starts. */
export const VM_CASES: readonly RuleCase[] = [
  {
    rule: 'spmc/reserved-number',
    valid: vms(vm(1)),
    broken: vms(vm(0).replace('vm0', '▸vm0'), vm(1)),
    found: 'found `vm0`, expected numbers from 1 on',
  },
  {
    rule: 'spmc/partition-skipped',
    valid: vms(vm(2), vm(1)),
    broken: vms(vm(1), vm(3).replace('vm3', '▸vm3')),
    found: '`vm3` is not read, because there is no `vm2`',
  },
  {
    rule: 'spmc/no-ffa-partition',
    valid: vms(vm(1)),
    broken: vms(vm(1).replace('is_ffa_partition; ', '').replace('vm1', '▸vm1')),
    found: '`vm1` has no `is_ffa_partition`',
  },
  {
    rule: 'spmc/same-name',
    valid: vms(vm(1), vm(2)),
    broken: vms(vm(1), vm(2, { debug_name: '"sp1"' }).replace('debug_name', '▸debug_name')),
    found: '`debug_name` is "sp1", as in `vm1`',
  },
  {
    rule: 'manifest/property-missing',
    valid: vms(vm(1)),
    broken: vms('▸▸▸▸vm1 { is_ffa_partition; };'),
  },
  {
    rule: 'manifest/unknown',
    valid: vms(
      'vm1 { is_ffa_partition; hyp_loaded; smc_whitelist = <1 2>; smc_whitelist_permissive; debug_name = "a"; load_address = <0x7000000>; mem_size = <4096>; vcpu_count = <1>; };',
    ),
    broken: vms(vm(1, { vcpus: '<1>' }).replace('vcpus', '▸vcpus')),
  },
  {
    rule: 'spmc/load-address-unaligned',
    valid: one('load_address', '<0 0x7001000>'),
    broken: one('▸load_address', '<0x7000800>'),
    found: '`load_address` is 0x7000800, expected a multiple of 0x1000',
  },
  {
    rule: 'spmc/no-memory-size',
    valid: one('mem_size', '<1>'),
    broken: one('▸mem_size', '<0>'),
  },
  {
    rule: 'spmc/partition-outside',
    valid: one('load_address', '<0x7f00000>'),
    broken: one('▸load_address', '<0x7f01000>'),
    found: 'the memory of `vm1` (0x7f01000..0x8000fff) lies in no range, expected one of secure memory',
  },
  {
    rule: 'spmc/partition-outside',
    valid: vms(vm(1)),
    broken: spmcText({
      vms: vm(1).replace('load_address', '▸load_address'),
      nodes: 'normal { device_type = "ns-memory"; reg = <0 0x7000000 0x1000000>; };',
    }),
    found: 'the memory of `vm1` (0x7100000..0x71fffff) lies in `normal`, expected one of secure memory',
  },
  {
    rule: 'spmc/partitions-overlap',
    valid: vms(vm(1), vm(2)),
    broken: vms(vm(1, { mem_size: '<0x100001>' }), vm(2).replace('load_address', '▸load_address')),
    found: 'the memory of `vm2` (0x7200000..0x72fffff) overlaps the memory of `vm1` (0x7100000..0x7200fff)',
  },
  {
    rule: 'spmc/partition-over-manager',
    valid: one('load_address', '<0x6080000>'),
    broken: spmcText({
      vms: vm(1, { load_address: '<0x607f000>' }).replace('load_address', '▸load_address'),
      nodes: 'memory { device_type = "memory"; reg = <0 0x6000000 0x2000000>; };',
    }),
    found: 'the memory of `vm1` (0x607f000..0x617efff) overlaps the manager (0x6000000..0x607ffff)',
  },
].map((each) => ({ of: 'spmc' as const, ...each }));
