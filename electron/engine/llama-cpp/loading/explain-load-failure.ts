import { AppError } from '../../../../models/app-error.ts';

/** Turns the loader's error and what llama.cpp logged before it into one sentence that says what to do. */
export function explainLoadFailure(fileName: string, error: unknown, logLines: readonly string[]): AppError {
  const text = error instanceof Error ? error.message : String(error);
  const all = [...logLines, text].join('\n');
  const architecture = /unknown model architecture: '([^']+)'/.exec(all)?.[1];
  if (architecture) {
    const message = `${fileName} has the architecture “${architecture}”, which this version cannot run. Choose another model.`;
    return new AppError('unsupported', message, { data: { architecture }, cause: error });
  }
  if (isMemoryFailure(error, all)) {
    const message = `There is not enough memory for ${fileName}. Close other programs, or choose a smaller model or context.`;
    return new AppError('modelTooLarge', message, { cause: error });
  }
  if (/has invalid data|found nan|found inf/i.test(all)) {
    const message = `${fileName} is damaged: its weights hold values that are not numbers. Download it again.`;
    return new AppError('modelBroken', message, { cause: error });
  }
  const reason = findReason(logLines) ?? nameCause(text.split('\n')[0] ?? '');
  const message = `${fileName} could not be loaded (${reason}). Choose another model, or download it again.`;
  return new AppError('modelBroken', message, { data: { reason }, cause: error });
}

function isMemoryFailure(error: unknown, all: string): boolean {
  if (error instanceof Error && error.constructor.name === 'InsufficientMemoryError') return true;
  return /failed to allocate|unable to allocate|out of memory|bad_alloc|Failed to create context/i.test(all);
}

const longestReason = 200;
/** What the loader says when the reader of the file, which speaks first, could not make sense of it. */
const readerFailed = /^llama_model_loader: failed to load model/;

function findReason(lines: readonly string[]): string | null {
  const thrown = lines.toReversed().flatMap((line) => /error loading model: (.+)$/.exec(line)?.[1]?.trim() ?? []);
  const read = lines.flatMap((line) => /^gguf_init_from_\w+: (.+)$/.exec(line)?.[1]?.trim() ?? []);
  const reason = thrown.find((text) => !readerFailed.test(text)) ?? read[0];
  return reason?.slice(0, longestReason) ?? null;
}

/** What node-llama-cpp says itself of a file, in words that name the cause. */
function nameCause(text: string): string {
  return text === 'Invalid type or block size' ? 'a tensor is of a type that this version does not know' : text;
}
