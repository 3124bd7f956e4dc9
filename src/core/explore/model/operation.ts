/** The three ways to send memory. */
export type Operation = 'share' | 'lend' | 'donate';

/** As bits 4:3 of the flags have it. Source: ffa-hafnium 2.6. */
export const TYPE_OF: Readonly<Record<Operation, number>> = { share: 1, lend: 2, donate: 3 };
