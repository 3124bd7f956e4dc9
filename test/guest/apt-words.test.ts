import { describe, expect, test } from 'vitest';
import { aptFailure } from '../../src/node/guest/apt-answers.ts';
import { readAptPackages } from '../../src/node/guest/apt-packages.ts';
import { readAptSources, withSuites } from '../../src/node/guest/apt-sources.ts';

const ASKED_FOR = `types: deb
suites: sid
components: main
architectures: arm64
languages: none
targets: Packages
`;

describe('sources', () => {
  const asked = (name: string, text: string) => withSuites(readAptSources(name, text), ['sid'], 'arm64');

  test.each([
    [
      'a line',
      'sources.list',
      'deb http://mirror.example/debian bookworm main contrib # ours\n',
      `uris: http://mirror.example/debian\n${ASKED_FOR}`,
    ],
    [
      'a line with options',
      'own.list',
      '  deb [ arch=amd64,i386 signed-by=/keys/own.gpg trusted=yes lang=de ] file:/mirror stable main\n',
      `uris: file:/mirror\nsigned-by: /keys/own.gpg\ntrusted: yes\n${ASKED_FOR}`,
    ],
    [
      'a stanza, with a key inside and comments between',
      'own.sources',
      '# ours\nTypes: deb deb-src\nURIs: http://one.example/ http://two.example/\n# which?\nSuites: bookworm\nComponents: main\nSigned-By:\n -----BEGIN\n .\n key\n -----END\n',
      `uris: http://one.example/ http://two.example/\nsigned-by: \n -----BEGIN\n .\n key\n -----END\n${ASKED_FOR}`,
    ],
    [
      'two stanzas that differ in what is wanted only',
      'own.sources',
      'Types: deb\nURIs: http://one.example/\nSuites: bookworm\n\nTypes: deb\nURIs: http://one.example/\nSuites: bookworm-updates\nEnabled: yes\n',
      `uris: http://one.example/\n${ASKED_FOR}`,
    ],
  ])('%s', (_name, file, text, expected) => {
    expect(asked(file, text)).toBe(expected);
  });

  test.each([
    ['of source code', 'a.list', 'deb-src http://mirror.example/debian bookworm main\n'],
    ['that are commented out', 'a.list', '# deb http://mirror.example/debian bookworm main\n'],
    ['without suites', 'a.list', 'deb http://mirror.example/debian ./\n'],
    ['that are no sources', 'a.list', 'rubbish\n'],
    [
      'that are disabled',
      'a.sources',
      'Enabled: no\nTypes: deb\nURIs: http://mirror.example/\nSuites: bookworm\n',
    ],
    ['of code, in a stanza', 'a.sources', 'Types: deb-src\nURIs: http://mirror.example/\nSuites: bookworm\n'],
    ['with nothing', 'a.sources', '\n\n'],
  ])('leaves out those %s', (_name, file, text) => {
    expect(readAptSources(file, text)).toEqual([]);
  });
});

test('records of packages, as apt-cache prints them', () => {
  const text = `Package: linux-image-9-arm64
Architecture: arm64
Version: 9.0-1
Installed-Size: 12
Depends: kmod, linux-base (>= 4.3~), initramfs-tools (>= 0.120) | linux-initramfs-tool, linux-modules-9-arm64 (= 9.0-1)
Description: the kernel
 Depends: not this
Size: 3456
SHA256: ab12

Package: linux-image-9-arm64
Version: 8.0-1

Package: busybox-static
Version: 1:1.37-1
`;
  expect([...readAptPackages(text).values()]).toEqual([
    {
      name: 'linux-image-9-arm64',
      version: '9.0-1',
      depends: ['kmod', 'linux-base', 'initramfs-tools', 'linux-modules-9-arm64'],
      size: 3456,
      unpackedSize: 12288,
      sha256: 'ab12',
    },
    { name: 'busybox-static', version: '1:1.37-1', depends: [], size: 0, unpackedSize: 0, sha256: '' },
  ]);
  expect(readAptPackages('')).toEqual(new Map());
});

describe('what apt says', () => {
  const gone =
    "E: The repository 'http://mirror.example/debian nosuch Release' does not have a Release file.";
  test.each([
    ['a suite that is not there', gone, 'no mirror has it'],
    [
      'no name server',
      `W: Failed to fetch http://mirror.example/debian/dists/sid/InRelease  Temporary failure resolving 'mirror.example'`,
      'no mirror can be reached; is this machine online?',
    ],
    [
      'one mirror without it, another out of reach',
      `${gone}\nE: Failed to fetch http://two.example/  Could not connect to two.example:80 (192.0.2.1), connection timed out`,
      'no mirror can be reached; is this machine online?',
    ],
    [
      'a key that is not there',
      "W: GPG error: http://mirror.example/debian sid InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 0123456789ABCDEF",
      'its signature is by no key of this machine; a newer debian-archive-keyring may have it',
    ],
    [
      'a disk that is full',
      'E: Write error - write (28: No space left on device)',
      'there is no room left for it',
    ],
    [
      'a disk that will be full',
      "E: You don't have enough free space in /c/archives/.",
      'there is no room left for it',
    ],
    [
      'something new, with a password in it',
      'N: a note\nE: Cannot like http://me:secret@mirror.example/debian today\nE: more',
      'apt says: Cannot like http://mirror.example/debian today',
    ],
    ['nothing', '', 'apt says nothing'],
  ])('%s', (_name, err, sentence) => {
    expect(aptFailure(err)).toBe(sentence);
  });
});
