import type { Manager } from '../../src/node/manifest/partition.ts';

/**
 * A rule, a manifest that keeps it and one that breaks it at the places marked with `▸`, and nothing else
 * there.
 */
export interface RuleCase {
  readonly rule: string;
  readonly valid: string;
  readonly broken: string;
  /** What the finding says, where that is worth pinning down. */
  readonly found?: string;
  readonly manager?: Manager;
  /** Of whom it is the manifest: a partition, where nothing is said. */
  readonly of?: 'spmc';
}

/** Parts of a manifest that otherwise breaks no rule. */
export interface Parts {
  /** Properties of the base that are left out. */
  readonly without?: readonly string[];
  /** Properties of the root, as source. */
  readonly root?: string;
  /** Child nodes of the root, as source. */
  readonly nodes?: string;
}

const BASE: Readonly<Record<string, string>> = {
  'ffa-version': '<0x00010002>',
  'execution-ctx-count': '<4>',
  'exception-level': '<2>',
  'execution-state': '<0>',
  'load-address': '<0x6000000>',
};

const SERVICES_1_0: Readonly<Record<string, string>> = {
  uuid: '<0x11111111 0x22222222 0x33333333 0x44444444>',
  'messaging-method': '<3>',
};

const SERVICES_1_1 = `
  services {
    compatible = "arm,ffa-manifest-services";
    one {
      uuid = "0f3e2d1c-4b5a-6978-8796-a5b4c3d2e1f0";
      messaging-method = <3>;
    };
  };`;

/** A manifest of binding 1.0. */
export function sp10({ without = [], root = '', nodes = '' }: Parts = {}): string {
  return manifest('1.0', { ...BASE, ...SERVICES_1_0 }, without, root, nodes);
}

/** A manifest of binding 1.1; leaving out `services` leaves out the node. */
export function sp11({ without = [], root = '', nodes = '' }: Parts = {}): string {
  const services = without.includes('services') ? '' : SERVICES_1_1;
  return manifest('1.1', BASE, without, root, services + nodes);
}

function manifest(
  binding: string,
  base: Readonly<Record<string, string>>,
  without: readonly string[],
  root: string,
  nodes: string,
): string {
  const properties = Object.entries({ compatible: `"arm,ffa-manifest-${binding}"`, ...base })
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `  ${name} = ${value};`);
  return ['/dts-v1/;', '', '/ {', ...properties, `  ${root}`, `  ${nodes}`, '};', ''].join('\n');
}

/** A node `memory-regions` around some regions. */
export function memory(regions: string): string {
  return `memory-regions { compatible = "arm,ffa-manifest-memory-regions"; ${regions} };`;
}

/** A node `device-regions` around some regions. */
export function devices(regions: string): string {
  return `device-regions { compatible = "arm,ffa-manifest-device-regions"; ${regions} };`;
}
