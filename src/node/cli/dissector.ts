import type { Command } from 'commander';
import { dissector } from '../../core/dissector/dissector.ts';
import { footer } from './footer.ts';

/** `tantalum dissector`: what teaches Wireshark to read traces. */
export function define(command: Command): void {
  command.addHelpText('after', footer(HELP)).action(() => {
    process.stdout.write(dissector());
  });
}

const HELP = `
It is a script in Lua for Wireshark and tshark. docs/traces.md describes what it shows and filters.

Examples:
  $ tantalum dissector > ffa.lua
  $ tantalum trace boot.ndjson --to pcapng --out boot.pcapng
  $ tshark -X lua_script:ffa.lua -r boot.pcapng -Y ffa.status
  $ wireshark -X lua_script:ffa.lua boot.pcapng`;
