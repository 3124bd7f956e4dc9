/** Every rule as tshark shows it: what it says, and the place where it is broken. */

import { beforeAll, describe, expect, test } from 'vitest';
import { RULES, ruleById } from '../../src/core/rules/registry.ts';
import { exportedBytes } from '../trace/export.ts';
import { readItems, readPcapng } from '../trace/read-pcapng.ts';
import { examplesRecording } from './examples-recording.ts';
import { fieldsOf, SOUND, TSHARK, tsharkOf } from './tshark.ts';

interface Refused {
  readonly refusal: {
    readonly rule: string;
    readonly status: string;
    readonly bytes?: { readonly offset: number; readonly length: number };
    readonly register?: number;
  };
}

describe.runIf(TSHARK)('the example of each rule', () => {
  let recording = '';
  let refused: readonly Refused[] = [];
  beforeAll(() => {
    recording = examplesRecording();
    refused = recording
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as Partial<Refused>)
      .filter((event): event is Refused => event.refusal !== undefined);
  });

  test('has its rule in the call and in the answer, in words and with its status', () => {
    const fields = ['kind', 'rule', 'rule.must', 'rule.why', 'rule.fix', 'status.name'];
    const rows = fieldsOf(
      recording,
      `${SOUND} && ffa.rule`,
      fields.map((field) => `ffa.${field}`),
    );
    expect(rows).toEqual(
      refused.flatMap(({ refusal }) => {
        const { what, why, fix } = ruleById(refusal.rule)!;
        const words = [refusal.rule, what, why, fix];
        return [
          ['1', ...words, ''],
          ['2', ...words, refusal.status],
        ];
      }),
    );
    expect(new Set(refused.map(({ refusal }) => refusal.rule)).size).toBe(RULES.length);
  });

  test('points at the bytes or at the register that break it', () => {
    const capture = exportedBytes('pcapng', recording);
    const pdml = tsharkOf(capture, '-Y', 'ffa.rule && ffa.kind == 1', '-T', 'pdml');
    const found = pdml
      .split('<packet>')
      .slice(1)
      .map((packet) =>
        [...packet.matchAll(/name="ffa\.broken" .*? size="(\d+)" pos="(\d+)"/g)].map(([, size, pos]) => [
          Number(pos),
          Number(size),
        ]),
      );
    const calls = readPcapng(capture)
      .packets.map(({ bytes }) => ({ bytes, ...readItems(bytes) }))
      .filter(({ kind, items }) => kind === 'call' && items.some(({ type }) => type === 'refusal'));
    const wanted = calls.map(({ bytes, items }, index) => {
      const { bytes: broken, register } = refused[index]!.refusal;
      const at = (type: string) => {
        const value = items.find((item) => item.type === type)?.value;
        return value === undefined ? undefined : value.byteOffset - bytes.byteOffset;
      };
      const [registers, buffer] = [at('registers'), at('buffer')];
      const first = (buffer ?? 0) + 16 + (broken?.offset ?? 0);
      const present = Math.min(broken?.length ?? 0, bytes.length - first);
      return [
        ...(register === undefined ? [] : [[registers! + register * 8, 8]]),
        ...(buffer === undefined || present <= 0 ? [] : [[first, present]]),
      ];
    });
    expect(found).toEqual(wanted);
  });
});
