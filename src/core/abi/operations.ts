import { hexText } from './hex.ts';

/**
 * The three ways to send memory. The numbers are those of the transaction type in bits 4:3 of the flags of a retrieve
 * request and response.
 *
 * Source: ffa-hafnium 2.6.
 */
export const OPERATION = { SHARE: 1, LEND: 2, DONATE: 3 } as const;

export type Operation = (typeof OPERATION)[keyof typeof OPERATION];

/** Bit 15 of an endpoint id: the endpoint is a secure partition. */
const SECURE_ID = 0x8000;

/** Whether an endpoint id is one of the secure world. */
export function isSecureId(endpoint: number): boolean {
  return (endpoint & SECURE_ID) !== 0;
}

/** An endpoint id as it is shown everywhere: "0x8001". */
export function endpointText(endpoint: number): string {
  return hexText(endpoint, 4);
}

/** Id of the manager of the secure world itself. */
export const SPMC_ID = 0x8000;
