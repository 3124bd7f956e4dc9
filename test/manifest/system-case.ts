import { devices, memory, type Parts, sp10, sp11 } from './rule-case.ts';
import { spmcText, vm } from './spmc-text.ts';

/** Manifests that are judged together. Findings are expected at the places marked with `▸`. */
export interface SystemCase {
  readonly name: string;
  /** They are called `0.dts`, `1.dts` and so on, and that of their manager `spmc.dts`. */
  readonly partitions: readonly string[];
  readonly spmc?: string;
  /** "file rule: what was found". */
  readonly findings: readonly string[];
}

/** A region: its place, and what else it says. */
export function at(base: number, more = 'pages-count = <1>; attributes = <3>;'): string {
  return `base-address = <0x0 0x${base.toString(16)}>; ${more}`;
}

/** A partition with a UUID of its own that may be loaded anywhere. */
export function anywhere(uuid: number, { root = '', nodes = '' }: Parts = {}): string {
  return sp10({ without: ['load-address', 'uuid'], root: `uuid = <${uuid} 0 0 1>; ${root}`, nodes });
}

const NODES = `secure { device_type = "memory"; reg = <0 0x6080000 0x1f80000>; };
  normal { device_type = "ns-memory"; reg = <0 0x80000000 0x1000000>; };
  uarts { device_type = "device-memory"; reg = <0 0x9000000 0x10000>; };
  flash { device_type = "ns-device-memory"; reg = <0 0x0 0x4000000>; };`;
const CPUS = [0, 1, 2, 3].map((id) => `cpu@${id} { device_type = "cpu"; };`).join(' ');

/** A manager with memory of all kinds and four processors that starts one partition, `sp1`, and whatever else. */
export function manager(one: Readonly<Record<string, string>> = {}, ...others: readonly string[]): string {
  const first = vm(1, { load_address: '<0x6100000>', vcpu_count: '<4>', ...one });
  return spmcText({ vms: [first, ...others].join('\n    '), nodes: `${NODES}\n  cpus { ${CPUS} };` });
}

/** That partition: four contexts, 1 MiB at 0x6100000. */
export function member({ without = [], root = '', nodes = '' }: Parts = {}): string {
  const own = without.includes('load-address') ? '' : 'load-address = <0x6100000>;';
  return sp11({ without: [...without, 'load-address'], root: `${own} ${root}`, nodes });
}

/** A memory region of two pages, with its place marked. */
export function heap(base: number, attributes = 3): string {
  return memory(`heap { ▸${at(base, `pages-count = <2>; attributes = <${attributes}>;`)} };`);
}

/** A device region of two pages, with its place marked. */
export function uart(base: number, attributes = 3): string {
  return devices(`uart { ▸${at(base, `pages-count = <2>; attributes = <${attributes}>;`)} };`);
}

/** What breaks no rule has no mark. */
export function unmarked(text: string): string {
  return text.replaceAll('▸', '');
}
