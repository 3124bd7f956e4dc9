export const GUNYAH: Readonly<Record<string, string>> = {};
