import { EXECUTE, READ, type Rights, WRITE } from '../../memory/page-word.ts';
import { RIGHT } from '../wire/values.ts';

/** The rights of an access list entry for those of the ledger. */
export function rmRights(rights: Rights): number {
  return (
    (rights & READ ? RIGHT.READ : 0) |
    (rights & WRITE ? RIGHT.WRITE : 0) |
    (rights & EXECUTE ? RIGHT.EXECUTE : 0)
  );
}

/** The ledger's rights for those of an access list entry. */
export function ledgerRights(rights: number): Rights {
  return (
    (rights & RIGHT.READ ? READ : 0) |
    (rights & RIGHT.WRITE ? WRITE : 0) |
    (rights & RIGHT.EXECUTE ? EXECUTE : 0)
  );
}
