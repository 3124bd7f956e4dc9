import { versionText } from '../../core/abi/versions.ts';

/** Whose bytes they are: "FF-A 1.2", or "Gunyah" for messages that have no version. */
export function protocolText(version: number | undefined): string {
  return version === undefined ? 'Gunyah' : `FF-A ${versionText(version)}`;
}
