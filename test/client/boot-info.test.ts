import { describe, expect, test } from 'vitest';
import { BOOT_FDT } from '../../src/core/abi/bits.ts';
import { bootBlob } from '../../src/core/abi/boot-blob.ts';
import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { hex, patched } from '../abi/support.ts';
import { RX, TX } from './ready.ts';
import { registers, ScriptedMachine } from './scripted.ts';

const BLOB = bootBlob([{ name: '', type: BOOT_FDT, contents: hex('d0 0d fe ed') }], RX, VERSION_1_2);
/** What an endpoint finds that was started with these registers, and with these bytes at `RX`. */
function found(entry: readonly number[], bytes: Uint8Array, register?: number) {
  const machine = new ScriptedMachine(TX, RX, []);
  machine.rx.set(bytes.subarray(0, machine.rx.length));
  return machine.run(new Ffa(registers(...entry)).bootInfo(register));
}

describe('boot information', () => {
  test('is read from where a register says, without a call', () => {
    expect(found([0, 0, RX], BLOB, 2)).toMatchObject({ version: VERSION_1_2, entries: [{ type: BOOT_FDT }] });
  });

  test('is in x0 where nothing is said', () => {
    expect(found([RX], BLOB)?.entries).toHaveLength(1);
  });

  test('is not there where the register is zero', () => {
    expect(found([0, RX], BLOB)).toBeUndefined();
  });

  test.each([
    ['no boot information', patched(BLOB, 0, '00'), 'header: no boot information begins like this'],
    [
      'an entry that cannot be',
      patched(BLOB, 50, '0c'),
      'entries[0].flags: contents are an address or a value',
    ],
    [
      'more entries than can be',
      patched(BLOB, 8, 'ff ff ff ff 20 00 00 00 fe ff ff 07'),
      '134217726 entries are more than anybody is given',
    ],
  ])('that is %s is an error', (_, bytes, message) => {
    expect(() => found([RX], bytes)).toThrow(`boot information at 0x11000: ${message}`);
  });

  test('where nothing is mapped is a fault', () => {
    expect(() => found([0x5000], BLOB)).toThrow('translation fault: read at 0x5000');
  });
});
