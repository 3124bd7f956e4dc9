/** A run that pages watch: who is let in, what a page is sent, and what becomes of one that is slow or says what it should not. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { FaultRule } from '../../src/core/board/fault-rule.ts';
import { LiveRun } from '../../src/node/studio/live-run.ts';
import { type ServedStudio, serveStudio } from '../../src/node/studio/static-server.ts';
import { LiveClient, socketOf } from './live-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
const HEADER = { format: 'ffa-trace', version: 1 };
const servers: ServedStudio[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A run that is served, and the faults that were set on it. */
async function live(options: { readonly most?: number; readonly inject?: false } = {}) {
  const set: (readonly FaultRule[])[] = [];
  const { most, inject = true } = options;
  const run = new LiveRun(HEADER, most);
  if (inject)
    run.takeFaults([{ function: 'FFA_RUN', first: 1, calls: 2, effect: { answer: 'BUSY' } }], (rules) =>
      set.push(rules),
    );
  const served = await serveStudio({ folder, port: 0, live: run });
  servers.push(served);
  return { run, served, set };
}

/** Lines that can be told from each other. */
function lines(from: number, end: number): readonly string[] {
  return Array.from({ length: end - from }, (_, at) => `{"seq":${from + at}}`);
}

describe('a page that watches a run', () => {
  test('hears what it is, what has happened, what happens, and how it ends', async () => {
    const { run, served } = await live();
    for (const line of lines(0, 3)) run.put(line);

    const page = await LiveClient.open(served);
    page.say({ kind: 'follow', from: 0 });
    await page.until(2);
    for (const line of lines(3, 2000)) run.put(line);
    run.end('It is over.');

    expect(await page.first('ended')).toEqual({ kind: 'ended', how: 'It is over.' });
    expect(page.came[0]).toEqual({
      message: { kind: 'run', header: HEADER, takesFaults: true, faults: ['FFA_RUN=BUSY*2'] },
      lines: [],
    });
    expect(page.events).toEqual(lines(0, 2000).map((line, number) => [number, line]));
  });

  test('comes again and goes on where it was', async () => {
    const { run, served } = await live();
    for (const line of lines(0, 10)) run.put(line);

    const page = await LiveClient.open(served);
    page.say({ kind: 'follow', from: 7 });
    await page.until(9);

    expect(page.events.map(([number]) => number)).toEqual([7, 8, 9]);
  });

  test('that comes too late for the first events gets those that are kept, with their numbers', async () => {
    const { run, served } = await live({ most: 200_000 });
    const line = 'x'.repeat(50_000);
    for (let number = 0; number < 100; number++) run.put(line);

    const page = await LiveClient.open(served);
    page.say({ kind: 'follow', from: 0 });
    await page.until(99);

    const [first] = page.events[0]!;
    expect(first).toBeGreaterThanOrEqual(95);
    expect(page.events.map(([number]) => number)).toEqual(
      Array.from({ length: 100 - first }, (_, at) => first + at),
    );
  });

  test('that is slow is not waited for, and sees what it has missed', async () => {
    const { run, served } = await live({ most: 2_000_000 });
    const [slow, quick] = [await LiveClient.open(served), await LiveClient.open(served)];
    for (const page of [slow, quick]) page.say({ kind: 'follow', from: 0 });
    // Systems keep some megabytes for whoever does not read.
    const line = 'x'.repeat(1_000_000);
    run.put(line);
    await Promise.all([slow.until(0), quick.until(0)]);

    slow.socket.pause();
    for (let number = 1; number < 40; number++) {
      run.put(line);
      await quick.until(number);
    }
    slow.socket.resume();
    await slow.until(39);

    expect(quick.events.length).toBe(40);
    expect(slow.events.length).toBeLessThan(40);
    const numbers = slow.events.map(([number]) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
  });

  test('sets faults, of which all hear', async () => {
    const { served, set } = await live();
    const [one, other] = [await LiveClient.open(served), await LiveClient.open(served)];
    one.say({ kind: 'follow', from: 0 });

    one.say({
      kind: 'inject',
      rules: ['FFA_MEM_RECLAIM=DENIED*3', 'FFA_MSG_SEND_DIRECT_REQ=interrupt/70ms'],
    });

    const rules = ['FFA_MEM_RECLAIM=DENIED*3', 'FFA_MSG_SEND_DIRECT_REQ=interrupt/72ms'];
    expect(await one.first('faults')).toEqual({ kind: 'faults', rules });
    expect(await other.first('faults')).toEqual({ kind: 'faults', rules });
    expect(set).toEqual([
      [
        { function: 'FFA_MEM_RECLAIM', first: 1, calls: 3, effect: { answer: 'DENIED' } },
        { function: 'FFA_MSG_SEND_DIRECT_REQ', first: 1, calls: 1, effect: { interrupts: 18 } },
      ],
    ]);
    const late = await LiveClient.open(served);
    expect(late.came[0]?.message).toMatchObject({ faults: rules });
  });

  test('is told which of its faults cannot be read, and where; the others are not set either', async () => {
    const { served, set } = await live();
    const page = await LiveClient.open(served);
    page.say({ kind: 'follow', from: 0 });

    page.say({ kind: 'inject', rules: ['FFA_RUN=BUSY', 'FFA_MEM_RECLAIM'] });

    expect(await page.first('refused')).toEqual({
      kind: 'refused',
      rule: 'live/fault',
      why: 'Fault 2: at character 16 it needs "=" and a status, as in DENIED, or interrupt.',
      place: [1, 15],
    });
    expect(set).toEqual([]);
  });

  test.each([
    ['takes none', async () => live({ inject: false }), 'This run takes no faults.'],
    [
      'is over',
      async () => {
        const over = await live();
        over.run.end('');
        return over;
      },
      'The run is over.',
    ],
  ])('sets no faults on a run that %s', async (_, make, why) => {
    const { served, set } = await make();
    const page = await LiveClient.open(served);
    page.say({ kind: 'follow', from: 0 });

    page.say({ kind: 'inject', rules: ['FFA_RUN=BUSY'] });

    expect(await page.first('refused')).toEqual({ kind: 'refused', rule: 'live/running', why, place: [] });
    expect([set, page.came[0]?.message]).toEqual([[], expect.objectContaining({ takesFaults: false })]);
  });

  test('is told that the process ends', async () => {
    const { served } = await live();
    const page = await LiveClient.open(served);

    served.close();

    expect(await page.closed).toBe(1001);
  });
});

describe('nobody else is let in:', () => {
  const refusal = async (address: string, options: object) => {
    const socket = new WebSocket(address, options);
    const [error] = await once(socket, 'error');
    return String(error.message);
  };

  test.each<[string, (served: ServedStudio) => [address: string, options: object]]>([
    ['a page from elsewhere', ({ address }) => [socketOf(address), { origin: 'http://elsewhere.example' }]],
    ['a page of another port', ({ address }) => [socketOf(address), { origin: 'http://127.0.0.1:1' }]],
    ['what says not where it is from', ({ address }) => [socketOf(address), {}]],
    [
      'who comes by another name',
      ({ address }) => [
        socketOf(address),
        { origin: 'http://rebound.example', headers: { host: 'rebound.example' } },
      ],
    ],
    [
      'a wrong token',
      ({ address }) => [`${socketOf(address).slice(0, -1)}!`, { origin: new URL(address).origin }],
    ],
    [
      'no token',
      ({ address }) => [socketOf(address).replace(/[^/]*$/, ''), { origin: new URL(address).origin }],
    ],
    [
      'another path',
      ({ address }) => [socketOf(address).replace('/live/', '/'), { origin: new URL(address).origin }],
    ],
  ])('%s', async (_, way) => {
    const { run, served } = await live();

    expect(await refusal(...way(served))).toBe('Unexpected server response: 403');
    expect(run.pages.size).toBe(0);
  });

  test('a page too many', async () => {
    const { served } = await live();
    for (let page = 0; page < 32; page++) await LiveClient.open(served);

    const { origin } = new URL(served.address);
    expect(await refusal(socketOf(served.address), { origin })).toBe('Unexpected server response: 503');
  });

  test('a socket where no run is', async () => {
    const served = await serveStudio({ folder, port: 0 });
    servers.push(served);

    const { host, origin } = new URL(served.address);
    expect(await refusal(`ws://${host}/live/x`, { origin })).toMatch(/404|socket hang up/);
  });
});

describe('a page that says what no page says is told which rule it breaks, and cut off:', () => {
  test.each<[string, string, string | Uint8Array, string]>([
    ['bytes', 'live/text', Uint8Array.of(1, 2, 3), 'A message of a page is text.'],
    ['no JSON', 'live/message', 'follow', 'It needs an object.'],
    ['a list', 'live/message', '[]', 'It needs an object.'],
    ['an unknown kind', 'live/message', '{"kind":"run"}', 'It needs "kind", one of follow, inject.'],
    [
      'the kind of every object',
      'live/message',
      '{"kind":"toString"}',
      'It needs "kind", one of follow, inject.',
    ],
    ['no number', 'live/message', '{"kind":"follow"}', 'It needs "from", a number from 0 on, in "follow".'],
    [
      'a number below all',
      'live/message',
      '{"kind":"follow","from":-1}',
      'It needs "from", a number from 0 on, in "follow".',
    ],
    ['something more', 'live/message', '{"kind":"follow","from":0,"to":9}', 'It needs no "to" in "follow".'],
    [
      'rules of another kind',
      'live/message',
      '{"kind":"inject","rules":[1]}',
      'It needs "rules", a list of at most 64 texts, in "inject".',
    ],
    [
      'too many rules',
      'live/message',
      JSON.stringify({ kind: 'inject', rules: Array.from({ length: 65 }, () => '') }),
      'It needs "rules", a list of at most 64 texts, in "inject".',
    ],
    [
      'too much',
      'live/length',
      JSON.stringify({ kind: 'inject', rules: ['x'.repeat(16_384)] }),
      'A message of a page has at most 16,384 characters.',
    ],
    [
      'faults before all',
      'live/follow',
      '{"kind":"inject","rules":[]}',
      'A page says once from which event on it follows, before anything else.',
    ],
  ])('%s', async (_, rule, said, why) => {
    const { served, set } = await live();
    const page = await LiveClient.open(served);

    page.socket.send(said);

    expect(await page.first('refused')).toEqual({ kind: 'refused', rule, why, place: [] });
    expect(await page.closed).toBe(1008);
    expect(set).toEqual([]);
  });

  test('to follow twice', async () => {
    const { served } = await live();
    const page = await LiveClient.open(served);
    page.say({ kind: 'follow', from: 0 });

    page.say({ kind: 'follow', from: 5 });

    expect(await page.first('refused')).toMatchObject({ rule: 'live/follow' });
  });

  test('more than is read at all', async () => {
    const { served } = await live();
    const page = await LiveClient.open(served);

    page.socket.send('x'.repeat(100_000));

    expect(await page.closed).toBe(1009);
  });
});
