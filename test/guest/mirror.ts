/** A mirror of packages in a folder, and an apt that knows no other: what a fetch meets, without a network. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { read } from '../installed.ts';

export interface PackageContents {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** Makes a suite of packages for arm64. */
export function addSuite(mirror: string, suite: string, packages: readonly PackageContents[]): void {
  const pool = path.join(mirror, 'pool', suite);
  mkdirSync(pool, { recursive: true });
  const index = packages.map((contents) => addPackage(mirror, pool, contents)).join('\n');
  const list = 'main/binary-arm64/Packages';
  write(path.join(mirror, 'dists', suite, list), index);
  const release = [`Suite: ${suite}`, `Codename: ${suite}`, 'Architectures: arm64', 'Components: main'];
  release.push('Date: Thu, 01 Jan 2026 00:00:00 UTC', 'SHA256:', ` ${sha256(index)} ${index.length} ${list}`);
  write(path.join(mirror, 'dists', suite, 'Release'), `${release.join('\n')}\n`);
}

/** Writes the configuration of an apt whose only source is a mirror, and returns the environment that makes it count. */
export function aptOf(mirror: string): Readonly<Record<string, string>> {
  const sources = path.join(mirror, 'sources.list');
  write(sources, `deb [trusted=yes] file:${mirror} stable main\n`);
  const configuration = path.join(mirror, 'apt.conf');
  write(configuration, `Dir::Etc::sourcelist "${sources}";\nDir::Etc::sourceparts "/dev/null";\n`);
  return { APT_CONFIG: configuration };
}

function addPackage(
  mirror: string,
  pool: string,
  { name, version, depends, files }: PackageContents,
): string {
  const folder = path.join(pool, name);
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: arm64',
    'Maintainer: nobody <n@example.org>',
  ];
  if (depends !== undefined) control.push(`Depends: ${depends}`);
  control.push('Description: for a test');
  write(path.join(folder, 'DEBIAN', 'control'), `${control.join('\n')}\n`);
  for (const [file, contents] of Object.entries(files)) write(path.join(folder, file), contents);
  const archive = path.join(pool, `${name}_${version}_arm64.deb`);
  const { status, err } = read('dpkg-deb', ['--root-owner-group', '-Znone', '-b', folder, archive]);
  if (status !== 0) throw new Error(err);
  const bytes = readFileSync(archive);
  const about = [
    `Filename: ${path.relative(mirror, archive)}`,
    `Size: ${bytes.length}`,
    `SHA256: ${sha256(bytes)}`,
  ];
  return `${[...control, ...about].join('\n')}\n`;
}

function write(file: string, contents: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, contents);
}

function sha256(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex');
}
