import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { load, movz } from '../../src/node/qemu/asm/arithmetic.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import { at, str } from '../../src/node/qemu/asm/memory.ts';
import { w, x } from '../../src/node/qemu/asm/operands.ts';
import type { Program } from '../../src/node/qemu/asm/program.ts';
import { smc } from '../../src/node/qemu/asm/system.ts';
import { GUEST_RAM } from '../../src/node/qemu/monitor/mailbox.ts';
import { tantalum } from '../cli/support.ts';
import { HAS_QEMU } from './agent-board.ts';
import { RELEASES } from './linux-guests.ts';
import { ASK, SERVER } from './secure-images.ts';

/** A guest on a busy machine takes longer than the programs that `tantalum` is set up to wait for. */
vi.setConfig({ testTimeout: 600_000 });

const CONSOLE = 0x0900_0000;
const FFA_VERSION = 0x8400_0063;
const VERSION_1_2 = 0x1_0002;
const FFA_ID_GET = 0x8400_0069;
const SYSTEM_OFF = 0x8400_0008;

const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-boot-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a program to a file, and returns how it is loaded and started. */
function bare(name: string, program: Program): readonly string[] {
  const file = path.join(folder, name);
  writeFileSync(file, assemble(program, GUEST_RAM).bytes);
  const address = `0x${GUEST_RAM.toString(16)}`;
  return ['boot', '--memory', '64', '--load', `${file}@${address}`, '--entry', address];
}

/** What every guest says to our hypervisor first. */
const negotiate: Program = [...load(x(0), FFA_VERSION), ...load(x(1), VERSION_1_2), smc(0)];

/** Says "hi" on the console, asks for its id and turns the machine off. */
const greeting: Program = [
  ...negotiate,
  ...load(x(1), CONSOLE),
  ...[...Buffer.from('hi')].flatMap((character) => [movz(w(0), character), str(w(0), at(x(1)))]),
  ...load(x(0), FFA_ID_GET),
  movz(x(1), 0),
  smc(0),
  ...load(x(0), SYSTEM_OFF),
  smc(0),
];

const CODE = GUEST_RAM - 0x20_0000 + 64 * 2 ** 20;
const VAULT = 0x8005;
const GUEST_ID = 1;

/** A partition with code whose image is 16 KiB behind where it is loaded. Boot information is between. */
const MANIFEST = `/dts-v1/;
/ {
	compatible = "arm,ffa-manifest-1.0";
	description = "vault";
	ffa-version = <0x00010002>;
	id = <${VAULT - 0x8000}>;
	uuid = <0x1d9a6c5e 0x27b44f3e 0x8a105b7c 0x92d0e341>;
	messaging-method = <0x3>;
	execution-ctx-count = <1>;
	exception-level = <2>;
	execution-state = <0>;
	entrypoint-offset = <0x4000>;
	gp-register-num = <0>;
	boot-info {
		compatible = "arm,ffa-manifest-boot-info";
		ffa_manifest;
	};
};
`;

/** Asks the vault for the character behind "!", says it on the console, and turns the machine off. */
const asking: Program = [
  ...negotiate,
  ...load(x(0), 0x8400_006f),
  ...load(x(1), GUEST_ID * 0x1_0000 + VAULT),
  movz(x(2), 0),
  movz(x(3), ASK.NEXT),
  movz(x(4), 0x21),
  ...[5, 6, 7].map((n) => movz(x(n), 0)),
  smc(0),
  ...load(x(1), CONSOLE),
  str(w(3), at(x(1))),
  ...load(x(0), SYSTEM_OFF),
  smc(0),
];

/** Writes an image and a manifest, and returns the option that names them. */
function partition(name: string, manifest: string): readonly string[] {
  const [image, dts] = ['bin', 'dts'].map((kind) => path.join(folder, `${name}.${kind}`));
  writeFileSync(image!, assemble(SERVER, CODE + 0x4000).bytes);
  writeFileSync(dts!, manifest);
  return ['--sp', `${image}=${dts}`];
}

describe.runIf(HAS_QEMU)('tantalum boot --sp', () => {
  test('starts an image as its manifest says', () => {
    const { code, out, err } = tantalum([
      ...bare('asking', asking),
      ...partition('vault', MANIFEST),
      '--trace',
    ]);
    expect({ code, out }).toEqual({ code: 0, out: '"' });
    expect(err).toMatch(/vault +FFA_MSG_WAIT/);
  });

  test('says which partitions cannot be in one machine', () => {
    const manifest = MANIFEST.replace(/id = <5>/, 'id = <1>');
    const { code, err } = tantalum([...bare('asking', asking), ...partition('stray', manifest)]);
    expect(code).toBe(2);
    expect(err).toMatch(/both have id 0x8001/);
  });

  test('says which processors can run one', () => {
    const options = [...partition('vault', MANIFEST), '--cpu', 'cortex-a76'];
    const { code, err } = tantalum([...bare('asking', asking), ...options]);
    expect(code).toBe(2);
    expect(err).toContain('--cpu max,pauth-impdef=on');
  });
});

const PARROT = `
memory: { secure: { base: 0x0e020000, size: 64K, secure: true } }
partitions:
  parrot:
    id: 0x8003
    uuids: [9f5c3a10-6f2d-4c77-8d1e-0b6a4d2c9e55]
    memory: [{ base: 0x0e020000, size: 64K }]
    buffers: { tx: 0x0e020000, rx: 0x0e021000 }
    program: echo
`;

describe.runIf(HAS_QEMU)('tantalum boot', () => {
  test('shows the console, the calls, and records them', () => {
    const recording = path.join(folder, 'recording.ndjson');

    const { code, out, err } = tantalum([...bare('greeting', greeting), '--trace', '--record', recording]);

    expect({ code, out }).toEqual({ code: 0, out: 'hi' });
    expect(err).toMatch(/linux +FFA_ID_GET +-> FFA_SUCCESS_32/);
    const [header, ...events] = readFileSync(recording, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(header).toMatchObject({ format: 'ffa-trace', version: 1 });
    expect(events.at(-1)).toMatchObject({ kind: 'call', from: 'linux', t_us: expect.any(Number) as number });
    expect(tantalum(['trace', recording]).out).toMatch(/us +linux +FFA_ID_GET/);
    // The two partitions beside the guest ask for their ids, too.
    expect(err).toMatch(/^calls\n(.*\n)* {2}3 {2}FFA_ID_GET\n(.*\n)*no refusals\nno open handles\n/m);
    expect(err).toMatch(/hypervisor\/1 +FFA_PARTITION_INFO_GET/);
  });

  test('has nobody between guest and manager where that is asked for', () => {
    const { out } = tantalum([...bare('greeting', greeting), '--json', '--no-hypervisor']);
    expect(out).toContain('"function": "FFA_ID_GET"');
    expect(out).not.toContain('hypervisor');
  });

  test.runIf(RELEASES.length > 0)('has two Linux side by side, each at its name', () => {
    const input =
      'echo one of $((40 + 1)); poweroff -f\nlinux2: ls /sys/bus/arm_ffa/devices; echo two of $((40 + 1)); poweroff -f\n';
    const { code, out, err } = tantalum(['boot', '--guests', '2', '--append', 'quiet'], { input });
    expect(code).toBe(0);
    expect(out).toMatch(/^linux: one of 41$/m);
    expect(out).toMatch(/^linux2: two of 41$/m);
    expect(err).toContain('by the hypervisor');
  });

  test('tells programs how it ended, and what went wrong on the way', () => {
    const args = [...bare('greeting', greeting), '--json', '--inject', 'FFA_ID_GET=BUSY'];

    const { code, out, err } = tantalum(args);

    expect({ code, err }).toEqual({ code: 0, err: 'hi' });
    const { calls, ...rest } = JSON.parse(out) as { calls: unknown[] };
    expect(calls).toContainEqual({
      ...{ function: 'FFA_ID_GET', calls: 3, refused: 0, injected: 1, hypervisor: 0 },
    });
    expect(rest).toEqual({ how: 'off', refusals: [], open: [] });
  });

  test.runIf(RELEASES.length > 0).each(RELEASES)('records Linux %s as it is replayed', (release) => {
    const recording = path.join(folder, 'linux.ndjson');
    const input =
      'cd /sys/bus/platform/drivers/arm-ffa; echo arm-ffa > unbind; echo arm-ffa > bind; poweroff -f\n';
    const options = ['--guest', release, '--append', 'quiet', '--record', recording];
    expect(tantalum(['boot', ...options, '--inject', 'FFA_RXTX_MAP#2=BUSY'], { input }).code).toBe(0);

    const { code, out } = tantalum(['replay', recording]);

    expect(out).toMatch(/: \d+ events, all as recorded\n$/);
    expect(code).toBe(0);
  });

  test.runIf(RELEASES.length > 0)('puts partitions of a file beside Linux', () => {
    const file = path.join(folder, 'parrot.yaml');
    writeFileSync(file, PARROT);
    const input = 'cat /sys/bus/arm_ffa/devices/*/uuid\npoweroff -f\n';
    const { code, out } = tantalum(['boot', '--append', 'quiet', '--partition', file], { input });
    expect(code).toBe(0);
    expect(out).toContain('9f5c3a10-6f2d-4c77-8d1e-0b6a4d2c9e55');
  });

  test.runIf(RELEASES.length > 0)('types what comes from a pipe when Linux is ready', () => {
    const input = 'cat /sys/bus/arm_ffa/devices/*/partition_id\npoweroff -f\n';
    const { code, out } = tantalum(['boot', '--cpus', '2', '--append', 'quiet'], { input });
    expect(code).toBe(0);
    expect(out).toContain('0x8001');
    expect(out).toContain('0x8002');
  });

  test.runIf(RELEASES.length > 0)('gives the guest random numbers', () => {
    const { code, out } = tantalum(['boot', '--append', 'quiet'], {
      input: 'head -c 16 /dev/hwrng | xxd\npoweroff -f\n',
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^00000000: ([0-9a-f]{4} ){8}/m);
  });
});
