import { type RuleCase, sp11 } from './rule-case.ts';

const extra = (root: string): string => sp11({ root });
const valid = sp11();

/** One case for each rule of the source form. */
export const DTS_CASES: readonly RuleCase[] = [
  { rule: 'dts/syntax', valid, broken: extra('boot-order = <1>▸}') },
  { rule: 'dts/version-line', valid, broken: `▸${valid.replace('/dts-v1/;\n', '')}` },
  { rule: 'dts/no-root', valid, broken: '▸/dts-v1/;\n' },
  {
    rule: 'dts/preprocessor',
    valid: extra('#size-cells = <1>; #line = <0>;'),
    broken: extra('\n▸#include "platform.h"\n  ▸# define ORDER 3\n▸#ifdef X\n▸#endif'),
  },
  {
    rule: 'dts/macro',
    valid: extra('boot-order = <(1 + 2)>;'),
    broken: extra('boot-order = <▸ORDER>; id = <(▸BASE + ▸OFFSET(2))>;'),
    found: 'found `ORDER`, expected a number',
  },
  {
    rule: 'dts/directive',
    valid,
    broken: extra('▸/delete-property/ id; ▸/delete-node/ services; description = ▸/incbin/("name");'),
    found: 'found `/delete-property/ id;`',
  },
  {
    rule: 'dts/too-deep',
    valid: extra(`id = <${'('.repeat(29)}1${')'.repeat(29)}>;`),
    broken: extra(`id = <${'('.repeat(31)}▸(1${')'.repeat(32)}>;`),
    found: 'found `(` at depth 33',
  },
  {
    rule: 'dts/too-deep',
    valid: extra(`id = <(${'1+'.repeat(499)}1)>;`),
    broken: extra(`id = <(▸${'1+'.repeat(50_000)}1)>;`),
    found: 'found an expression of 100001 characters',
  },
  {
    rule: 'dts/literal',
    valid: extra("id = <0X1F>; boot-order = <'\\n'>; auxiliary-id = <010UL>;"),
    broken: extra("id = <▸08>; boot-order = <▸'ab'>; auxiliary-id = <▸0b11>; xlat-granule = ▸[0 0];"),
    found: 'found 08, expected a decimal, 0x… or 0… (octal) number',
  },
  {
    rule: 'dts/range',
    valid: extra('id = <0xffffffff>; entrypoint-offset = /bits/ 64 <0xffffffffffffffff>;'),
    broken: extra('id = <▸0x100000000>; boot-order = <(▸1 / 0)>; auxiliary-id = <▸0x10000000000000000>;'),
    found: 'found 0x100000000, expected a number of 32 bits',
  },
  {
    rule: 'dts/bits',
    valid: extra('id = /bits/ 16 <0 1>;'),
    broken: extra('id = /bits/ ▸24 <1>; description = /bits/ ▸8 "text";'),
    found: 'found `/bits/ 24`, expected 8, 16, 32 or 64',
  },
  {
    rule: 'dts/duplicate-property',
    valid: `${extra('id = <1>;')}/ { id = <2>; };\n`,
    broken: extra('id = <1>; ▸id = <2>;'),
  },
  {
    rule: 'dts/duplicate-node',
    valid: sp11({ nodes: 'boot-info { compatible = "arm,ffa-manifest-boot-info"; };' }),
    broken: sp11({ nodes: 'boot-info { }; ▸boot-info { };' }),
  },
  {
    rule: 'dts/duplicate-label',
    valid: sp11({ nodes: 'a: first: x@1 { }; b: x@2 { };' }),
    broken: sp11({ nodes: 'a: x@1 { }; ▸a: x@2 { };' }),
    found: 'found `a:`, which already names `/x@1`',
  },
  {
    rule: 'dts/property-after-node',
    valid,
    broken: sp11({ nodes: '▸id = <1>;' }),
  },
  {
    rule: 'dts/unknown-reference',
    valid: `${sp11({ nodes: 'a: x { b = <&{/x}>; };' })}&a { c; };\n`,
    broken: `${sp11({ root: 'id = <▸&a>; auxiliary-id = <▸&{/x}>;' })}▸&a { c; };\n`,
    found: 'found `&a`, but no node of this file bears that label',
  },
];
