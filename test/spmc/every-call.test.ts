/** Every function id, by every kind of caller, in every version and every state: the answer is the documented one. */

import { describe, expect, it } from 'vitest';
import { frameOf } from '../../src/core/abi/frame.ts';
import {
  minorOf,
  SUPPORTED_VERSIONS,
  VERSION_1_0,
  VERSION_1_1,
  versionText,
} from '../../src/core/abi/versions.ts';
import { type Expected, ROWS, type Row } from './support/every-call/rows.ts';
import {
  KINDS,
  type Kind,
  LOSSES,
  NORMAL_STATES,
  type Scene,
  SECURE_STATES,
  type State,
  sceneOf,
} from './support/every-call/states.ts';
import { FFA } from './support/ids.ts';
import { Kept } from './support/walk/kept.ts';

type Answered = Expected | '-1';

const WIDTHS = [
  [32, 0x8400_0000],
  [64, 0xc400_0000],
] as const;
const FIRST = 0x60;
const LAST = 0x90;
/** FF-A's numbers, and some around them. */
const NUMBERS = [
  0,
  0x5f,
  ...Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index),
  0x91,
  0xff,
];

const rowOf = (number: number) => ROWS.find((row) => row.number === number);
const statesOf = ({ secure }: Kind) => (secure ? SECURE_STATES : NORMAL_STATES);

/** What the references say of an id. */
function documented(number: number, width: 32 | 64, version: number, state: State, kind: Kind): Answered {
  if (number < FIRST || number > LAST) return '-1';
  const row = rowOf(number);
  const known = row !== undefined && (row.widths === 'both' || row.widths === String(width));
  const minors = [row?.since ?? '1.0', row?.until ?? '1.3'].map((text) => Number(text.slice(2)));
  const there = minors[0]! <= minorOf(version) && minorOf(version) <= minors[1]!;
  const served = known && there && row.offered(kind);
  return served ? row.answer(state, kind, width) : 'NOT_SUPPORTED';
}

/** What the manager says, in the same words. A refusal has changed nothing. */
function answered(scene: Scene, id: number, row: Row | undefined): string {
  const registers = row?.call(scene) ?? [];
  const kept = new Kept(scene.w);
  const { verdict } = scene.caller.callFrame(frameOf(id, ...registers));
  if (scene.w.spmc.verdict.rule === null) return 'OK';
  kept.expectKept(scene.caller.slot, verdict);
  return verdict.split(' ')[0]!;
}

describe('QF11, QD5: every function has its documented answer, for', () => {
  const cases = KINDS.flatMap((kind) =>
    SUPPORTED_VERSIONS.flatMap((version) =>
      statesOf(kind).map(
        (state) => [kind.name, versionText(version), state.name, kind, version, state] as const,
      ),
    ),
  );

  it.each(cases)('%s of FF-A %s, %s', (_kind, _version, _state, kind, version, state) => {
    const scene = sceneOf(kind, state, version);
    const { spmc, memory } = scene.w;
    const [saved, contents] = [spmc.save(), memory.save()];
    const wrong: string[] = [];

    for (const number of NUMBERS)
      for (const [width, base] of WIDTHS) {
        const row = rowOf(number);
        const found = answered(scene, base + number, row);
        const expected = documented(number, width, version, state, kind);
        if (found !== expected)
          wrong.push(`${row?.name ?? number.toString(16)} ${width}: ${found}, not ${expected}`);
        spmc.restore(saved);
        memory.restore(contents);
      }

    expect(wrong).toEqual([]);
  });
});

describe('B10: the version can be changed before the first call, and in no state after it, by', () => {
  const cases = KINDS.flatMap((kind) =>
    statesOf(kind).map((state) => [kind.name, state.name, kind, state] as const),
  );

  it.each(cases)('%s, %s', (_kind, _state, kind, state) => {
    const { caller } = sceneOf(kind, state, VERSION_1_1);

    const { verdict } = caller.call(FFA.VERSION, VERSION_1_0);

    expect(verdict).toBe(state.fresh ? '0x00010003' : '-1 version/locked x1');
    expect(caller.version).toBe(state.fresh ? VERSION_1_0 : VERSION_1_1);
  });
});

describe('calls that are none of FF-A’s are answered with -1', () => {
  it.each([
    ['the architecture’s', 0x8000_0001],
    ['a CPU’s', 0x8100_0000],
    ['a SiP’s', 0x8200_0063],
    ['PSCI', 0x8400_0002],
    ['a trusted OS’s', 0xb200_0063],
    ['a yielding call of a 32-bit OS', 0x0400_0063],
    ['a yielding call of a 64-bit OS', 0x4400_0063],
    ['nothing', 0],
    ['all ones', 0xffff_ffff],
    ['with a reserved bit', 0x8402_0063],
  ])('%s (0x%x)', (_name, id) => {
    for (const kind of KINDS) {
      const scene = sceneOf(kind, statesOf(kind)[0]!, VERSION_1_1);
      expect(answered(scene, id, undefined)).toBe('-1');
    }
  });
});

describe('who has no processor makes no call, and no state changes:', () => {
  const cases = KINDS.flatMap((kind) =>
    LOSSES.filter((loss) => (kind.secure ? loss.ofPartition : loss.ofVm)).map(
      (loss) => [kind.name, loss.name, kind, loss] as const,
    ),
  );

  it.each(cases)('%s: %s', (_kind, _loss, kind, loss) => {
    const running = statesOf(kind).find(({ buffers }) => buffers === 'mapped')!;
    const scene = sceneOf(kind, running, VERSION_1_1);
    loss.lose(scene);
    const { spmc } = scene.w;
    const before = spmc.save();

    for (const number of NUMBERS)
      for (const [, base] of WIDTHS)
        expect(() => scene.caller.call(base + number)).toThrow('does not have a processor');

    expect(spmc.save()).toEqual(before);
  });
});
