import { type RuleCase, sp10, sp11 } from './rule-case.ts';

const inCells = (uuid: string, method: string): string =>
  sp10({ without: ['uuid', 'messaging-method'], root: `${uuid}; ${method};` });
const inNodes = (nodes: string, root = ''): string =>
  sp11({
    without: root === '' ? ['services'] : ['services', 'ffa-version'],
    root,
    nodes: `services { compatible = "arm,ffa-manifest-services"; ${nodes} };`,
  });
const service = (name: string, uuid: string, method = '<1>'): string =>
  `${name} { uuid = "${uuid}"; messaging-method = ${method}; };`;

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000002';

export const SERVICE_CASES: readonly RuleCase[] = [
  {
    rule: 'manifest/no-services',
    valid: sp11(),
    broken: sp11({ without: ['services'] }).replace('/ {', '▸/ {'),
    found: '`/` has no node `services`, expected a service',
  },
  {
    rule: 'manifest/no-services',
    valid: sp11(),
    broken: inNodes('').replace('services {', '▸services {'),
    found: '`/services` has no child, expected a service',
  },
  {
    rule: 'manifest/messaging-method-count',
    valid: inCells('uuid = <1 2 3 4>, <5 6 7 8>', 'messaging-method = <1 2>'),
    broken: inCells('uuid = <1 2 3 4>, <5 6 7 8>', '▸messaging-method = <1 2 4>'),
    found: '`messaging-method` has 3 values for 2 UUIDs',
  },
  {
    rule: 'manifest/messaging-method-count',
    valid: inCells('uuid = <1 2 3 4>, <5 6 7 8>, <9 10 11 12>', 'messaging-method = <7>'),
    broken: inCells('uuid = <1 2 3 4>, <5 6 7 8>, <9 10 11 12>', '▸messaging-method = <1 2>'),
  },
  {
    rule: 'manifest/messaging-method-count',
    valid: inCells('uuid = <1 2 3 4>', 'messaging-method = <1>'),
    broken: inCells('uuid = <1 2 3 4>', '▸messaging-method'),
    found: '`messaging-method` has 0 values for 1 UUIDs',
  },
  {
    rule: 'manifest/too-many-uuids',
    valid: inCells('uuid = <1 0 0 0 2 0 0 0 3 0 0 0 4 0 0 0>', 'messaging-method = <1>'),
    broken: inCells('▸uuid = <1 0 0 0 2 0 0 0 3 0 0 0 4 0 0 0 5 0 0 0>', 'messaging-method = <1>'),
    found: 'found 5 UUIDs, expected at most 4',
  },
  {
    rule: 'manifest/uuid-nil',
    valid: inCells('uuid = <0 0 0 1>', 'messaging-method = <1>'),
    broken: inCells('▸uuid = <0 0 0 0>', 'messaging-method = <1>'),
  },
  {
    rule: 'manifest/uuid-nil',
    valid: inNodes(service('a', A)),
    broken: inNodes(service('a', '00000000-0000-0000-0000-000000000000').replace('uuid', '▸uuid')),
  },
  {
    rule: 'manifest/duplicate-uuid',
    valid: inNodes(service('a', A) + service('b', B)),
    broken: inNodes(service('a', A) + service('b', A.toUpperCase()).replace('uuid', '▸uuid')),
    found: `\`uuid\` repeats ${A}`,
  },
  {
    rule: 'manifest/messaging-method',
    valid: inNodes(service('a', A, '<0x607>')),
    broken: inNodes(service('a', A, '<8>').replace('messaging', '▸messaging')),
    found: '`messaging-method` is 0x8, expected bits of 0x607',
  },
  {
    rule: 'manifest/messaging-method',
    valid: inCells('uuid = <1 2 3 4>, <5 6 7 8>', 'messaging-method = <4>'),
    broken: inCells('uuid = <1 2 3 4>, <5 6 7 8>', '▸messaging-method = <0>'),
  },
  {
    rule: 'manifest/messaging-method-version',
    valid: inNodes(service('a', A, '<0x600>')),
    broken: inNodes(
      service('a', A, '<0x200>').replace('messaging', '▸messaging'),
      'ffa-version = <0x00010001>;',
    ),
    found: '`messaging-method` is 0x200 at FF-A 1.1, expected no direct requests 2 before 1.2',
  },
];
