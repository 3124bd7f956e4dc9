import type { RuleCase } from './rule-case.ts';
import { spmcText } from './spmc-text.ts';

const CORE = 'compatible = "arm,ffa-core-manifest-1.0";';
const cells = (address: string, size: string): string =>
  `${CORE} ${address}#address-cells = <${address === '' ? 2 : 3}>; ${size}#size-cells = <${size === '' ? 1 : 0}>;`;
const attribute = (source: string): string => spmcText({ attribute: source });
const usual = (properties: string): string =>
  `spmc_id = <0x8000>; maj_ver = <1>; min_ver = <2>; binary_size = <0x80000>; ${properties}`;

const range = (reg: string, type = 'memory'): string => `device_type = "${type}"; ${reg}`;
/** Manifests whose memory is in these nodes. */
const nodes = (...each: readonly string[]): string =>
  spmcText({ nodes: each.map((text, index) => `memory@${index} { ${text} };`).join('\n  ') });
const PAGE = 'reg = <0 0x6080000 0x1000>;';
const GOOD = range('reg = <0 0x6080000 0x1f80000>;');

/** Rules on a manager and its memory. */
export const SPMC_CASES: readonly RuleCase[] = [
  {
    rule: 'spmc/binding',
    valid: spmcText(),
    broken: spmcText({
      root: '▸compatible = "arm,ffa-manifest-1.0"; #address-cells = <2>; #size-cells = <1>;',
    }),
    found: '`compatible` is "arm,ffa-manifest-1.0", expected "arm,ffa-core-manifest-1.0"',
  },
  {
    rule: 'manifest/property-missing',
    valid: spmcText(),
    broken: spmcText({ root: '#address-cells = <2>; #size-cells = <1>;' }).replace('/ {', '▸/ {'),
    found: '`/` has no `compatible`, expected "arm,ffa-core-manifest-1.0"',
  },
  {
    rule: 'manifest/property-missing',
    valid: spmcText(),
    broken: spmcText({ root: CORE }).replace('/ {', '▸▸/ {'),
  },
  {
    rule: 'manifest/node-compatible',
    valid: spmcText(),
    broken: spmcText().replace('compatible = "hafnium,hafnium"', '▸compatible = "hafnium"'),
    found: '`compatible` of `/hypervisor` is "hafnium", expected "hafnium,hafnium"',
  },
  {
    rule: 'spmc/no-attribute',
    valid: spmcText(),
    broken: spmcText({ attribute: '' }).replace('/ {', '▸/ {'),
    found: '`/` has no node `attribute`',
  },
  {
    rule: 'manifest/property-missing',
    valid: attribute(usual('')),
    broken: attribute('entrypoint = <0>;').replace('attribute', '▸▸▸▸attribute'),
  },
  {
    rule: 'manifest/unknown',
    valid: attribute(usual('entrypoint = <0x6000000>; load_address = <0x6000000>;')),
    broken: attribute(usual('▸entry_point = <0x6000000>;')),
    found: '`entry_point` is no property of `/attribute`; did you mean `entrypoint`?',
  },
  {
    rule: 'spmc/id',
    valid: attribute(usual('').replace('0x8000', '0xffff')),
    broken: attribute(usual('').replace('spmc_id = <0x8000>', '▸spmc_id = <0x7fff>')),
    found: '`spmc_id` is 0x7fff, expected bit 15 to be set',
  },
  {
    rule: 'spmc/version',
    valid: attribute(usual('').replace('min_ver = <2>', 'min_ver = <0>')),
    broken: attribute(usual('').replace('min_ver = <2>', '▸min_ver = <9>')),
  },
  {
    rule: 'spmc/version',
    valid: attribute(usual('')),
    broken: attribute(usual('').replace('maj_ver = <1>', '▸maj_ver = <2>')),
  },
  {
    rule: 'spmc/exec-state',
    valid: attribute(usual('exec_state = <1>;')),
    broken: attribute(usual('▸exec_state = <2>;')),
    found: '`exec_state` is <0x2>, expected 0 (AArch64) or 1 (AArch32)',
  },
  {
    rule: 'spmc/entrypoint',
    valid: attribute(usual('load_address = <0 0x6000000>; entrypoint = <0 0x607ffff>;')),
    broken: attribute(usual('load_address = <0 0x6000000>; ▸entrypoint = <0 0x6080000>;')),
    found: '`entrypoint` is 0x6080000, expected an address in 0x6000000..0x607ffff',
  },
  {
    rule: 'spmc/entrypoint',
    valid: attribute(usual('entrypoint = <0>;')),
    broken: attribute(usual('load_address = <0 0x6000000>; ▸entrypoint = <0x1000>;')),
  },
  {
    rule: 'spmc/manager-in-memory',
    valid: spmcText(),
    broken: attribute(usual('▸load_address = <0 0x6001000>;')),
    found: 'the image at 0x6001000..0x6080fff lies in `/memory@0` (0x6080000..0x7ffffff)',
  },
  { rule: 'spmc/cells', valid: spmcText(), broken: spmcText({ root: cells('▸', '') }) },
  {
    rule: 'spmc/cells',
    valid: spmcText(),
    broken: spmcText({ root: cells('', '▸') }),
    found: '`#size-cells` is <0x0>, expected 1 (32 bits) or 2 (64 bits)',
  },
  {
    rule: 'spmc/no-memory',
    valid: nodes(range(PAGE, 'ns-memory')),
    broken: nodes(range(PAGE, 'device-memory')).replace('/ {', '▸/ {'),
  },
  {
    rule: 'spmc/memory-ignored',
    valid: nodes(GOOD),
    broken: nodes(GOOD, '▸device_type = "secure-memory"; reg = <0 0x9000000 0x1000>;'),
    found:
      '`/memory@1` has `device_type` "secure-memory", expected one of memory, ns-memory, device-memory, ns-device-memory',
  },
  {
    rule: 'spmc/memory-ignored',
    valid: spmcText({ nodes: `memory@0 { ${GOOD} }; chosen { }; gic { reg = <0 0 0>; };` }),
    broken: spmcText({ nodes: `memory@0 { ${GOOD} }; ▸ns-memory { reg = <0 0x9000000 0x1000>; };` }),
  },
  {
    rule: 'spmc/reg',
    valid: nodes(GOOD),
    broken: nodes(GOOD, '▸reg = <0 0x9000000>; device_type = "memory";'),
  },
  {
    rule: 'spmc/reg',
    valid: nodes(range('reg = <0 0x6080000 0x1000>, <0 0x6090000 0x1000>;')),
    broken: nodes(GOOD, 'device_type = "memory";').replace('memory@1', '▸memory@1'),
    found: '`reg` of `/memory@1` is missing, expected 3 cells for each range',
  },
  {
    rule: 'spmc/reg',
    valid: nodes(GOOD),
    broken: nodes(GOOD, 'device_type = "ns-memory"; ▸reg = "all of it";'),
  },
  {
    rule: 'spmc/range-empty',
    valid: nodes(range(PAGE)),
    broken: nodes(range('▸reg = <0 0x6080000 0>;')),
    found: '`memory@0` at 0x6080000 has no byte',
  },
  {
    rule: 'spmc/range-unaligned',
    valid: nodes(range(PAGE)),
    broken: nodes(range('▸reg = <0 0x6080000 0xfff>;')),
    found: '`memory@0` is 0x6080000..0x6080ffe, expected whole pages of 0x1000',
  },
  {
    rule: 'spmc/range-past-end',
    valid: nodes(range('reg = <0xffffffff 0xfffff000 0x1000>;')),
    broken: nodes(range('▸reg = <0xffffffff 0xfffff000 0x2000>;')),
  },
  {
    rule: 'spmc/ranges-overlap',
    valid: nodes(range('reg = <0 0x6080000 0x1000>, <0 0x6081000 0x1000>;')),
    broken: nodes(
      range('reg = <0 0x9000000 0x1000>, <0 0xa000000 0x2000>;'),
      range('▸reg = <0 0xa001000 0x1000>;', 'ns-device-memory'),
    ),
    found: '`memory@1` (0xa001000..0xa001fff) overlaps `memory@0+1` (0xa000000..0xa001fff)',
  },
].map((each) => ({ of: 'spmc' as const, ...each }));
