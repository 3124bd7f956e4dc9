/** The real tshark with the generated dissector. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dissector } from '../../src/core/dissector/dissector.ts';
import { PROGRAM } from '../cli/support.ts';
import { isInstalledInCi } from '../installed.ts';
import { exportedBytes } from '../trace/export.ts';

export const TSHARK: boolean = isInstalledInCi('tshark', 'what tshark makes of traces');

const { PATH } = process.env;
const BIN = dirname(PROGRAM);

/** A folder with these files, for as long as `use` takes. */
function withFiles<Result>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (folder: string) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What a program prints in a folder. The folder is also the place of its settings, so that plugins of whoever runs the tests are not
 * loaded. Throws where it complains.
 */
function printed(folder: string, program: string, args: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    env: {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      WIRESHARK_CONFIG_DIR: folder,
      LC_ALL: 'C.UTF-8',
      PATH: `${BIN}:${PATH}`,
    },
    maxBuffer: 2 ** 28,
  });
  const complaint = stderr.toString();
  if (status !== 0 || /lua/i.test(complaint))
    throw new Error(`${program} ended with ${status}: ${complaint}`);
  return stdout;
}

/** What tshark prints of a capture. Reads it twice, so that calls know their answers. */
export function tsharkOf(capture: Buffer, ...args: readonly string[]): string {
  const files = { 'trace.pcapng': capture, 'ffa.lua': dissector() };
  const reading = ['-2', '-X', 'lua_script:ffa.lua', '-r', 'trace.pcapng'];
  return withFiles(files, (folder) => printed(folder, 'tshark', [...reading, ...args])).toString();
}

/** A capture of which no more than so many bytes of each packet are left. */
export function cutTo(capture: Buffer, bytes: number): Buffer {
  const args = ['-s', String(bytes), 'trace.pcapng', '-'];
  return withFiles({ 'trace.pcapng': capture }, (folder) => printed(folder, 'editcap', args));
}

/** What commands print that a shell runs beside these files. */
export function shell(commands: string, files: Readonly<Record<string, string>>): string {
  return withFiles(files, (folder) => printed(folder, 'sh', ['-c', commands])).toString();
}

/** The values of fields, a row for each packet that a filter lets through. Several values of one field stand behind each other. */
export function fieldsOf(
  recording: string,
  filter: string,
  fields: readonly string[],
): readonly (readonly string[])[] {
  const shown = fields.flatMap((field) => ['-e', field]);
  const format = ['-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=|'];
  const out = tsharkOf(exportedBytes('pcapng', recording), '-Y', filter, ...format, ...shown);
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

const WELL = '!_ws.malformed && !_ws.lua.error';
/** Passes what was understood; not what tshark or the dissector stumbled over. */
export const SOUND: string = `ffa && ${WELL}`;
/** The same of messages of Gunyah. */
export const SOUND_MESSAGES: string = `gunyah && ${WELL}`;
