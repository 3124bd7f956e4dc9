import { describe, expect, test } from 'vitest';
import { annotate } from '../../src/core/abi/annotate.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { encodeRxTxEndpoint } from '../../src/core/abi/rxtx-endpoint.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex, ONE_PAGE, onePageBytes, patched } from './support.ts';

describe('annotate points at contradictions', () => {
  test('a composite inside the access descriptors: the first owner wins', () => {
    const bytes = patched(onePageBytes(VERSION_1_2), 52, '40');
    const { fields, faults } = annotate(bytes, 'transaction', VERSION_1_2);
    expect(fields.find(({ offset }) => offset === 64)?.path).toBe('receivers[0].impdef1');
    expect(faults).toContainEqual({
      path: 'composite',
      offset: 64,
      length: 16,
      detail: 'overlaps receivers[0].impdef1',
    });
  });

  test('a field whose first bytes belong to another keeps the rest', () => {
    const bytes = patched(onePageBytes(VERSION_1_1), 52, '3e');
    const { fields, faults } = annotate(bytes, 'transaction', VERSION_1_1);
    expect(fields.filter(({ path }) => path === 'composite.totalPages')).toMatchObject([
      { offset: 64, length: 2, kind: 'cut', value: '2 of 4 bytes', raw: '0100' },
    ]);
    expect(faults[0]).toMatchObject({ path: 'composite', detail: 'overlaps receivers[0].reserved' });
  });

  test('a field whose last bytes belong to another keeps the first', () => {
    const composite = { constituents: [{ address: 0x1000, pages: 1 }] };
    const whole = encodeRxTxEndpoint({ endpoint: 3, rx: composite, tx: composite }, VERSION_1_1);
    const { fields, faults } = annotate(patched(whole, 4, '30 00 00 00 2a'), 'rxtx-endpoint', VERSION_1_1);
    expect(fields.filter(({ path }) => path === 'tx.constituentCount')).toMatchObject([
      { offset: 46, length: 2, kind: 'cut', value: '2 of 4 bytes', raw: '0000' },
    ]);
    expect(faults[0]).toEqual({ path: 'tx', offset: 42, length: 16, detail: 'overlaps rx.totalPages' });
  });

  test('receivers that name two composites', () => {
    const [receiver] = ONE_PAGE.receivers;
    const two = encodeTransaction({ ...ONE_PAGE, receivers: [receiver!, receiver!] }, VERSION_1_1);
    const bytes = new Uint8Array(two.length + 16);
    bytes.set(two);
    const { fields } = annotate(patched(bytes, 68, '70'), 'transaction', VERSION_1_1);
    const paths = fields.map(({ path }) => path);
    expect(paths).toContain('composite.totalPages');
    expect(paths).toContain('composite@112.totalPages');
  });

  test('access descriptors too short to walk', () => {
    const { fields, faults } = annotate(
      patched(onePageBytes(VERSION_1_1), 24, '0f'),
      'transaction',
      VERSION_1_1,
    );
    expect(faults).toEqual([
      { path: 'accessSize', offset: 24, length: 4, detail: '15 bytes hold no access descriptor' },
    ]);
    expect(fields.at(-1)).toMatchObject({ path: 'tail', offset: 48, length: 48, kind: 'unknown' });
  });

  test('an access descriptor that is cut off: nothing is asked of what is left of it', () => {
    const bytes = patched(onePageBytes(VERSION_1_2), 52, '00').subarray(0, 60);
    expect(annotate(bytes, 'transaction', VERSION_1_2).faults).toEqual([
      { path: 'receivers[0]', offset: 48, length: 32, detail: 'needs 32 bytes at 48, and 12 are there' },
    ]);
  });

  test('more access descriptors than bytes', () => {
    const bytes = patched(onePageBytes(VERSION_1_1).subarray(0, 64), 28, 'ff ff ff ff');
    expect(annotate(bytes, 'retrieve-request', VERSION_1_1).faults).toContainEqual({
      path: 'receivers',
      offset: 48,
      length: 0xffff_ffff * 16,
      detail: '1 of 4294967295 are there',
    });
  });

  test('a header that is cut off', () => {
    const { fields, faults } = annotate(hex('01 80 2f 00 08'), 'transaction', VERSION_1_2);
    expect(fields.map(({ path, kind, value }) => [path, kind, value])).toEqual([
      ['sender', 'endpoint', '0x8001'],
      ['attributes', 'bits', '0x002f'],
      ['flags', 'cut', '1 of 4 bytes'],
    ]);
    expect(faults).toMatchObject([{ path: 'header', offset: 0, length: 48 }]);
  });
});
