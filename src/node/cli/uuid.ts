import type { Command } from 'commander';
import { type UuidWords, uuidText } from '../../core/abi/uuid.ts';
import { readUuidForms, UUID_FORMS, type UuidReading } from '../../core/decode/uuid-forms.ts';
import { CommandError } from './exit.ts';
import { footer } from './footer.ts';
import { type Terminal, terminalOf } from './terminal.ts';
import { labelled } from './wrap.ts';

/** `tantalum uuid`: one UUID in every form in use, and which of them was given. */
export function define(command: Command): void {
  command
    .argument('<uuid...>', 'a UUID in any form: text, registers, device-tree cells, bytes')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(uuid);
}

const HELP = `
Examples:
  $ tantalum uuid 378daedc-f06b-4446-8314-40ab933c87a3
  $ tantalum uuid 0xdcae8d37 0x46446bf0 0xab401483 0xa3873c93
  $ tantalum uuid "<0x378daedc 0xf06b4446 0x831440ab 0x933c87a3>"

Exit codes: 0 it is a UUID, 2 it is not.`;

function uuid(words: readonly string[], { json }: { readonly json?: true }): void {
  const readings = readUuidForms(words.join(' '));
  const [likely] = readings;
  if (likely === undefined)
    throw new CommandError(
      `${words.join(' ')} is no UUID`,
      'Give text, four words of 32 bits, two of 64 bits, or sixteen bytes.',
    );
  process.stdout.write(json ? jsonOf(readings) : textOf(likely, readings));
}

function jsonOf(readings: readonly UuidReading[]): string {
  const value = readings.map(({ form, uuid: words, plausible }) => ({
    readAs: form.name,
    plausible,
    forms: Object.fromEntries(UUID_FORMS.map(({ name, write }) => [name, write(words)])),
  }));
  return `${JSON.stringify({ uuid: uuidText(readings[0]?.uuid ?? []), readings: value }, null, 2)}\n`;
}

function textOf(likely: UuidReading, readings: readonly UuidReading[]): string {
  const terminal = terminalOf(process.stdout, process.env);
  const { width, paint } = terminal;
  const others = readings.filter(({ form }) => form !== likely.form);
  const doubt = others.some(({ plausible }) => plausible === likely.plausible);
  const lines = [
    ...labelled('given as', likely.form.name, LABEL, width),
    ...others.flatMap(({ form, uuid: words, plausible }) =>
      labelled(plausible ? 'or as' : 'hardly as', `${form.name}: ${uuidText(words)}`, LABEL, width).map(
        (line) => paint('aside', line),
      ),
    ),
    ...(doubt ? labelled('note', 'The bytes alone do not tell these apart.', LABEL, width) : []),
    '',
    ...formLines(likely.uuid, terminal),
  ];
  return `${lines.join('\n')}\n`;
}

const LABEL = 11;
const INDENT = 2;

/** Every form beside its name, or below it where both do not fit into a line. */
function formLines(uuid: UuidWords, { width, paint }: Terminal): string[] {
  const rows = UUID_FORMS.map(({ name, about, write }) => ({ name, about, text: write(uuid) }));
  const names = rows.reduce((most, { name }) => Math.max(most, name.length), 0) + INDENT;
  const longest = rows.reduce((most, { text }) => Math.max(most, text.length), 0);
  const beside = names + longest <= width;
  const column = beside ? names : INDENT;
  return rows.flatMap(({ name, about, text }) => [
    ...(beside ? labelled(name, text, column, width) : [name, ...labelled('', text, column, width)]),
    ...labelled('', about, column, width).map((line) => paint('aside', line)),
  ]);
}
