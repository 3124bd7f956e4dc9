import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { crossPrefix, demandBuildTools } from '../../src/node/guest/build-tools.ts';
import { missingOption, wantedModules } from '../../src/node/guest/drivers.ts';
import { buildKernel } from '../../src/node/guest/kernel-build.ts';
import { isInstalled } from '../installed.ts';
import { temporaryFolder } from './temporary.ts';

const HAS_MAKE = isInstalled('make', 'builds of what stands for a kernel');

/** Sources that stand for those of a kernel: they take all options but one, and are built in no time. */
const MAKEFILE = `
allnoconfig:
	@grep -v SOUND $(KCONFIG_ALLCONFIG) > $(O)/.config
Image:
	@test -z "$(BROKEN)" || { echo "main.c: what is this?" >&2; exit 1; }
	@mkdir -p $(O)/arch/$(ARCH)/boot
	@echo "$$KBUILD_BUILD_USER $(CROSS_COMPILE)" > $(O)/arch/$(ARCH)/boot/Image
`;

function build(options: string, makefile = MAKEFILE) {
  const source = temporaryFolder();
  writeFileSync(path.join(source, 'Makefile'), makefile);
  const steps: string[] = [];
  const progress = { step: (text: string) => steps.push(text), detail: () => undefined };
  const work = { folder: temporaryFolder(), progress, signal: new AbortController().signal };
  return { source, steps, built: buildKernel(source, options, 1, work) };
}

describe.runIf(HAS_MAKE)('buildKernel', () => {
  test('configures, compiles, and tells what was not taken', async () => {
    const { built, steps } = build(
      '# why\nCONFIG_ARM_FFA_TRANSPORT=y\nCONFIG_SOUND=y\nCONFIG_NET=y\nCONFIG_NET=n\n',
    );
    const { image, config, notTaken } = await built;
    expect(Buffer.from(image).toString()).toBe(`tantalum ${crossPrefix(process.env)}\n`);
    expect(config).toContain('CONFIG_ARM_FFA_TRANSPORT=y\n');
    expect(notTaken).toEqual(['CONFIG_SOUND=y']);
    expect(steps).toEqual(['configuring the kernel', 'compiling the kernel']);
  });

  test('refuses a kernel without FF-A before it is compiled', async () => {
    const { built, source, steps } = build('CONFIG_NET=y\n');
    await expect(built).rejects.toThrow(`the kernel of ${source} does not take CONFIG_ARM_FFA_TRANSPORT`);
    expect(steps).toEqual(['configuring the kernel']);
  });

  test('gives the last words of make when that fails', async () => {
    const { built } = build('CONFIG_ARM_FFA_TRANSPORT=y\n', `BROKEN = yes\n${MAKEFILE}`);
    await expect(built).rejects.toThrow(/^the kernel cannot be built\n {4}main\.c: what is this\?\n/);
  });
});

describe('demandBuildTools', () => {
  const folderWith = (...programs: readonly string[]) => {
    const folder = temporaryFolder();
    for (const program of programs) {
      writeFileSync(path.join(folder, program), '');
      chmodSync(path.join(folder, program), 0o755);
    }
    return folder;
  };
  const ALL = ['make', 'gcc', 'flex', 'bison', 'bc', 'tar', 'xz'];

  test('is content with all of them, in whatever folders', () => {
    const PATH = [folderWith(...ALL), folderWith('own-gcc')].join(path.delimiter);
    expect(() => demandBuildTools({ PATH, CROSS_COMPILE: 'own-' })).not.toThrow();
  });

  test('names what is missing, and where Debian has it', () => {
    const PATH = folderWith('make', 'gcc', 'bc', 'tar');
    expect(() => demandBuildTools({ PATH, CROSS_COMPILE: 'aarch64-linux-gnu-' })).toThrow(
      expect.objectContaining({
        message: 'a kernel cannot be built without flex, bison, xz, aarch64-linux-gnu-gcc',
        hint: 'Install what is missing; on Debian: apt-get install flex bison xz-utils gcc-aarch64-linux-gnu',
      }),
    );
  });
});

describe('guest/minimal.config', () => {
  const OPTIONS = readFileSync('guest/minimal.config', 'utf8');

  test('has FF-A, and all built in', () => {
    expect(missingOption(OPTIONS)).toBeUndefined();
    expect(wantedModules(OPTIONS)).toEqual([]);
  });

  test('has each option once, and says why in the lines above it', () => {
    const lines = OPTIONS.trimEnd().split('\n');
    const options = lines.filter((line) => line.startsWith('CONFIG_')).map((line) => line.split('=')[0]);
    expect(new Set(options).size).toBe(options.length);
    for (const group of OPTIONS.trimEnd().split('\n\n')) expect(group).toMatch(/^# /);
  });
});
