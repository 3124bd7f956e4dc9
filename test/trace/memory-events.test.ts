/** Requests about memory as the drivers of Gunyah trace them. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exported, recordingOf } from './export.ts';

const ftrace = (...events: readonly object[]): string => exported('ftrace', recordingOf(events));
const bare = (text: string) => text.replaceAll(/\s/g, '');
const request = (id: string, payload: string, reply: string, more: object = {}) => ({
  ...{ kind: 'request', seq: 12, from: 'hlos', id, payload: bare(payload), reply: bare(reply) },
  ...more,
});

const PREFIX = '            hlos-0       [000] .....     0.012';
const asked = (event: string) => `${PREFIX}000: ${event}\n`;
const answered = (event: string) => `${PREFIX}800: ${event}\n`;
const NO_LISTS =
  'acl_entries = 0 acl_arr = N/A\t\tsgl_entries = 0 sgl_ipa_base = N/A sgl_size = N/A\t\t' +
  'mem_attr_entries = 0 mem_attr_attr = N/A mem_attr_vmid = N/A\t\t';
const page = (address: string) => `${address}000000000000 0010000000000000`;

describe('a request', () => {
  test.each([
    [
      'lends five regions to two VMs, one of which maps them uncached',
      request(
        '0x51000012',
        `00 00 03 00 09000000
         0200 0000 2d00 06 00 8000 05 00
         0500 0000 ${['0010', '0020', '0040', '0080', '0000'].map(page).join('')}
         0100 0000 0200 2d00`,
        '00000000 07000000',
      ),
      asked(
        'gh_rm_mem_lend: mem_type = Normal Memory flags = 0x3 label = 9\t\t' +
          'acl_entries = 2 acl_arr = {(0x2d,RW), (0x80,RX)}\t\t' +
          'sgl_entries = 5 sgl_ipa_base = {0x1000,0x2000,0x4000,0x8000} sgl_size = {0x1000,0x1000,0x1000,0x1000}\t\t' +
          'mem_attr_entries = 1 mem_attr_attr = {0x2} mem_attr_vmid = {0x2d}\t\t' +
          'handle = 0 map_vmid = 0x0 trans_type = Lend',
      ) + answered('gh_rm_mem_call_return: handle = 7, return_value = 0'),
    ],
    [
      'shares memory of devices, and is refused',
      request('0x51000013', '01000000 00000000 00000000 00000000 00000000', '06000000'),
      asked(
        `gh_rm_mem_share: mem_type = IO Memory flags = 0x0 label = 0\t\t${NO_LISTS}handle = 0 map_vmid = 0x0 trans_type = Share`,
      ) + answered('gh_rm_mem_call_return: handle = 0, return_value = -22'),
    ],
    [
      'donates memory of a kind that there is not',
      request('0x51000010', '09000000 00000000 00000000 00000000 00000000', 'ffffffff'),
      asked(
        `gh_rm_mem_donate: mem_type = 0x9 flags = 0x0 label = 0\t\t${NO_LISTS}handle = 0 map_vmid = 0x0 trans_type = Donate`,
      ) + answered('gh_rm_mem_call_return: handle = 0, return_value = -95'),
    ],
    [
      'accepts, and leaves the place to the resource manager',
      request(
        '0x51000011',
        '05000000 00 01 80 00 09000000 00000000 00000000 00000000',
        `00000000 0100 00 00 ${page('0010')}`,
      ),
      asked(
        `gh_rm_mem_accept: mem_type = Normal Memory flags = 0x80 label = 9\t\t${NO_LISTS}handle = 5 map_vmid = 0x0 trans_type = Lend`,
      ) + answered('gh_rm_mem_accept_reply: sgl_entries = 1 sgl_ipa_base = {0x1000} sgl_size = {0x1000}\t\t'),
    ],
    [
      'accepts where it wants it, for somebody else',
      request(
        '0x51000011',
        `05000000 00 02 88 00 00000000 00000000 0100 2e00 ${page('0040')} 00000000`,
        '00000000',
      ),
      asked(
        'gh_rm_mem_accept: mem_type = Normal Memory flags = 0x88 label = 0\t\tacl_entries = 0 acl_arr = N/A\t\t' +
          'sgl_entries = 1 sgl_ipa_base = {0x4000} sgl_size = {0x1000}\t\t' +
          'mem_attr_entries = 0 mem_attr_attr = N/A mem_attr_vmid = N/A\t\thandle = 5 map_vmid = 0x2e trans_type = Share',
      ) + answered('gh_rm_mem_accept_reply: sgl_entries = 1 sgl_ipa_base = {0x4000} sgl_size = {0x1000}\t\t'),
    ],
    [
      'accepts what it may not',
      request(
        '0x51000011',
        `05000000 00 02 80 00 00000000 00000000 0100 0000 ${page('0040')} 00000000`,
        '03000000',
      ),
      asked(
        'gh_rm_mem_accept: mem_type = Normal Memory flags = 0x80 label = 0\t\tacl_entries = 0 acl_arr = N/A\t\t' +
          'sgl_entries = 1 sgl_ipa_base = {0x4000} sgl_size = {0x1000}\t\t' +
          'mem_attr_entries = 0 mem_attr_attr = N/A mem_attr_vmid = N/A\t\thandle = 5 map_vmid = 0x0 trans_type = Share',
      ) + answered('gh_rm_mem_accept_reply: sgl_entries = 0 sgl_ipa_base = N/A sgl_size = N/A\t\t'),
    ],
    [
      'releases with an error that drivers do not know',
      request('0x51000014', '05000000 01 000000', '14000000'),
      asked('gh_rm_mem_release: handle_s = 5 flags = 0x1') +
        answered('gh_rm_mem_call_return: handle = 5, return_value = -74'),
    ],
    [
      'reclaims',
      request('0x51000015', 'ffffffff 00 000000', '00000000'),
      asked('gh_rm_mem_reclaim: handle_s = 4294967295 flags = 0x0') +
        answered('gh_rm_mem_call_return: handle = 4294967295, return_value = 0'),
    ],
    [
      'has two VMs told',
      request('0x51000017', '05000000 01 000000 07000000 0200 0000 2d000000 2e000000', '00000000'),
      asked(
        'gh_rm_mem_notify: handle = 5 flags = 0x1 mem_info_tag = 7\t\tvmid_entries = 2 entry_vmid_arr = {0x2d,0x2e}',
      ),
    ],
    [
      'appends, which drivers do as a part of a lend',
      request('0x51000018', '05000000 01000000 00000000', '00000000'),
      '',
    ],
    ['is about a VM', request('0x56000004', '2d000000', '00000000'), ''],
    ['is unknown', request('0x51000099', '00', 'ffffffff'), ''],
    ['is cut, as no driver would send it', request('0x51000012', '00000000', '04000000'), ''],
    ['is told', { ...request('0x51100014', '0500000007000000', ''), kind: 'notice' }, ''],
  ])('%s', (_, event, lines) => {
    expect(ftrace(event)).toBe(lines);
  });
});

describe('a line', () => {
  test.each([
    [
      'has the time and the processor',
      { t_us: 12_345_678, cpu: 3 },
      '            hlos-0       [003] .....    12.345678: ',
    ],
    ['has a name in one word', { from: 'my VM\n' }, '          my_VM_-0       [000] .....     0.012000: '],
    ['has somebody', { from: undefined }, '         unknown-0       [000] .....     0.012000: '],
  ])('%s', (_, more, start) => {
    const [line = ''] = ftrace(request('0x51000015', '05000000 00 000000', '00000000', more)).split('\n');
    expect(line.slice(0, start.length)).toBe(start);
  });

  test('of FF-A is still read where there are others around it', () => {
    const call = { seq: 13, from: 'os', in: ['0x84000069'], out: ['0x84000061'] };
    const mixed = ftrace(request('0x51000015', '05000000 00 000000', '00000000'), call);
    expect(mixed.split('\n')).toHaveLength(4);
    expect(exported('text', mixed)).toBe('1  13000 us  host  FFA_ID_GET  -> answered\n');
  });
});

test('whatever a request carries, its lines are lines', () => {
  const digits = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  const event = fc.record({
    kind: fc.constant('request'),
    seq: fc.nat(),
    from: fc.string({ unit: 'binary' }),
    id: fc.integer({ min: 0x5100_0010, max: 0x5100_001a }).map((id) => `0x${id.toString(16)}`),
    payload: digits,
    reply: digits,
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), (events) => {
      const lines = ftrace(...events).split('\n');
      expect(lines.pop()).toBe('');
      for (const line of lines)
        expect(line).toMatch(/^ *[!-~]+-0 {7}\[000\] \.{5} +\d+\.\d{6}: gh_rm_mem_[a-z_]+: [ -~\t]+$/);
    }),
  );
});
