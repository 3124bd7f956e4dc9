/**
 * The device-tree grammar, loaded once. It yields a syntax tree only: nothing is included, expanded or
 * merged.
 */

import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

export interface Grammar {
  readonly parser: Parser;
  readonly language: Language;
}

let loading: Promise<Grammar> | undefined;

/**
 * The parser and its language. Loading reads two WebAssembly files; later calls share the first one's result.
 */
export function loadGrammar(): Promise<Grammar> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Grammar> {
  await Parser.init();
  const file = createRequire(import.meta.url).resolve('tree-sitter-devicetree/tree-sitter-devicetree.wasm');
  const language = await Language.load(file);
  return { parser: new Parser().setLanguage(language), language };
}
