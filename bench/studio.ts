/**
 * `npm run bench:studio`: how the studio keeps up, in a headless Chromium: frames of the page map and the timeline,
 * large recordings and their memory, reports, and a machine that makes 20,000 calls a second.
 */

import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { serveStudio } from '#node/studio/static-server.js';
import { watched } from './studio-frames.ts';
import { watchLive } from './studio-live.ts';
import { PageMemory } from './studio-memory.ts';
import { recordingLines } from './studio-recording.ts';

const CALLS = 100_000;
/** Calls of a recording of 102 MB. */
const MANY_CALLS = 600_000;
const FRAMES = 120;
/** 60 frames a second. */
const FRAME_MS = 17;
const { CHROMIUM } = process.env;
const PLACES = [CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const PATIENCE_MS = 600_000;
const TANTALUM = fileURLToPath(new URL('../../bin/tantalum', import.meta.url));

/** What is done in each frame, as the page has it. */
const ACTIONS: Readonly<Record<string, string>> = {
  'time step': `slider.value = String(frame * 797 % ${CALLS}); slider.dispatchEvent(new Event('input', { bubbles: true }))`,
  'timeline zoom': `wheel(canvases[0], frame % 60 < 30 ? -100 : 100)`,
  'page map zoom': `wheel(canvases[1], frame % 20 < 10 ? -100 : 100)`,
  'page map pan': `drag(canvases[1], frame % 20 < 10 ? -12 : 12)`,
};

async function main(): Promise<void> {
  const program = PLACES.find((place) => existsSync(place));
  if (program === undefined) throw new Error('Chromium is not there: say where it is with CHROMIUM.');
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  const built = fileURLToPath(new URL('../studio', import.meta.url));
  const served = await serveStudio({ folder: built, port: 0 });
  const browser = await chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--enable-precise-memory-info'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${served.address}#/run`);
    await page.locator('#event-title').waitFor();
    const memory = await PageMemory.of(page);
    await openRecording(page, memory, join(folder, 'calls.ndjson'), CALLS);
    for (const [name, action] of Object.entries(ACTIONS)) {
      const times = (await page.evaluate<number[]>(frames(action))).sort((left, right) => left - right);
      const [median, most] = [times[times.length >> 1] ?? 0, times[Math.floor(times.length * 0.95)] ?? 0];
      const verdict = most <= FRAME_MS ? 'kept' : 'missed';
      print(
        `${name.padEnd(15)} p50 ${median.toFixed(1)} ms, p95 ${most.toFixed(1)} ms a frame; 60 a second ${verdict}`,
      );
    }
    await openRecording(page, memory, join(folder, 'many.ndjson'), MANY_CALLS);
    await openReport(
      page,
      ['run', 'machines/three-worlds.yaml', '--quiet', '--html'],
      join(folder, 'run.html'),
    );
    const recording = join(folder, 'calls.ndjson');
    await openReport(page, ['trace', recording, '--to', 'html', '--out'], join(folder, 'calls.html'));
    await page.close();
    const { calls, seconds, megabytes, median, p95, longest, behind, missed } = await watchLive(
      browser,
      built,
    );
    print(
      `watching ${calls} calls (${megabytes.toFixed(0)} MB) made in ${seconds.toFixed(1)} s: p50 ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms a frame, the longest ${longest.toFixed(0)} ms; the last was seen after ${behind.toFixed(0)} ms; ${missed} gaps`,
    );
  } finally {
    await browser.close();
    served.close();
    rmSync(folder, { recursive: true });
  }
}

/** Has the page open a recording, and says how long that takes, how long the page could not answer meanwhile, and how much memory it has then. */
async function openRecording(page: Page, memory: PageMemory, file: string, calls: number): Promise<void> {
  const stream = createWriteStream(file);
  Readable.from(withEnds(recordingLines(calls))).pipe(stream);
  await finished(stream);
  let seconds = 0;
  const { frame, task } = await watched(page, async () => {
    seconds = await timed(async () => {
      await page.locator('input[type=file]').setInputFiles(file);
      await page.locator('output', { hasText: `of ${calls}` }).waitFor();
    });
  });
  const { size } = statSync(file);
  print(
    `opening ${calls} calls (${(size / 1e6).toFixed(0)} MB) took ${seconds.toFixed(1)} s; the longest frame was ${frame.toFixed(0)} ms, the longest task ${task.toFixed(0)} ms of a processor`,
  );
  const used = await memory.used();
  const ratio = (used.page + used.workers) / size;
  print(
    `then the page has ${(used.page / 1e6).toFixed(0)} MB and its worker ${(used.workers / 1e6).toFixed(0)} MB, ${ratio.toFixed(1)} times the recording`,
  );
}

/** Has a report written and opens it from its file. */
async function openReport(page: Page, args: readonly string[], file: string): Promise<void> {
  const written = await timed(async () => {
    const { status, stderr } = spawnSync(process.execPath, [TANTALUM, ...args, file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  });
  const opened = await timed(async () => {
    await page.goto(pathToFileURL(file).href);
    await page.locator('#event-title').waitFor();
  });
  const name = await page.locator('output').textContent();
  const megabytes = statSync(file).size / 1e6;
  print(
    `a report (${name}) has ${megabytes.toFixed(2)} MB; writing it took ${written.toFixed(1)} s, opening it ${opened.toFixed(1)} s`,
  );
}

/** Seconds that something takes. */
async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function* withEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** A program that does something in each of many frames, and measures how far they are apart. */
function frames(action: string): string {
  return `(async () => {
    const slider = document.querySelector('input[type=range]');
    const canvases = [...document.querySelectorAll('.canvas canvas')];
    const at = (canvas) => { const { left, top, width, height } = canvas.getBoundingClientRect(); return { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true, pointerId: 1 }; };
    const wheel = (canvas, deltaY) => canvas.dispatchEvent(new WheelEvent('wheel', { ...at(canvas), deltaY }));
    HTMLElement.prototype.setPointerCapture = () => {};
    const drag = (canvas, y) => {
      const from = at(canvas);
      canvas.dispatchEvent(new PointerEvent('pointerdown', from));
      canvas.dispatchEvent(new PointerEvent('pointermove', { ...from, clientY: from.clientY + y }));
      canvas.dispatchEvent(new PointerEvent('pointerup', { ...from, clientY: from.clientY + y }));
    };
    const times = [];
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < ${FRAMES}; frame++) {
      ${action};
      const now = await new Promise(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  })()`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
