import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/core/abi/fields.ts';
import { FUNCTIONS, functionName } from '../../src/core/abi/functions.ts';
import { LAYOUTS } from '../../src/core/abi/layouts.ts';
import { STATUS } from '../../src/core/abi/statuses.ts';
import { dissector } from '../../src/core/dissector/dissector.ts';
import { filterName, mergedFields } from '../../src/core/dissector/filter-field.ts';
import { ALL_PACKET_RULES } from '../../src/core/gunyah/rules/packet.ts';
import { RM_RULES } from '../../src/core/gunyah/rules/registry.ts';
import { linuxErrno, RM_ERRORS, rmErrorCode } from '../../src/core/gunyah/wire/errors.ts';
import { MESSAGES } from '../../src/core/gunyah/wire/messages.ts';
import { RULES } from '../../src/core/rules/registry.ts';

const FILE = dissector();
const says = (text: string) => FILE.includes(text);

describe('the dissector', () => {
  test('is the same text every time', () => {
    expect(dissector()).toBe(FILE);
  });

  test.each(FUNCTIONS.map(({ name, number }) => [name, number] as const))('knows %s', (name, number) => {
    const ids = [0x8400_0000 + number, 0xc400_0000 + number].filter((id) =>
      functionName(id).startsWith(name),
    );
    for (const id of ids) expect(says(`[0x${id.toString(16)}] = "${functionName(id)}"`)).toBe(true);
    expect(ids).not.toEqual([]);
  });

  // Boot information lies in memory; no call carries it.
  const carried = LAYOUTS.filter(({ name }) => !name.startsWith('boot information'));

  test.each(carried.map((layout) => [layout.name, layout] as const))('knows the %s', (name, layout) => {
    const start = FILE.indexOf(
      `name = "${name.slice(0, 1).toUpperCase()}${name.slice(1)}",\n      size = ${layout.size},`,
    );
    expect(start).toBeGreaterThan(0);
    const row = FILE.slice(start, FILE.indexOf('\n    },', start)).replaceAll(/\s+/g, ' ');
    for (const field of fieldsOf(layout)) expect(row).toContain(`name = "${field.name}",`);
  });

  test.each(MESSAGES.map(({ id, name }) => [name, id] as const))('knows the message %s', (name, id) => {
    expect(says(`[0x${id.toString(16)}] = "${name}"`)).toBe(true);
    expect(FILE).toMatch(new RegExp(`\\[0x${id.toString(16)}\\] = \\{\\s+name = "${name}"`));
  });

  test.each(RM_ERRORS)('knows the error %s', (name) => {
    const code = rmErrorCode(name);
    const key = code > 0xffff ? `0x${code.toString(16)}` : code;
    expect(says(`[${key}] = "${name}"`) && says(`[${key}] = "-${linuxErrno(code)}"`)).toBe(true);
  });

  const rules = [...RULES, ...RM_RULES, ...ALL_PACKET_RULES];
  test.each(rules.map(({ id, what }) => [id, what] as const))('knows the rule %s', (id, what) => {
    expect(says(`["${id}"] = {`) && says(`must = "${what.replaceAll('"', '\\"')}"`)).toBe(true);
  });

  test.each(Object.entries(STATUS))('knows the status %s', (name, status) => {
    expect(says(`[${status}] = "${name}"`)).toBe(true);
  });
});

describe('names of filters', () => {
  test.each([
    [['total length'], 'ffa.total_length'],
    [['transaction', 'accessCount'], 'ffa.transaction.access_count'],
    [['fault.kind'], 'ffa.fault.kind'],
    [['from partitions,'], 'ffa.from_partitions'],
  ])('%j', (names, filter) => {
    expect(filterName(...names)).toBe(filter);
  });

  test('stand for one thing: the wider number, never a number and a text', () => {
    const named = { name: 'ffa.flags', title: 'Flags' };
    const [narrow, wide] = [16, 32].map((bits) => ({ ...named, type: 'number' as const, bits }));
    expect(mergedFields([wide!, narrow!, wide!])).toEqual([wide]);
    expect(() => mergedFields([wide!, { ...named, type: 'text' }])).toThrow(
      'ffa.flags is a number and a text',
    );
  });
});
