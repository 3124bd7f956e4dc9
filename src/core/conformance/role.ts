/** The parts that a case gives to endpoints. */
export type Role = 'owner' | 'borrower' | 'third';
