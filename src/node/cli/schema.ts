import type { Command } from 'commander';
import { machineJsonSchema } from '../machine/file-schema.ts';
import { footer } from './footer.ts';

/** `tantalum schema`: the JSON Schema of machine files. */
export function define(command: Command): void {
  command.addHelpText('after', footer(HELP)).action(() => {
    process.stdout.write(`${JSON.stringify(machineJsonSchema(), null, 2)}\n`);
  });
}

const HELP = `
Examples:
  $ tantalum schema > machine.schema.json

An editor with a YAML language server completes and checks machine files that begin with
  # yaml-language-server: $schema=machine.schema.json`;
