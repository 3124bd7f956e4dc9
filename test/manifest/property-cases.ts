import { memory, type RuleCase, sp10, sp11 } from './rule-case.ts';

const root = (source: string): string => sp11({ root: source });
/** Another value for one of the base's properties. */
const instead = (name: string, value: string): string =>
  sp11({ without: [name.replace('▸', '')], root: `${name} = ${value};` });

/** How properties are written, and which names there are. */
export const FORM_CASES: readonly RuleCase[] = [
  {
    rule: 'manifest/property-missing',
    valid: sp11(),
    broken: sp11({ without: ['ffa-version'] }).replace('/ {', '▸/ {'),
    found: '`/` has no `ffa-version`, expected a number of 32 bits',
  },
  {
    rule: 'manifest/property-missing',
    valid: sp11(),
    broken: sp11({ without: ['compatible'] }).replace('/ {', '▸/ {'),
    found: '`/` has no `compatible`, expected "arm,ffa-manifest-1.0" or "arm,ffa-manifest-1.1"',
  },
  {
    rule: 'manifest/property-missing',
    valid: sp10(),
    broken: sp10({ without: ['uuid', 'messaging-method'] }).replace('/ {', '▸▸/ {'),
  },
  {
    rule: 'manifest/property-missing',
    valid: sp11({ nodes: 'boot-info { compatible = "arm,ffa-manifest-boot-info"; };' }),
    broken: sp11({ nodes: '▸boot-info { };' }),
    found: '`/boot-info` has no `compatible`, expected "arm,ffa-manifest-boot-info"',
  },
  {
    rule: 'manifest/malformed-string',
    valid: root('description = "one";'),
    broken: root('▸description = "one", "two";'),
    found: '`description` is "one", "two", expected one string',
  },
  {
    rule: 'manifest/malformed-integer',
    valid: root('boot-order = <0 7>; id = [00 00 00 01]; auxiliary-id = /bits/ 16 <0 9>;'),
    broken: root('▸boot-order = "7"; ▸id = <0 0 1>; ▸auxiliary-id; ▸gp-register-num = <&{/services}>;'),
    found: '`boot-order` is "7", expected a number of 16 bits',
  },
  {
    rule: 'manifest/integer-overflow',
    valid: root('boot-order = <0xffff>; id = <0 0xffffffff>;'),
    broken: root('▸boot-order = <0x10000>; ▸id = <1 0>;'),
    found: '`boot-order` is <0x10000>, expected a number of 16 bits',
  },
  {
    rule: 'manifest/malformed-integer-list',
    valid: sp10(),
    broken: sp10({ without: ['messaging-method'], root: '▸messaging-method = /bits/ 16 <3>;' }),
    found: '`messaging-method` is <0x3>, expected a list of 32-bit cells',
  },
  {
    rule: 'manifest/malformed-flag',
    valid: root('notification-support;'),
    broken: root('▸notification-support = <0>;'),
    found: '`notification-support` is <0x0>, expected no value',
  },
  {
    rule: 'manifest/malformed-uuid',
    valid: root('image-uuid = "01234567-89AB-cdef-0123-456789abcdef";'),
    broken: root('▸image-uuid = "01234567-89ab-cdef-0123-456789abcde";'),
  },
  {
    rule: 'manifest/uuid-cells',
    valid: sp10({ without: ['uuid'], root: 'uuid = <1 2 3 4>, <5 6 7 8>;' }),
    broken: sp10({ without: ['uuid'], root: '▸uuid = <1 2 3 4 5>;' }),
    found: '`uuid` has 5 cells, expected four for each UUID',
  },
  {
    rule: 'manifest/phandle',
    valid: withBuffers('rx-buffer = <&a>; tx-buffer = <2>;'),
    broken: withBuffers('▸rx-buffer = <&elsewhere>; ▸tx-buffer = <&a &a>;'),
    found: '`rx-buffer` refers to `/services`, expected a child of `/memory-regions`',
  },
  {
    rule: 'manifest/phandle',
    valid: withBuffers('rx-buffer = <&a>; tx-buffer = <2>;'),
    broken: withBuffers('▸rx-buffer = "a"; ▸tx-buffer = <3>;'),
    found: '`rx-buffer` is "a", expected a reference to a memory region, such as <&label>',
  },
  {
    rule: 'manifest/other-binding',
    valid: sp11(),
    broken: root('▸uuid = <1 2 3 4>; ▸messaging-method = <3>;'),
    found: '`uuid` is not read in binding 1.1',
  },
  {
    rule: 'manifest/other-binding',
    valid: sp10(),
    broken: sp10({ nodes: '▸services { };' }),
    found: '`services` is not read in binding 1.0',
  },
  {
    rule: 'manifest/extension',
    valid: root('description = "name";'),
    broken: root('▸debug_name = "name"; ▸mem-size = <0x10000>;'),
    found: '`debug_name` is an extension: a name for logs; the binding says `description`',
  },
  {
    rule: 'manifest/unknown',
    valid: root('#address-cells = <2>; phandle = <9>;'),
    broken: sp11({ root: '▸boot-oder = <1>; ▸colour = "red";', nodes: '▸boot_info { };' }),
    found: '`boot-oder` is no property of `/`; did you mean `boot-order`?',
  },
];

function withBuffers(references: string): string {
  const regions = `
    a: first { base-address = <0x7000000>; pages-count = <1>; attributes = <1>; };
    second { phandle = <2>; base-address = <0x7001000>; pages-count = <1>; attributes = <3>; };`;
  const buffers = `rx_tx-info { compatible = "arm,ffa-manifest-rx_tx-buffer"; ${references} };`;
  return sp11({ nodes: memory(regions) + buffers }).replace('services {', 'elsewhere: services {');
}

/** Properties that allow some values only. */
export const VALUE_CASES: readonly RuleCase[] = [
  {
    rule: 'manifest/execution-state',
    valid: sp11(),
    broken: instead('▸execution-state', '<1>'),
    found: '`execution-state` is <0x1>, expected 0 (AArch64)',
  },
  {
    rule: 'manifest/xlat-granule',
    valid: root('xlat-granule = <0>;'),
    broken: root('▸xlat-granule = <2>;'),
    found: '`xlat-granule` is <0x2>, expected 0 (4 KiB)',
  },
  {
    rule: 'manifest/gp-register-num',
    valid: root('gp-register-num = <3>;'),
    broken: root('▸gp-register-num = <4>;'),
    found: '`gp-register-num` is <0x4>, expected 0 (x0), 1 (x1), 2 (x2) or 3 (x3)',
  },
  {
    rule: 'manifest/ns-interrupts-action',
    valid: root('ns-interrupts-action = <2>;'),
    broken: root('▸ns-interrupts-action = <3>;'),
  },
  {
    rule: 'manifest/other-s-interrupts-action',
    valid: root('other-s-interrupts-action = <1>;'),
    broken: root('▸other-s-interrupts-action = <2>;'),
  },
  {
    rule: 'manifest/sri-interrupts-policy',
    valid: root('sri-interrupts-policy = <3>;'),
    broken: root('▸sri-interrupts-policy = <4>;'),
  },
  {
    rule: 'manifest/vm-availability-messages',
    valid: root('vm-availability-messages = <3>;'),
    broken: root('▸vm-availability-messages = <0x80000001>;'),
    found:
      '`vm-availability-messages` is <0x80000001>, ' +
      'expected no bits but 1 (VM created) or 2 (VM destroyed)',
  },
  {
    rule: 'manifest/abort-action',
    valid: sp11({
      without: ['execution-ctx-count'],
      root: 'execution-ctx-count = <1>; lifecycle-support; abort-action = <3>;',
    }),
    broken: sp11({
      without: ['execution-ctx-count'],
      root: 'execution-ctx-count = <1>; lifecycle-support; ▸abort-action = <4>;',
    }),
  },
  {
    rule: 'manifest/live-activation-register',
    valid: root('live-activation-register = <7>;'),
    broken: root('▸live-activation-register = <4>;'),
  },
];
