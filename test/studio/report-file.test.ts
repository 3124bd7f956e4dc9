/** The file of a report: what is in it is what was put in, and none of it is markup. */

import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonMarkup, textMarkup } from '../../src/node/studio/markup.ts';
import { PackedLines } from '../../src/node/studio/packed-lines.ts';
import { reportParts } from '../../src/node/studio/report-parts.ts';
import { shellOf } from '../../src/node/studio/report-shell.ts';
import { type ReportSummary, summaryMarkup } from '../../src/node/studio/report-summary.ts';

const SHELL = '<title><!-- title --></title><body><!-- summary --><!-- data --><script>run()</script></body>';
const SUMMARY: ReportSummary = {
  name: 'a.yaml',
  verdict: '2 steps, 1 not as expected',
  good: false,
  about: 'An OS and a vault.',
  made: 'tantalum run a.yaml; Tantalum 1.2.3',
  troubles: [{ event: 4, lines: ['1 os  share', '  not as expected'] }],
};
const HOSTILE = '</script></title><!--<script>&"\'`<img src=x onerror=taken()>';

/** The elements of a text, in their order, as a browser would begin and end them. */
function tagsOf(text: string): readonly string[] {
  return [...text.matchAll(/<[/!]?\w*/g)].map(([tag]) => tag);
}

function packed(lines: readonly string[]): string {
  const recording = new PackedLines();
  for (const line of lines) recording.add(line);
  return recording.end().join('');
}

describe('a report', () => {
  test('has title, summary, facts and recording at their places', () => {
    const content = { summary: SUMMARY, facts: { name: 'a.yaml', opensAt: 4 }, recording: ['QUJD', 'REVG'] };

    expect(reportParts(shellOf(SHELL), content).join('')).toBe(
      [
        '<title>a.yaml - Tantalum report</title><body><section class="summary" aria-label="What came of it">',
        '<div class="row">',
        '<h2>a.yaml</h2>',
        '<p class="bad">2 steps, 1 not as expected</p>',
        '</div>',
        '<p class="about">An OS and a vault.</p>',
        '<p class="aside">tantalum run a.yaml; Tantalum 1.2.3</p>',
        '<ol>',
        '<li><pre>1 os  share',
        '  not as expected</pre><a href="#event-4">Show it</a></li>',
        '</ol>',
        '</section><script type="application/json" id="facts">{"name":"a.yaml","opensAt":4}</script>',
        '<script type="text/plain" id="recording">QUJDREVG</script><script>run()</script></body>',
      ].join('\n'),
    );
  });

  test('has the same elements whatever the texts in it are', () => {
    const withText = (text: string) => {
      const troubles = [{ event: 4, lines: [text, text] }];
      const summary = { ...SUMMARY, name: text, verdict: text, about: text, made: text, troubles };
      return reportParts(shellOf(SHELL), { summary, facts: { [text]: [text] }, recording: [] }).join('');
    };
    const tags = tagsOf(withText('x'));

    expect(tagsOf(withText(HOSTILE))).toEqual(tags);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        expect(tagsOf(withText(text))).toEqual(tags);
      }),
      { numRuns: 50 },
    );
  });

  test('tells the page what it was told', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (facts) => {
        expect(JSON.parse(jsonMarkup(facts))).toEqual(JSON.parse(JSON.stringify(facts)));
      }),
    );
  });

  test.each([
    ['too few', '<!-- title --><!-- summary -->'],
    ['too many', `${SHELL}<!-- data -->`],
  ])('is not made from a shell with %s places', (_, shell) => {
    expect(() => shellOf(shell)).toThrow('the shell of reports has too');
  });
});

describe('a summary', () => {
  test('has no link where nothing had happened yet', () => {
    const troubles = [{ event: 0, lines: ['1 os  share'] }];
    expect(summaryMarkup({ ...SUMMARY, troubles })).toContain('<li><pre>1 os  share</pre></li>');
  });

  test('tells the first fifty of many troubles, and how many more there are', () => {
    const troubles = Array.from({ length: 1234 }, (_, event) => ({ event: event + 1, lines: ['x'] }));
    const markup = summaryMarkup({ ...SUMMARY, troubles });

    expect(markup.match(/<li>/g)).toHaveLength(50);
    expect(markup).toContain('<p>and 1184 more</p>');
  });

  test.each([
    [true, 'good'],
    [false, 'bad'],
    [undefined, 'verdict'],
  ])('has the look of its verdict: %s', (good, look) => {
    expect(summaryMarkup({ ...SUMMARY, good })).toContain(`<p class="${look}">2 steps`);
  });
});

test('text is written as HTML has it', () => {
  expect(textMarkup('<a href="x">&\'</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;');
});

describe('packed lines', () => {
  test.each([
    ['none', []],
    ['one', ['{"format":"ffa-trace"}']],
    ['markup, and letters of all kinds', [HOSTILE, 'é 漢 😀 \u2028']],
  ])('come out as they went in: %s', (_, lines) => {
    const text = gunzipSync(Buffer.from(packed(lines), 'base64')).toString();
    expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  test('come out as they went in where there are so many that they take several pieces', () => {
    // A generator without a period to speak of, so that there is little to pack.
    let state = 1;
    const lines = Array.from({ length: 4000 }, () =>
      Array.from({ length: 60 }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state.toString(36);
      }).join(' '),
    );

    const recording = packed(lines);

    expect(recording.length).toBeGreaterThan(1_048_576);
    expect(recording).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(gunzipSync(Buffer.from(recording, 'base64')).toString()).toBe(`${lines.join('\n')}\n`);
  });
});
