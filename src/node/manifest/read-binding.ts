import { FORM_RULES } from './form-rules.ts';
import type { Binding } from './partition.ts';
import type { ReadContext } from './properties.ts';
import { show } from './show.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';

const BINDINGS: Readonly<Record<string, Binding>> = {
  'arm,ffa-manifest-1.0': '1.0',
  'arm,ffa-manifest-1.1': '1.1',
};

/** The binding that the root says it follows; the newest, with a finding, when it says none that is known. */
export function readBinding({ root, findings }: ReadContext): Binding {
  const property = root.properties.get('compatible');
  const expected = `"${Object.keys(BINDINGS).join('" or "')}"`;
  if (property === undefined) {
    findings.add(FORM_RULES.missing, root.position, `\`/\` has no \`compatible\`, expected ${expected}`);
    return '1.1';
  }
  for (const value of property.values) {
    const binding = value.kind === 'string' ? BINDINGS[value.text] : undefined;
    if (binding !== undefined) return binding;
  }
  findings.add(
    STRUCTURE_RULES.binding,
    property.position,
    `\`compatible\` is ${show(property)}, expected ${expected}`,
  );
  return '1.1';
}
