/**
 * FF-A versions as they travel in `FFA_VERSION`: major in bits 30:16, minor in bits 15:0, bit 31 zero.
 *
 * Source: ffa-hafnium 1.3.
 */

export const VERSION_1_0 = 0x0001_0000;
export const VERSION_1_1 = 0x0001_0001;
export const VERSION_1_2 = 0x0001_0002;
export const VERSION_1_3 = 0x0001_0003;

/** The versions that this project speaks, oldest first. */
export const SUPPORTED_VERSIONS: readonly number[] = [VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3];

/** The last of them. */
export const NEWEST_VERSION: number = Math.max(...SUPPORTED_VERSIONS);

/** Major part of a version word. Bit 31 is not part of it. */
export function majorOf(version: number): number {
  return (version >>> 16) & 0x7fff;
}

/** Minor part of a version word. */
export function minorOf(version: number): number {
  return version & 0xffff;
}

/** "1.2" for 0x10002. */
export function versionText(version: number): string {
  return `${majorOf(version)}.${minorOf(version)}`;
}

/** 0x10002 for "1.2"; `undefined` when the text is no version. */
export function parseVersion(text: string): number | undefined {
  const match = /^(\d{1,5})\.(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const major = Number(match[1]);
  const minor = Number(match[2]);
  return major <= 0x7fff && minor <= 0xffff ? major * 0x1_0000 + minor : undefined;
}
