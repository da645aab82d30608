// Where things lie in this project, and how its commands speak: to standard error, one line at a time.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An absolute path inside the project. */
export function inProject(...parts) {
  return join(projectFolder, ...parts);
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A failure that needs no stack trace: the message says what happened and what to do. */
export class CommandError extends Error {}

/** Runs a command's main function and turns its failure into one line and exit code 1. */
export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof CommandError ? error.message : (error?.stack ?? String(error)));
    process.exitCode = 1;
  }
}
