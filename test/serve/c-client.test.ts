/** The driver in C, compiled and run. Where there is no compiler it is left out. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loanProgram } from '../../src/core/programs/loan.ts';
import { isInstalled } from '../installed.ts';
import { NO_TOKEN } from './client.ts';
import { buffersAt, Served, UUIDS, VAULT } from './served.ts';

const hasCompiler = isInstalled('gcc', 'the driver in C');

const folder = mkdtempSync(join(tmpdir(), 'tantalum-c-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program, compiled by a compiler that complains about everything. */
function compiled(): string {
  const program = join(folder, 'share');
  const strict = ['-std=c11', '-D_DEFAULT_SOURCE', '-Wall', '-Wextra', '-Werror', '-O2'];
  execFileSync('gcc', [...strict, '-o', program, 'examples/share.c']);
  return program;
}

async function run(program: string, ...args: readonly string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

describe.skipIf(!hasCompiler)('examples/share.c', () => {
  const program = hasCompiler ? compiled() : '';

  test('shares a page with a partition, and reads what it made of it', async () => {
    const served = await Served.start({ vault: loanProgram(buffersAt(VAULT)) });
    expect(await run(program, join(served.folder, 'linux'), UUIDS.vault, 'tantalum')).toEqual({
      code: 0,
      // "tantalum" is 74 61 6e 74 61 6c 75 6d: 870 in all, and 0xff without each of them.
      out: 'endpoint 0x8001: status 0, 1 page, sum 870: 8b 9e 91 8b 9e 93 8a 92\n',
      err: '',
    });
  });

  test('leaves nothing behind', async () => {
    const served = await Served.start({ vault: loanProgram(buffersAt(VAULT)) });
    await run(program, join(served.folder, 'linux'), UUIDS.vault, 'tantalum');
    const self = await served.self();
    const { address } = await self.call('ALLOCATE', { pages: 1 });
    expect(await self.call('READ', { address, length: 8 })).toEqual({ bytes: new Uint8Array(8) });
  });

  test('says which rule is in its way', async () => {
    const served = await Served.start({ vault: loanProgram(buffersAt(VAULT)) });
    served.claim('vault');
    expect(await run(program, join(served.folder, 'linux'), UUIDS.vault, 'tantalum')).toEqual({
      code: 1,
      out: '',
      err: 'Operation not permitted: serve/claimed: No driver of the VM has claimed the partition. optee has.\n',
    });
    expect((await served.partition(NO_TOKEN)).hello.endpoint).toBe(0x8001);
  });

  test('says what it is called with', async () => {
    expect(await run(program)).toEqual({ code: 2, out: '', err: `usage: ${program} FOLDER UUID TEXT\n` });
  });
});
