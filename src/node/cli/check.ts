import type { Command } from 'commander';
import { readMachine } from '../machine/read-machine.ts';
import { judgeSystem } from '../manifest/check-system.ts';
import { type Finding, formatFinding } from '../manifest/finding.ts';
import { readManifest } from '../manifest/manifest.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import { EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { readSource } from './read-source.ts';

/** `tantalum check`: everything that is wrong with manifests and machine files, and with a system made of them. */
export function define(command: Command): void {
  command
    .argument('<files...>', 'partition manifests (.dts) and machine files (.yaml)')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(check);
}

const HELP = `
Every finding has its file and line, the rule, the reason and what to do. Manifests that are given together
are judged as one system: ids and memory that two partitions claim.

Examples:
  $ tantalum check vault.dts
  $ tantalum check vault.dts scribe.dts machines/three-worlds.yaml

Exit codes: 0 nothing is wrong, 1 something is, 2 a file cannot be read.`;

/** A finding of either kind of file. */
interface Found {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'note';
  readonly rule: string;
  readonly found: string;
  readonly text: string;
}

async function check(files: readonly string[], { json }: { readonly json?: true }): Promise<void> {
  const found: Found[] = [];
  const manifests: PartitionManifest[] = [];
  for (const file of files) {
    const text = new TextDecoder().decode(await readSource(file));
    if (isMachineFile(file)) {
      found.push(...(await machineFindings(text, file)));
      continue;
    }
    const reading = await readManifest(text, file);
    found.push(...reading.findings.map(told));
    if (reading.manifest !== undefined) manifests.push(reading.manifest);
  }
  found.push(...judgeSystem(manifests).map(told));
  const broken = found.some(({ severity }) => severity === 'error');
  process.exitCode = broken ? EXIT.BROKEN : EXIT.OK;
  process.stdout.write(
    json ? `${JSON.stringify(found.map(plain), null, 2)}\n` : summary(found, files.length),
  );
}

function isMachineFile(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

async function machineFindings(text: string, file: string): Promise<readonly Found[]> {
  const reading = await readMachine(text, file);
  if (reading.ok) return [];
  return reading.mistakes.map(({ line, column, what, expected }) => {
    const sentence = `${what}, expected ${expected}`;
    const place = { file, line, column, severity: 'error' as const, rule: 'machine', found: sentence };
    return { ...place, text: `${file}:${line}:${column}: error: ${sentence}` };
  });
}

function told(finding: Finding): Found {
  const { file, line, column, severity, rule, found } = finding;
  return { file, line, column, severity, rule: rule.id, found, text: formatFinding(finding) };
}

function plain({ text: _, ...found }: Found): object {
  return found;
}

function summary(found: readonly Found[], files: number): string {
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const notes = found.length - errors;
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const last = `${count(files, 'file')}: ${count(errors, 'error')}, ${count(notes, 'note')}`;
  return `${[...found.map(({ text }) => text), last].join('\n')}\n`;
}
