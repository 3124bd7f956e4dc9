export const SPMC: Readonly<Record<string, string>> = {};
