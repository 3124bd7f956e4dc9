import type { ComponentChild } from 'preact';

/** The name of a part or a rule, which is a link where it is a rule's. */
export function RuleName({ name }: { readonly name: string }): ComponentChild {
  return name.includes('/') ? <a href={`#/rules/${name}`}>{name}</a> : name;
}
