import { VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { memory, type RuleCase, sp10, sp11 } from './rule-case.ts';

const root = (source: string): string => sp11({ root: source });
/** A manifest in which the properties of the source stand instead of the base's. */
const instead = (source: string, nodes = ''): string => {
  const names = source.split(';').map((property) => property.split('=')[0]!.replace('▸', '').trim());
  return sp11({ without: names, root: source, nodes });
};

const BOOT_INFO = 'compatible = "arm,ffa-manifest-boot-info"; ffa_manifest;';
const EL0 = 'exception-level = <1>; execution-ctx-count = <1>;';
const LIFE = 'execution-ctx-count = <1>; lifecycle-support;';
const LIVE = `${LIFE} live-activation-support; live-activation-register = <5>;`;

/** Rules on the whole of a partition. */
export const PARTITION_CASES: readonly RuleCase[] = [
  {
    rule: 'manifest/binding',
    valid: instead('compatible = "vendor,partition", "arm,ffa-manifest-1.1";'),
    broken: instead('▸compatible = "arm,ffa-manifest-2.0";'),
    found:
      '`compatible` is "arm,ffa-manifest-2.0", expected "arm,ffa-manifest-1.0" or "arm,ffa-manifest-1.1"',
  },
  {
    rule: 'manifest/node-compatible',
    valid: sp11({ nodes: 'boot-info { compatible = "arm,ffa-manifest-boot-info"; };' }),
    broken: sp11({ nodes: 'boot-info { ▸compatible = "boot-info"; };' }),
    found: '`compatible` of `/boot-info` is "boot-info", expected "arm,ffa-manifest-boot-info"',
  },
  {
    rule: 'manifest/boot-info-register',
    valid: sp11({ root: 'gp-register-num = <3>;', nodes: `boot-info { ${BOOT_INFO} };` }),
    broken: sp11({ nodes: `▸boot-info { ${BOOT_INFO} };` }),
    found: 'found `boot-info` without `gp-register-num`',
  },
  {
    rule: 'manifest/ffa-version-major',
    valid: sp11(),
    broken: instead('▸ffa-version = <0x00020000>;'),
    found: '`ffa-version` is 0x20000, expected major version 1',
  },
  {
    rule: 'manifest/ffa-version-major',
    valid: sp11(),
    broken: instead('▸ffa-version = <0x80010002>;'),
    found: '`ffa-version` is 0x80010002, expected major version 1',
  },
  {
    rule: 'manifest/ffa-version-newer',
    valid: sp11(),
    broken: instead('▸ffa-version = <0x00010003>;'),
    manager: { kind: 'spmc', version: VERSION_1_2 },
    found: '`ffa-version` is 1.3, expected at most 1.2',
  },
  {
    rule: 'manifest/ffa-version-newer',
    valid: instead('ffa-version = <0x00010001>;'),
    broken: sp11().replace('ffa-version', '▸ffa-version'),
    manager: { kind: 'spmc', version: VERSION_1_1 },
  },
  {
    rule: 'manifest/exception-level',
    valid: sp11(),
    broken: instead('▸exception-level = <6>; execution-ctx-count = <1>;'),
    found: '`exception-level` is 6, expected 1 (S-EL0) or 2 (S-EL1)',
  },
  {
    rule: 'manifest/exception-level',
    valid: instead('exception-level = <0>;'),
    broken: instead('▸exception-level = <2>;'),
    manager: { kind: 'hypervisor', version: VERSION_1_3 },
    found: '`exception-level` is 2, expected 0 (EL1) or 6 (EL0)',
  },
  {
    rule: 'manifest/contexts-at-el0',
    valid: instead(EL0),
    broken: instead('exception-level = <1>; ▸execution-ctx-count = <4>;'),
    found: '`execution-ctx-count` is 4 at S-EL0, expected 1',
  },
  {
    rule: 'manifest/managed-exit-level',
    valid: root('ns-interrupts-action = <1>; managed-exit-virq;'),
    broken: instead(`${EL0} ▸ns-interrupts-action = <1>;`),
    found: 'found a managed exit at S-EL0, expected S-EL1',
  },
  {
    rule: 'manifest/managed-exit-level',
    valid: root('managed-exit;'),
    broken: instead(`${EL0} ▸managed-exit;`),
  },
  {
    rule: 'manifest/managed-exit-deprecated',
    valid: root('ns-interrupts-action = <1>;'),
    broken: root('▸managed-exit; ns-interrupts-action = <2>;'),
  },
  {
    rule: 'manifest/other-s-interrupts-queued',
    valid: root('ns-interrupts-action = <0>; other-s-interrupts-action = <0>;'),
    broken: root('▸other-s-interrupts-action = <0>;'),
    found: '`other-s-interrupts-action` is 0 (queued) while `ns-interrupts-action` is 2',
  },
  {
    rule: 'manifest/sri-policy-level',
    valid: root('sri-interrupts-policy = <1>;'),
    broken: instead(`${EL0} ▸sri-interrupts-policy = <0>;`),
  },
  {
    rule: 'manifest/power-messages-dropped',
    valid: root('power-management-messages = <1>;'),
    broken: root('▸power-management-messages = <7>;'),
    found: '`power-management-messages` is 7, read as 1',
  },
  {
    rule: 'manifest/power-messages-dropped',
    valid: instead(`${EL0} power-management-messages = <0>;`),
    broken: instead('execution-ctx-count = <1>; ▸power-management-messages = <1>;'),
    found: '`power-management-messages` is 1, read as 0',
  },
  {
    rule: 'manifest/lifecycle-contexts',
    valid: instead(LIFE),
    broken: root('▸lifecycle-support;'),
    found: 'found `lifecycle-support` with 4 execution contexts, expected 1',
  },
  {
    rule: 'manifest/abort-action-alone',
    valid: instead(`${LIFE} abort-action = <2>;`),
    broken: root('▸abort-action = <2>;'),
  },
  {
    rule: 'manifest/live-activation-support',
    valid: instead(LIVE),
    broken: root('▸live-activation-support; live-activation-register = <5>;'),
    found: 'found `live-activation-support` without `lifecycle-support` and 4 execution contexts',
  },
  {
    rule: 'manifest/live-activation-register-missing',
    valid: instead(LIVE),
    broken: instead(`${LIFE} ▸live-activation-support;`),
  },
  {
    rule: 'manifest/live-activation-register-taken',
    valid: instead(`${LIVE} gp-register-num = <3>;`),
    broken: instead(
      `${LIFE} live-activation-support; gp-register-num = <3>; ▸live-activation-register = <3>;`,
    ),
  },
  {
    rule: 'manifest/image-uuid-count',
    valid: sp10({ root: 'image-uuid = <1 2 3 4>;' }),
    broken: sp10({ root: '▸image-uuid = <1 2 3 4 5 6 7 8>;' }),
    found: '`image-uuid` has 2 UUIDs, expected 1',
  },
  {
    rule: 'manifest/image-uuid-nil',
    valid: root('image-uuid = "00000000-0000-0000-0000-000000000001";'),
    broken: root('▸image-uuid = "00000000-0000-0000-0000-000000000000";'),
  },
  {
    rule: 'manifest/image-uuid-of-service',
    valid: root('image-uuid = "0f3e2d1c-4b5a-6978-8796-a5b4c3d2e1f1";'),
    broken: root('▸image-uuid = "0f3e2d1c-4b5a-6978-8796-a5b4c3d2e1f0";'),
    found: '`image-uuid` is 0f3e2d1c-4b5a-6978-8796-a5b4c3d2e1f0, which is also a service',
  },
  {
    rule: 'manifest/live-state-permissions',
    valid: withLiveState('base-address = <0x7000000>; attributes = <3>;'),
    broken: withLiveState('base-address = <0x7000000>; ▸attributes = <7>;'),
  },
  {
    rule: 'manifest/live-state-placement',
    valid: withLiveState('load-address-relative-offset = <0x1000>; attributes = <3>;'),
    broken: withLiveState('▸load-address-relative-offset = <0>; attributes = <3>;'),
    found: 'the live state buffer starts at 0x6000000, inside the working memory',
  },
  {
    rule: 'manifest/live-state-placement',
    valid: withLiveState('base-address = <0x6010000>; attributes = <3>;', 'mem-size = <0x10000>;'),
    broken: withLiveState('▸base-address = <0x600f000>; attributes = <3>;', 'mem-size = <0x10000>;'),
  },
];

function withLiveState(region: string, properties = ''): string {
  const info = 'live-state-buffer-info { live-state-buffer = <&state>; };';
  return instead(LIVE + properties, memory(`state: region { pages-count = <2>; ${region} };`) + info);
}
