import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { StepLine } from '../../src/node/cli/step-line.ts';
import { BUSYBOX, kernelFile, moduleFile } from '../guest/files.ts';
import { temporaryFolder } from '../guest/temporary.ts';
import { type Ended, tantalum } from './support.ts';

const RELEASE = '7.3.4-own';

/** A user with a kernel, modules and a busybox, and a cache of their own. */
function user() {
  const files = temporaryFolder();
  mkdirSync(path.join(files, 'modules'));
  writeFileSync(path.join(files, 'Image'), kernelFile(RELEASE));
  writeFileSync(path.join(files, 'modules', 'ffa-module.ko'), moduleFile(RELEASE));
  writeFileSync(path.join(files, 'busybox'), BUSYBOX);
  const caches = temporaryFolder();
  const guest = (...args: readonly string[]): Ended =>
    tantalum(['guest', ...args], { environment: { XDG_CACHE_HOME: caches } });
  const fetch = (...args: readonly string[]): Ended => {
    const [kernel, modules, busybox] = ['Image', 'modules', 'busybox'].map((name) => path.join(files, name));
    return guest('fetch', '--kernel', kernel!, '--modules', modules!, '--busybox', busybox!, ...args);
  };
  return { guest, fetch, cache: path.join(caches, 'tantalum', 'guest'), files };
}

describe('guest add', () => {
  test.each([
    ['there is none to add to', [], 'tantalum: there is no guest yet\n  Get one: tantalum guest fetch\n'],
    [
      'there is none of that name',
      ['--guest', '1.2.3'],
      'tantalum: there is no guest 1.2.3\n  tantalum guest list shows those that are there.\n',
    ],
  ])('says when %s', (_, options, err) => {
    expect(user().guest('add', 'greeter', ...options)).toEqual({ code: 2, out: '', err });
  });
});

describe('guest fetch', () => {
  test('puts files together, and says where they are', () => {
    const { fetch, cache } = user();
    const folder = path.join(cache, RELEASE);
    expect(fetch()).toEqual({
      code: 0,
      out: `Linux ${RELEASE} of files that were given\n${folder}\n`,
      err: '',
    });
    expect(readdirSync(folder).toSorted()).toEqual(['Image', 'busybox', 'manifest.json', 'modules']);
  });

  test('tells programs all of it', () => {
    const { fetch, cache } = user();
    expect(JSON.parse(fetch('--json').out)).toMatchObject({
      folder: path.join(cache, RELEASE),
      release: RELEASE,
      wasThere: false,
      size: kernelFile(RELEASE).length + moduleFile(RELEASE).length + BUSYBOX.length,
      kernel: { file: 'Image', size: kernelFile(RELEASE).length },
    });
  });

  test('says what is wrong with a file', () => {
    const { guest, files, cache } = user();
    const kernel = path.join(files, 'busybox');
    expect(guest('fetch', '--kernel', kernel)).toEqual({
      code: 2,
      out: '',
      err: `tantalum: ${kernel} is no arm64 Image: it is an ELF file, such as vmlinux\n  Take arch/arm64/boot/Image of the same build.\n`,
    });
    expect(readdirSync(cache)).toEqual([]);
  });
});

test.each([
  ['INT', 130],
  ['TERM', 143],
])('guest fetch ends at SIG%s, and leaves nothing', (signal, code) => {
  const programs = temporaryFolder();
  const program = (name: string, script: string) =>
    writeFileSync(path.join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const sources = path.join(programs, 'sources.list');
  writeFileSync(sources, 'deb http://mirror.example/ stable main\n');
  program('apt-config', `echo "LIST='${sources}'"`);
  program('apt-get', `kill -${signal} $PPID; exec sleep 600`);
  for (const name of ['apt-cache', 'dpkg-deb']) program(name, 'exit 1');
  const caches = temporaryFolder();
  const { PATH = '' } = process.env;
  const environment = { XDG_CACHE_HOME: caches, PATH: programs + path.delimiter + PATH };
  const ended = tantalum(['guest', 'fetch'], { environment });
  expect(ended).toEqual({ code, out: '', err: '' });
  expect(readdirSync(path.join(caches, 'tantalum', 'guest'))).toEqual([]);
});

describe('guest list', () => {
  test('has a line a guest', () => {
    const { guest, fetch } = user();
    expect(guest('list')).toEqual({
      code: 0,
      out: 'There is no guest yet. tantalum guest fetch gets one.\n',
      err: '',
    });
    fetch();
    expect(guest('list').out).toMatch(/^7\.3\.4-own {2}\d{4}-\d\d-\d\d {4}1 MB {2}files that were given\n$/);
  });

  test('names a file that has changed', () => {
    const { guest, fetch, cache } = user();
    fetch();
    const file = path.join(cache, RELEASE, 'busybox');
    appendFileSync(file, '!');
    const problem = `${file} has ${BUSYBOX.length + 1} bytes instead of ${BUSYBOX.length}`;
    expect(guest('list')).toEqual({ code: 2, out: `${RELEASE}  ${problem}\n`, err: '' });
    expect(JSON.parse(guest('list', '--json').out)).toEqual([{ release: RELEASE, problem }]);
  });
});

describe('guest path', () => {
  test('is that of the newest guest, or of the one that is named', () => {
    const { guest, fetch, cache } = user();
    fetch();
    const path_ = { code: 0, out: `${path.join(cache, RELEASE)}\n`, err: '' };
    expect(guest('path')).toEqual(path_);
    expect(guest('path', RELEASE)).toEqual(path_);
  });

  test('says what to do where there is none', () => {
    const { guest, fetch } = user();
    expect(guest('path')).toEqual({
      code: 2,
      out: '',
      err: 'tantalum: there is no guest yet\n  Get one: tantalum guest fetch\n',
    });
    fetch();
    expect(guest('path', '6.1')).toEqual({
      code: 2,
      out: '',
      err: 'tantalum: there is no guest 6.1\n  tantalum guest list shows those that are there.\n',
    });
  });
});

describe('guest remove', () => {
  test.each([[RELEASE], ['--all']])('%s', (what) => {
    const { guest, fetch, cache } = user();
    fetch();
    expect(guest('remove', what)).toEqual({ code: 0, out: '', err: '' });
    expect(existsSync(path.join(cache, RELEASE))).toBe(false);
  });

  test('removes nothing that was not named', () => {
    const { guest, fetch, cache } = user();
    fetch();
    expect(guest('remove').code).toBe(2);
    expect(guest('remove', '..').err).toMatch(/^tantalum: there is no guest \.\.\n/);
    expect(existsSync(path.join(cache, RELEASE))).toBe(true);
  });
});

describe('guest build', () => {
  test.each(['0', 'many'])('takes no %s jobs', (jobs) => {
    const { code, err } = user().guest('build', `--jobs=${jobs}`);
    expect([code, err]).toEqual([
      2,
      `tantalum: --jobs ${jobs} is no number of compilers\n  Give a number from 1 on.\n`,
    ]);
  });
});

test.each(['fetch', 'build', 'list', 'path', 'remove'])('guest %s has help with examples', (name) => {
  const { code, out } = tantalum(['guest', name, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: tantalum guest ${name}`);
  expect(out).toContain('Examples:');
});

describe('progress', () => {
  /** What is written while steps are taken at their times, in milliseconds. */
  function written(
    terminal: { readonly isTTY: boolean; readonly columns: number },
    steps: (line: StepLine) => void,
  ) {
    vi.useFakeTimers();
    const texts: string[] = [];
    const line = new StepLine({ ...terminal, write: (text: string) => texts.push(text) > 0 });
    steps(line);
    line.end();
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    return texts;
  }
  const PIPE = { isTTY: false, columns: 80 };
  const SCREEN = { isTTY: true, columns: 20 };
  const steps = (line: StepLine) => {
    line.step('looking');
    vi.advanceTimersByTime(1500);
    line.detail('50 %');
    line.step('fetching');
    line.detail('7 %');
    line.detail('7 %');
    line.step('unpacking a very long name');
  };

  test.each([
    ['a pipe has a line a step', PIPE, ['looking\n', 'fetching\n', 'unpacking a very long name\n']],
    [
      'a terminal has one line that changes, and is cleared',
      SCREEN,
      ['looking', 'looking 50 %', 'fetching', 'fetching 7 %', 'unpacking a very lo', ''].map(
        (text) => `\r\u001b[K${text}`,
      ),
    ],
  ])('%s', (_name, terminal, texts) => {
    expect(written(terminal, steps)).toEqual(texts);
  });

  test.each([PIPE, SCREEN])('nothing is said of quick work', (terminal) => {
    const quick = (line: StepLine) => {
      line.step('looking');
      vi.advanceTimersByTime(900);
      line.step('fetching');
    };
    expect(written(terminal, quick)).toEqual([]);
  });
});
