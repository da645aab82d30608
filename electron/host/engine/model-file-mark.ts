import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listPartNames } from '../../../models/gguf/part-names.ts';

interface FileMark {
  path: string;
  inode: bigint;
  sizeBytes: bigint;
  mtimeNs: bigint;
}

/** What happened to a file since it was marked. */
export interface FileChange {
  fileName: string;
  /** Another file took its name: what is mapped stays as it was. Otherwise what is mapped has changed. */
  replaced: boolean;
  cutShort: boolean;
}

/** Tells whether the files of a model are still those that were loaded. */
export class ModelFileMark {
  readonly #marks: FileMark[];

  /** Call it before the load, so that nothing that happens meanwhile is missed. */
  constructor(modelPath: string) {
    const folder = dirname(modelPath);
    this.#marks = listPartNames(basename(modelPath)).flatMap((name) => readMark(join(folder, name)) ?? []);
  }

  get paths(): string[] {
    return this.#marks.map(({ path }) => path);
  }

  /** The first change; null where there is none. A file that was deleted stays mapped as it was, so that is none. */
  findChange(): FileChange | null {
    for (const mark of this.#marks) {
      const now = readMark(mark.path);
      if (!now || (now.inode === mark.inode && now.sizeBytes === mark.sizeBytes && now.mtimeNs === mark.mtimeNs)) {
        continue;
      }
      const replaced = now.inode !== mark.inode;
      return { fileName: basename(mark.path), replaced, cutShort: !replaced && now.sizeBytes < mark.sizeBytes };
    }
    return null;
  }
}

/** What happened, as the beginning of a sentence. */
export function describeChange({ fileName, replaced, cutShort }: FileChange): string {
  if (replaced) return `${fileName} was replaced by another file while it was loaded`;
  return `${fileName} was ${cutShort ? 'cut short' : 'changed'} while it was loaded`;
}

function readMark(path: string): FileMark | null {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return { path, inode: ino, sizeBytes: size, mtimeNs };
  } catch {
    return null;
  }
}
