/** Parts of the manifest of a manager that otherwise breaks no rule. */
export interface SpmcParts {
  /** Properties of the root, instead of the usual `compatible` and widths. */
  readonly root?: string;
  /** Properties of the node `attribute`, or the whole node where it is ''. */
  readonly attribute?: string;
  /** Children of the node `hypervisor`. */
  readonly vms?: string;
  /** Memory nodes, and whatever else stands below the root. */
  readonly nodes?: string;
}

const ROOT = 'compatible = "arm,ffa-core-manifest-1.0"; #address-cells = <2>; #size-cells = <1>;';
const ATTRIBUTE =
  'spmc_id = <0x8000>; maj_ver = <1>; min_ver = <2>; load_address = <0 0x6000000>; binary_size = <0x80000>;';
const MEMORY = 'memory@0 { device_type = "memory"; reg = <0 0x6080000 0x1f80000>; };';

/** The manifest of a manager with 31.5 MiB of secure memory behind its own image. */
export function spmcText({
  root = ROOT,
  attribute = ATTRIBUTE,
  vms = '',
  nodes = MEMORY,
}: SpmcParts = {}): string {
  const attributeNode = attribute === '' ? '' : `  attribute { ${attribute} };`;
  return [
    '/dts-v1/;',
    '',
    '/ {',
    `  ${root}`,
    attributeNode,
    `  hypervisor { compatible = "hafnium,hafnium"; ${vms} };`,
    `  ${nodes}`,
    '};',
    '',
  ].join('\n');
}

/** A partition of 1 MiB, with other properties where they are given. */
export function vm(number: number, more: Readonly<Record<string, string>> = {}): string {
  const properties = {
    debug_name: `"sp${number}"`,
    load_address: `<0x${(0x700_0000 + number * 0x10_0000).toString(16)}>`,
    mem_size: '<0x100000>',
    vcpu_count: '<8>',
    ...more,
  };
  const texts = Object.entries(properties).map(([name, value]) => `${name} = ${value};`);
  return `vm${number} { is_ffa_partition; ${texts.join(' ')} };`;
}
