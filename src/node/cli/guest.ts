import type { Command } from 'commander';
import { footer } from './footer.ts';
import { define as defineAdd } from './guest-add.ts';
import { define as defineBuild } from './guest-build.ts';
import { define as defineFetch } from './guest-fetch.ts';
import { define as defineList } from './guest-list.ts';
import { define as definePath } from './guest-path.ts';
import { define as defineRemove } from './guest-remove.ts';

/** `tantalum guest`: kernels, modules and programs for the guests of the QEMU board. */
export function define(command: Command): void {
  command.addHelpText('after', footer(HELP));
  defineFetch(command.command('fetch'));
  defineBuild(command.command('build'));
  defineAdd(command.command('add'));
  defineList(command.command('list'));
  definePath(command.command('path'));
  defineRemove(command.command('remove'));
}

const HELP = `
A guest is a Linux for arm64 that speaks FF-A: a kernel, modules and a busybox. Guests are kept in
$XDG_CACHE_HOME/tantalum/guest or ~/.cache/tantalum/guest, each in a folder with the name of its kernel.

Examples:
  $ tantalum guest fetch
  $ tantalum guest list
  $ tantalum guest fetch --help

Exit codes: 0 it is done, 2 something is in the way.`;
