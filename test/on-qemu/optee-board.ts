import { gunzipSync } from 'node:zlib';
import { OPTEE_UUID } from '../../src/core/programs/optee/abi.ts';
import { opteeProgram } from '../../src/core/programs/optee/optee.ts';
import { SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { bootLinux, type Linux, type LinuxOptions } from './linux-board.ts';
import type { TeeClient } from './tee-client.ts';

export const ECHO_UUID = '5d1b6c0e-93f4-4e0a-b7a2-61c8e5f03d27';

/** Random numbers that everybody knows: the bytes 0, 1, 2 and so on, over all requests. */
function counter(): (bytes: number) => Uint8Array {
  let next = 0;
  return (bytes) => Uint8Array.from({ length: bytes }, () => next++);
}

/** How a Linux is started that is beside a trusted OS, and the client that it has as `tee-client`. */
interface OpteeLinuxOptions extends Pick<LinuxOptions, 'cpus' | 'level' | 'bootargs'> {
  readonly client?: TeeClient;
}

/** A Linux beside which is what it takes for OP-TEE. */
export function linuxWithOptee(
  release: string,
  { client, ...options }: OpteeLinuxOptions = {},
): Promise<Linux> {
  const buffers = { tx: SECURE_RAM, rx: SECURE_RAM + 0x1000, pages: 1 };
  return bootLinux(release, {
    ...options,
    files: client === undefined ? [] : [{ path: 'usr/bin/tee-client', bytes: client.file() }],
    partitions: { optee: { id: 0x8001, uuids: [OPTEE_UUID], memory: [{ base: SECURE_RAM, pages: 16 }] } },
    programs: { optee: opteeProgram({ buffers, random: counter() }) },
  });
}

/** What a client printed, as it was sent over the console. */
export function unpacked(text: string): Uint8Array {
  return gunzipSync(Buffer.from(text.replaceAll('\n', ''), 'base64'));
}
