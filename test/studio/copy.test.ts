/** Bytes taken along: every form is read back by the readers of inputs, and a scenario is played. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { KindName } from '../../src/core/decode/kind.ts';
import { readInput } from '../../src/core/decode/read-input.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { COPY_FORMATS } from '../../src/studio/model/copy/formats.ts';
import { patched } from '../abi/support.ts';
import { BROKEN_CASES } from '../decode/broken-cases.ts';
import * as sample from '../decode/samples.ts';

const CAPTURE = new Uint8Array(readFileSync('test/fixtures/captures/share-v1.2-1page.bin'));

function copied(name: string, bytes: Uint8Array, kind: KindName = 'share', version = VERSION_1_1): string {
  const written = COPY_FORMATS.find((format) => format.name === name)!.write({ bytes, kind, version });
  return written.ok ? written.text : `none: ${written.why}`;
}

describe('bytes copied', () => {
  test.each(['C', 'Rust', 'TypeScript', 'Hex'])('as %s are the same bytes when they are pasted', (name) => {
    for (const bytes of [sample.SHARE, sample.RELINQUISH, CAPTURE, sample.boot(VERSION_1_1)]) {
      const kind = bytes === sample.RELINQUISH ? 'relinquish' : 'share';
      const input = readInput(copied(name, bytes, kind));

      expect(input).toMatchObject({ ok: true });
      expect(input.ok && input.pieces[0]?.bytes).toEqual(bytes);
    }
  });

  test('as C name the field of each line, and nothing in them ends the comment', () => {
    const text = copied('C', sample.RELINQUISH, 'relinquish');

    expect(text).toBe(`// relinquish, FF-A 1.1, 18 bytes
static const uint8_t descriptor[18] __attribute__((aligned(16))) = {
  0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, // handle 0x5
  0x00, 0x00, 0x00, 0x00, // flags 0x00000000
  0x01, 0x00, 0x00, 0x00, // endpointCount 1
  0x01, 0x80, // endpoints[0].endpoint 0x8001
};
`);
    const named = copied('C', patched(sample.boot(VERSION_1_1), 32, '2a 2f 5c 0a 78'), 'boot-info');
    for (const line of named.split('\n').slice(2, -2))
      expect(line).toMatch(/^ {2}(0x.., ?)+( \/\/ [ -[\]-~]+)?$/);
  });

  test('as registers are the call that sends them', () => {
    expect(copied('Registers', sample.SHARE)).toBe(`x0 = 0x0000000084000073  # FFA_MEM_SHARE_32
x1 = 0x0000000000000070  # total length
x2 = 0x0000000000000070  # fragment length
x3 = 0x0000000000000000  # buffer address
x4 = 0x0000000000000000  # buffer pages
`);
    expect(copied('Registers', sample.RESPONSE, 'response')).toMatch(/^none: /);
    expect(copied('Registers', sample.FRAGMENT, 'fragment')).toMatch(/^none: /);
  });

  test('as a scenario are refused by the rule that the page shows', async () => {
    const sends = BROKEN_CASES.filter(({ call }) => call === 'share' || call === 'lend' || call === 'donate');
    let played = 0;
    for (const { rule, call, version = VERSION_1_1, spoiled, mended } of sends) {
      const text = copied('Scenario', spoiled(mended), call, version);
      if (text.startsWith('none: ')) continue;
      expect(text).toContain(`    refused: ${rule}\n`);
      expect(await play(text), `${rule}\n${text}`).toEqual({ ok: true });
      played++;
    }
    expect(played).toBeGreaterThan(15);
  });

  test.each([
    ['a share of ours', sample.SHARE, VERSION_1_1],
    ['a share that Linux sent', CAPTURE, VERSION_1_2],
  ])('as a scenario are played as they are: %s', async (_, bytes, version) => {
    const text = copied('Scenario', bytes, 'share', version);

    expect(text).not.toContain('refused');
    expect(await play(text)).toEqual({ ok: true });
  });
});

async function play(text: string): Promise<object> {
  const reading = await readMachine(text, 'pasted.yaml');
  if (!reading.ok) return reading;
  const { ok } = runScenario(reading.scenario);
  return { ok };
}
