import type { Command } from 'commander';
import { readMachine } from '../machine/read-machine.ts';
import { judgeSystem } from '../manifest/check-system.ts';
import { type Finding, formatFinding } from '../manifest/finding.ts';
import { type AnyManifest, readAnyManifest } from '../manifest/manifest.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { SpmcManifest } from '../manifest/spmc-manifest.ts';
import { systemOf } from '../manifest/system.ts';
import { SYSTEM_RULES } from '../manifest/system-rules.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { readSource } from './read-source.ts';

/** `tantalum check`: everything that is wrong with manifests and machine files, and with a system made of them. */
export function define(command: Command): void {
  command
    .argument('<files...>', 'manifests of partitions and of their manager (.dts), machine files (.yaml)')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(check);
}

const HELP = `
Every finding has its file and line, the rule, the reason and what to do. Manifests that are given together
are judged as one system: what two partitions claim, and, with the manifest of their manager, whether their
regions lie in the memory that it has for them.

Examples:
  $ tantalum check vault.dts
  $ tantalum check manager.dts vault.dts scribe.dts
  $ tantalum check machines/three-worlds.yaml

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

/** What a compiled device tree begins with. */
const COMPILED = 0xd00d_feed;

/** The bytes of a file that is no compiled device tree. */
function sourceOnly(file: string, bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = bytes;
  const compiled = byteLength >= 4 && new DataView(buffer, byteOffset).getUint32(0) === COMPILED;
  if (!compiled) return bytes;
  throw new CommandError(
    `${file} is a compiled device tree`,
    'Give its source: dtc -I dtb -O dts makes one of it.',
  );
}

async function check(files: readonly string[], { json }: { readonly json?: true }): Promise<void> {
  const found: Found[] = [];
  const together = new Together();
  for (const file of files) {
    const text = new TextDecoder().decode(sourceOnly(file, await readSource(file)));
    if (isMachineFile(file)) {
      found.push(...(await machineFindings(text, file)));
      continue;
    }
    const reading = await readAnyManifest(text, file);
    found.push(...reading.findings.map(told));
    together.add(reading.manifest);
  }
  found.push(...together.findings().map(told));
  const broken = found.some(({ severity }) => severity === 'error');
  process.exitCode = broken ? EXIT.BROKEN : EXIT.OK;
  process.stdout.write(
    json ? `${JSON.stringify(found.map(plain), null, 2)}\n` : summary(found, files.length),
  );
}

/** The manifests that are given, which make one system. */
class Together {
  private readonly partitions: PartitionManifest[] = [];
  private spmc: SpmcManifest | undefined;
  /** Whether all could be read. */
  private complete = true;

  /** Adds a manifest; undefined for one that could not be read. */
  add(manifest: AnyManifest | undefined): void {
    if (manifest === undefined) this.complete = false;
    else if (manifest.kind === 'partition') this.partitions.push(manifest.partition);
    else if (this.spmc === undefined) this.spmc = manifest.spmc;
    else
      throw new CommandError(
        `${this.spmc.file} and ${manifest.spmc.file} are both manifests of managers`,
        'Check one system at a time.',
      );
  }

  findings(): readonly Finding[] {
    const findings = judgeSystem(systemOf(this.partitions, this.spmc));
    // A manifest that cannot be read is not one that is missing.
    return findings.filter(({ rule }) => this.complete || rule !== SYSTEM_RULES.noManifest);
  }
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
