/** What a GGUF file is for. Only `chat` can be chosen; a file that cannot be read is `unknown`. */
export const modelKinds = ['chat', 'embedding', 'projector', 'adapter', 'vocabulary', 'importance', 'unknown'] as const;
export type ModelKind = (typeof modelKinds)[number];
