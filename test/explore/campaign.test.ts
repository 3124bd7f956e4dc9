/** Campaigns: who takes which walks, what is kept of them, and what is said about a folder that does not fit. */

import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { type BatchResult, Labs, runBatch } from '../../src/core/explore/campaign/batch.ts';
import { batchesOf } from '../../src/core/explore/campaign/batches.ts';
import type { Campaign } from '../../src/core/explore/campaign/campaign.ts';
import { planCampaign } from '../../src/core/explore/campaign/plan-campaign.ts';
import { reportOf } from '../../src/core/explore/campaign/report.ts';
import { provingGrounds } from '../../src/core/explore/ground.ts';
import { Checkpoint, readShards } from '../../src/node/explore/checkpoint.ts';
import { CampaignProblem } from '../../src/node/explore/problem.ts';

const CAMPAIGN: Campaign = {
  ...{ seed: 3, calls: 100_000, faults: false, model: true },
  machines: provingGrounds(),
};
const WHOLE = { index: 0, of: 1 };
const result = (batch: number): BatchResult => ({
  batch,
  walks: 20,
  calls: 20_000,
  found: [],
  met: { death: 5 },
  rules: { 'call/unknown': 2 },
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tantalum-explore-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const results = () => join(folder, 'results.jsonl');

/** Keeps results in the folder, as a campaign that ended. */
function kept(...finished: readonly BatchResult[]): void {
  const checkpoint = Checkpoint.open(folder, CAMPAIGN, WHOLE);
  for (const each of finished) checkpoint.keep(each);
  checkpoint.close();
}

test.each([1, 2, 3, 7])('%i shards have every batch once', (of) => {
  const shards = Array.from({ length: of }, (_, index) => batchesOf(CAMPAIGN, { index, of }));

  const all = shards.flatMap((batches) => [...batches]);
  expect(all.sort((left, right) => left - right)).toEqual([0, 1, 2, 3, 4]);
  expect(shards.map(({ count }) => count)).toEqual(shards.map((batches) => [...batches].length));
});

test('what was finished is not taken again, and what is not of the shard is not missed', () => {
  const batches = batchesOf(CAMPAIGN, { index: 1, of: 2 }, [3, 3, 2, 99]);

  expect({ all: [...batches], count: batches.count }).toEqual({ all: [1], count: 1 });
});

test('a campaign may have more batches than there is room for a list of', () => {
  const batches = batchesOf({ calls: 1e12 }, { index: 1, of: 3 }, [4]);

  const numbers = batches[Symbol.iterator]();
  expect([numbers.next().value, numbers.next().value, numbers.next().value]).toEqual([1, 7, 10]);
  expect(batches.count).toBe(16_666_666);
});

test('a batch is the same on a fresh machine and on one that has been used', () => {
  const small = { ...CAMPAIGN, calls: 300 };
  const labs = new Labs(CAMPAIGN);

  const once = runBatch(labs, small, 0);

  expect(once).toMatchObject({ walks: 1, calls: 300, found: [] });
  expect(runBatch(labs, small, 0)).toEqual(once);
}, 60_000);

test('a report does not depend on the order in which results came', () => {
  expect(reportOf([result(2), result(0), result(1)], CAMPAIGN)).toEqual(
    reportOf([result(0), result(1), result(2)], CAMPAIGN),
  );
});

test('a report has the parts of the specification that the machines have, and no others', () => {
  const [ground, twoProtocols] = provingGrounds();
  const partsOf = (machines: Campaign['machines']) => reportOf([], { model: true, machines }).specification!;

  const alone = partsOf([ground!]);
  const both = partsOf([ground!, twoProtocols!]);

  expect(alone.notMet).toHaveLength(alone.parts);
  expect(alone.notMet).toEqual(expect.arrayContaining(['death', 'FFA_MEM_SHARE']));
  expect(alone.notMet.filter((part) => /^rm|parcel|MEM_ACCEPT/i.test(part))).toEqual([]);
  expect(both.parts).toBeGreaterThan(alone.parts);
  expect(both.notMet).toContain('MEM_ACCEPT');
});

test('the specification looks on where it decides a machine, and a campaign says where it does not', () => {
  const planned = planCampaign(CAMPAIGN);
  if (!planned.ok) throw new Error(planned.why);
  const labs = new Labs(planned.campaign);

  const looksOn = CAMPAIGN.machines.map((_, machine) => labs.of(machine).beside !== undefined);

  expect(planned.aside).toBe('on 1 of 5 machines its hypervisor mediates');
  expect(looksOn).toEqual([true, true, true, true, false]);
});

describe('a folder', () => {
  it('gives back what was kept', () => {
    kept(result(0), result(3));

    const again = Checkpoint.open(folder, CAMPAIGN, WHOLE);

    expect(again.done.map(({ batch }) => batch)).toEqual([0, 3]);
    again.close();
  });

  it('loses a line that was being written when everything stopped, and nothing else', () => {
    kept(result(0), result(1));
    appendFileSync(results(), '{"batch":2,"wal');

    kept(result(2));

    const lines = readFileSync(results(), 'utf8').trim().split('\n');
    expect(lines.slice(1).map((line) => JSON.parse(line).batch)).toEqual([0, 1, 2]);
  });

  it.each<[string, string, RegExp]>([
    ['a line that is no JSON', '{"batch":\n', /results\.jsonl:3: this is no result of a campaign/],
    ['a line that is something else', '{"other":1}\n', /results\.jsonl:3: this is no result/],
    ['a batch twice', `${JSON.stringify(result(0))}\n`, /results\.jsonl:3: batch 0 is there twice/],
    [
      'a batch beyond the end',
      `${JSON.stringify(result(5))}\n`,
      /results\.jsonl:3: the campaign has no batch 5/,
    ],
    [
      'something found on a machine that is not there',
      `${JSON.stringify({ ...result(1), found: [{ walk: 20, machine: 5, invariant: 'x', problem: 'y', moves: 1 }] })}\n`,
      /results\.jsonl:3: there is no machine 5 in the campaign/,
    ],
  ])('with %s is not gone on with', (_, line, message) => {
    kept(result(0));
    appendFileSync(results(), line);

    expect(() => Checkpoint.open(folder, CAMPAIGN, WHOLE)).toThrow(message);
    expect(() => readShards([folder])).toThrow(message);
  });

  it.each<[string, Campaign, { index: number; of: number }]>([
    ['another seed', { ...CAMPAIGN, seed: 4 }, WHOLE],
    ['another length', { ...CAMPAIGN, calls: 5 }, WHOLE],
    ['another shard', CAMPAIGN, { index: 1, of: 2 }],
  ])('is not taken for a campaign with %s', (_, campaign, shard) => {
    kept(result(0));

    expect(() => Checkpoint.open(folder, campaign, shard)).toThrow(/has another campaign/);
  });

  it('has one process at a time', () => {
    const first = Checkpoint.open(folder, CAMPAIGN, WHOLE);

    expect(() => Checkpoint.open(folder, CAMPAIGN, WHOLE)).toThrow(/^process \d+ of .* explores in /);
    first.close();
    Checkpoint.open(folder, CAMPAIGN, WHOLE).close();
  });

  const lock = (holder: object) => writeFileSync(join(folder, 'running'), JSON.stringify(holder));

  it.each<[string, object]>([
    ['is gone', { host: hostname(), process: 999_999_999 }],
    ['had our number, in a container that was started anew', { host: hostname(), process: process.pid }],
    ['did not finish to say who it is', {}],
  ])('is free again when its process %s', (_, holder) => {
    lock(holder);

    Checkpoint.open(folder, CAMPAIGN, WHOLE).close();

    expect(existsSync(join(folder, 'running'))).toBe(false);
  });

  it('belongs to another machine as long as that gives signs of life', () => {
    lock({ host: 'elsewhere', process: 7 });
    expect(() => Checkpoint.open(folder, CAMPAIGN, WHOLE)).toThrow(/^process 7 of elsewhere explores in /);

    utimesSync(join(folder, 'running'), 1, 1);
    Checkpoint.open(folder, CAMPAIGN, WHOLE).close();
  });

  it('that is a file is told of', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'text');

    expect(() => Checkpoint.open(file, CAMPAIGN, WHOLE)).toThrow(CampaignProblem);
    expect(() => readShards([file])).toThrow(CampaignProblem);
  });

  it('is merged with those of all other shards only', () => {
    const even = Checkpoint.open(folder, CAMPAIGN, { index: 0, of: 2 });
    for (const batch of [0, 2, 4]) even.keep(result(batch));
    even.close();

    expect(() => readShards([folder])).toThrow(
      /^2 batches of the campaign have not been finished, those of 2\/2$/,
    );
  });

  it('that is no folder of a campaign, and shards that are the same, are told of', () => {
    expect(() => readShards([join(folder, 'nothing')])).toThrow(/has no campaign/);
    kept(result(0));
    expect(() => readShards([folder, folder])).toThrow(/batch 0 is in two folders/);
  });
});
