import type { KindName, StructureName } from './kind.ts';

/** What the caller's TX buffer holds at a call. */
export const IN_TX: Readonly<Record<string, StructureName>> = {
  FFA_MEM_SHARE: 'share',
  FFA_MEM_LEND: 'lend',
  FFA_MEM_DONATE: 'donate',
  FFA_MEM_RETRIEVE_REQ: 'retrieve',
  FFA_MEM_RELINQUISH: 'relinquish',
  FFA_MEM_FRAG_TX: 'fragment',
  FFA_MSG_SEND2: 'message',
  FFA_RXTX_MAP: 'rxtx',
};

/** The function that bytes of a kind are sent with; `undefined` for what managers send. */
export function functionOfKind(kind: KindName): string | undefined {
  return Object.keys(IN_TX).find((name) => IN_TX[name] === kind);
}
