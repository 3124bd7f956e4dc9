import { describe, expect, test } from 'vitest';
import { layoutsOf, PARTITION_INFO_48 } from '../../src/core/abi/layouts.ts';
import {
  majorOf,
  minorOf,
  parseVersion,
  SUPPORTED_VERSIONS,
  VERSION_1_0,
  VERSION_1_1,
  VERSION_1_2,
  VERSION_1_3,
  versionText,
} from '../../src/core/abi/versions.ts';

describe('versions', () => {
  test.each([
    ['1.0', VERSION_1_0, 0x1_0000],
    ['1.1', VERSION_1_1, 0x1_0001],
    ['1.2', VERSION_1_2, 0x1_0002],
    ['1.3', VERSION_1_3, 0x1_0003],
    ['0.9', 0x9, 0x9],
    ['32767.65535', 0x7fff_ffff, 0x7fff_ffff],
  ])('%s', (text, version, word) => {
    expect(version).toBe(word);
    expect(versionText(version)).toBe(text);
    expect(parseVersion(text)).toBe(version);
  });

  test.each(['', '1', '1.', '.1', '1.2.3', 'v1.2', '-1.0', '32768.0', '1.65536', ' 1.2'])(
    '"%s" is no version',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );

  test('bit 31 is not part of the major version', () => {
    expect([majorOf(0x8001_0002), minorOf(0x8001_0002)]).toEqual([1, 2]);
  });

  test('the supported versions are in order, and each has layouts of its own', () => {
    expect(SUPPORTED_VERSIONS).toEqual([VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3]);
    expect(SUPPORTED_VERSIONS.map((version) => layoutsOf(version).version)).toEqual(SUPPORTED_VERSIONS);
  });

  test('later versions write what 1.3 writes', () => {
    expect(layoutsOf(0x1_0009)).toBe(layoutsOf(VERSION_1_3));
  });

  test('1.3 writes what 1.2 writes, but for what it says of partitions', () => {
    expect({ ...layoutsOf(VERSION_1_2), version: VERSION_1_3, partitionInfo: PARTITION_INFO_48 }).toEqual(
      layoutsOf(VERSION_1_3),
    );
  });
});
