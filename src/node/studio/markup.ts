const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML has it, in elements and in quoted attributes. */
export function textMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** An object as JSON that can stand in a script element: nothing in it ends the element, or begins a comment there. */
export function jsonMarkup(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
