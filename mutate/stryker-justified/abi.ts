export const ABI: Readonly<Record<string, string>> = {};
