/** Mutants that no test can notice, or that none has to, and why. A mutant that is noticed all the same must not stand here. */
export const JUSTIFIED: Readonly<Record<string, string>> = {};
