/** Links that carry an input. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { hashOf, linkIn } from '../../src/studio/model/permalink.ts';

describe('a link', () => {
  test('brings text, kind and version back', async () => {
    const hash = await hashOf({ input: '00 01\n', call: 'share', version: VERSION_1_1 });

    expect(hash).toMatch(/^#\/decode\?z=[\w-]+&call=share&ffa=1\.1$/);
    expect(await linkIn(hash!)).toEqual({ input: '00 01\n', call: 'share', version: VERSION_1_1 });
  });

  test('brings any text and any bytes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()), async (input) => {
        const hash = await hashOf({ input });
        expect(await linkIn(hash!)).toEqual({ input, call: undefined, version: undefined });
      }),
      { numRuns: 50 },
    );
  });

  test('is not made for an input that is too long for one', async () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 60_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });

    expect(await hashOf({ input: noise })).toBeUndefined();
    expect(await hashOf({ input: new Uint8Array(5 * 1024 * 1024) })).toBeUndefined();
  });

  test.each([
    ['of nothing', ''],
    ['of a page alone', '#/decode'],
    ['of a file', '#/decode?file=x'],
  ])('%s carries no input', async (_, hash) => {
    expect(await linkIn(hash)).toBeUndefined();
  });

  test.each([
    ['no base64', '#/decode?z=%%%'],
    ['nothing that was packed', '#/decode?z=AAAA'],
    ['a part', '#/decode?z=MzBQMDA'],
    ['markup', '#/decode?b=<img src=x onerror=alert(1)>'],
  ])('that holds %s says so', async (_, hash) => {
    expect(await linkIn(hash)).toEqual({
      why: 'The link is cut off or damaged: what it carries cannot be unpacked.',
    });
  });

  test('that unfolds to far more than it shows is not followed', async () => {
    const stream = new Blob([new Uint8Array(64 * 1024 * 1024)])
      .stream()
      .pipeThrough(new CompressionStream('deflate-raw'));
    const packed = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');

    expect(await linkIn(`#/decode?b=${packed}`)).toHaveProperty('why');
  });

  test('takes no kind and no version that do not exist', async () => {
    const hash = await hashOf({ input: 'aa' });

    expect(await linkIn(`${hash}&call=steal&ffa=9.9`)).toEqual({
      input: 'aa',
      call: undefined,
      version: undefined,
    });
  });
});
