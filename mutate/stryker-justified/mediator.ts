export const MEDIATOR: Readonly<Record<string, string>> = {};
