/** FFA_CONSOLE_LOG: characters in registers become lines. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { Actor, Answer } from './support/actor.ts';
import { FFA } from './support/ids.ts';
import { stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

/** The characters of a text in w2..w7, or x2.. where the call is a 64-bit one. */
function print(actor: Actor, text: string, wide = false, count = text.length): Answer {
  const registers = [BigInt(count)];
  const size = wide ? 8 : 4;
  for (let at = 0; at < text.length; at += size) {
    let value = 0n;
    for (const [index, character] of [...text.slice(at, at + size)].entries())
      value |= BigInt(character.charCodeAt(0)) << BigInt(8 * index);
    registers.push(value);
  }
  return actor.callWide(wide ? FFA.CONSOLE_LOG_64 : FFA.CONSOLE_LOG, ...registers);
}

const printed = (w: World) => [...w.spmc.state.printed];
/** A text in which no two characters in reach of each other are the same. */
const text = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCharCode(0x21 + (index % 90))).join('');

describe('a line is printed', () => {
  it.each([
    ['when it ends', ['hello\n'], ['hello']],
    ['at a NUL', ['hello\0'], ['hello']],
    ['and the NULs behind it are no lines', ['hello\n\0\0\0'], ['hello']],
    ['empty, too', ['\n'], ['']],
    ['one after the other', ['one\ntwo\nth'], ['one', 'two']],
    ['once it ends', ['hel', 'lo\n'], ['hello']],
    ['not before', ['hello'], []],
    ['with all its characters', ['\x01~\xff\n'], ['\x01~\xff']],
  ])('%s', (_name, texts, lines) => {
    const w = world();

    for (const each of texts) expect(print(w.sp1, each).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);

    expect(printed(w)).toEqual(lines);
  });

  it('when there is no more room', () => {
    const w = world();
    print(w.sp1, text(128), true);
    expect(printed(w)).toEqual([]);

    print(w.sp1, text(128), true);

    expect(printed(w)).toEqual([text(128) + text(128)]);
    print(w.sp1, '\n');
    expect(printed(w)).toEqual(['']);
  });

  it('not before anybody has called', () => {
    expect(printed(world({ atBoot: true, bufferPages: 0 }))).toEqual([]);
  });

  it('by the call that ends it: the next call prints nothing', () => {
    const w = world();
    print(w.sp1, 'hello\n');

    w.sp1.call(FFA.ID_GET);

    expect(printed(w)).toEqual([]);
  });
});

it('each context has a line of its own', () => {
  const w = world();

  print(w.sp1, 'to');
  print(w.os, 'by');
  print(w.sp1, 'mb\n');

  expect(printed(w)).toEqual(['tomb']);
  print(w.os, 'e\n');
  expect(printed(w)).toEqual(['bye']);
});

it('a line in the making is part of a copy of the state', () => {
  const w = world();
  print(w.sp1, 'to');
  const saved = w.spmc.save();
  print(w.sp1, 'p\n');

  w.spmc.restore(saved);
  print(w.sp1, 'mb\n');

  expect(printed(w)).toEqual(['tomb']);
});

describe('as many characters as registers hold', () => {
  it.each([
    ['32-bit, of FF-A 1.0', VERSION_1_0, false, 24],
    ['32-bit, of FF-A 1.2', VERSION_1_2, false, 24],
    ['64-bit, of FF-A 1.0, in x2..x7', VERSION_1_0, true, 48],
    ['64-bit, of FF-A 1.1, in x2..x7', VERSION_1_1, true, 48],
    ['64-bit, of FF-A 1.2, in x2..x17', VERSION_1_2, true, 128],
  ])('%s', (_name, version, wide, most) => {
    const w = world({ versions: { sp1: version } });
    const line = text(most - 1);

    expect(print(w.sp1, `${line}\n`, wide).verdict).toBe('FFA_SUCCESS_32');
    expect(printed(w)).toEqual([line]);
    expect(print(w.sp1, text(8), wide, most + 1).verdict).toBe('INVALID_PARAMETERS console/count x1');
  });

  it.each([
    ['none, 32-bit', false, 0],
    ['25, 32-bit', false, 25],
    ['none, 64-bit', true, 0],
    ['129, 64-bit', true, 129],
    ['2^32 - 1', true, 0xffff_ffff],
  ])('%s are refused, and nothing is printed', (_name, wide, count) => {
    const w = world();
    print(w.sp1, 'begun');
    const before = stateOf(w.spmc);

    expect(print(w.sp1, 'text\n', wide, count).verdict).toBe('INVALID_PARAMETERS console/count x1');
    expect(stateOf(w.spmc)).toEqual(before);
    expect(printed(w)).toEqual([]);
  });

  it('R11: the 32-bit call does not see upper halves', () => {
    const w = world();

    w.sp1.callWide(FFA.CONSOLE_LOG, 0xffff_ffff_0000_0005n, 0x5858_5858_6c6c_6568n, 0x5858_5858_0a6fn);

    print(w.sp1, '\n');

    expect(printed(w)).toEqual(['hello']);
  });
});
