import { expect, test } from 'vitest';
import { SerialLine } from '../../../src/node/qemu/firmware/serial-line.ts';

const DR = 0x00;
const FR = 0x18;
const IMSC = 0x38;
const RIS = 0x3c;
const MIS = 0x40;
const ICR = 0x44;
const RX_EMPTY = 0x10n;
const TX_EMPTY = 0x80n;
const [RX, TX, TIMEOUT] = [0x10n, 0x20n, 0x40n];

function line() {
  const state = { interrupts: 0, said: '' };
  const serial = new SerialLine(() => state.interrupts++);
  serial.end.on('data', (bytes: Uint8Array) => {
    state.said += Buffer.from(bytes).toString();
  });
  const read = (offset: number) => serial.access({ offset, size: 4, value: undefined }).value;
  const write = (offset: number, value: bigint) => serial.access({ offset, size: 4, value });
  return { serial, state, read, write };
}

test('a guest finds a PL011', () => {
  const { read } = line();
  const identity = Array.from({ length: 8 }, (_, index) => Number(read(0xfe0 + 4 * index)));
  expect(identity).toEqual([0x11, 0x10, 0x34, 0x00, 0x0d, 0xf0, 0x05, 0xb1]);
  expect(read(FR)).toBe(RX_EMPTY | TX_EMPTY);
});

test('what a guest sends is said, and it may go on at once', async () => {
  const { state, read, write } = line();
  write(IMSC, TX);
  for (const byte of Buffer.from('hi')) write(DR, BigInt(byte));
  await new Promise((resolve) => setImmediate(resolve));
  expect(state).toEqual({ said: 'hi', interrupts: 1 });
  expect([read(RIS), read(MIS), read(FR)]).toEqual([TX, TX, RX_EMPTY | TX_EMPTY]);
});

test('what comes is kept until it is read, and interrupts once it may', () => {
  const { serial, state, read, write } = line();
  serial.end.write('ok');
  expect([state.interrupts, read(RIS), read(MIS), read(FR)]).toEqual([0, RX | TIMEOUT, 0n, TX_EMPTY]);

  write(IMSC, RX | TIMEOUT);
  expect(state.interrupts).toBe(1);
  expect([read(DR), read(DR), read(DR)]).toEqual([0x6fn, 0x6bn, 0n]);
  expect([read(RIS), read(FR)]).toEqual([0n, RX_EMPTY | TX_EMPTY]);

  serial.end.write('!');
  expect(state.interrupts).toBe(2);
});

test('an interrupt that is cleared rises anew', () => {
  const { state, read, write } = line();
  write(IMSC, TX);
  write(DR, 0x61n);
  write(ICR, TX);
  expect(read(MIS)).toBe(0n);
  write(DR, 0x62n);
  expect(state.interrupts).toBe(2);
});
