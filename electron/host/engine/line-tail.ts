const maxLines = 20;
const maxLineCharacters = 300;

/** The last lines of a text that comes in chunks, in bounded memory however much comes. */
export class LineTail {
  readonly #lines: string[] = [];
  #open = '';

  add(chunk: string): void {
    // Only the end of a long chunk can still be among the last lines.
    const text = this.#open + chunk.slice(-maxLines * maxLineCharacters * 2);
    const lines = text.split('\n');
    this.#open = (lines.pop() ?? '').slice(0, maxLineCharacters);
    for (const line of lines) this.#keep(line);
  }

  /** The last lines, oldest first, with a last one that has no end yet. */
  read(): string[] {
    const lines = this.#open.trim() === '' ? this.#lines : [...this.#lines, this.#open];
    return lines.slice(-maxLines);
  }

  #keep(line: string): void {
    const text = line.trimEnd().slice(0, maxLineCharacters);
    if (text === '') return;
    this.#lines.push(text);
    if (this.#lines.length > maxLines) this.#lines.shift();
  }
}
