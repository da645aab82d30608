const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n`]*(?:\n([\s\S]*))?$/;

/** The code of a block that is nothing but one fenced block, closed or still being written; null for any other. */
export function readFence(block: string): { language: string; code: string } | null {
  const match = fence.exec(block);
  if (match === null) return null;
  const [, opening = '', language = '', rest = ''] = match;
  const closing = new RegExp(`(?:^|\\n) {0,3}${opening[0]}{${opening.length},}[ \\t]*(?:\\n\\s*)?$`);
  return { language, code: rest.replace(closing, '').replace(/\n$/, '') };
}
