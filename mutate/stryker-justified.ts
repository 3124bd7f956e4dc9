/** Changes of Stryker's that no test can notice, and why. One that is noticed all the same must not stand here. */
export const STRYKER_JUSTIFIED: Readonly<Record<string, string>> = {};
