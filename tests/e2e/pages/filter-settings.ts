import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { expect, type Locator, type Page } from '@playwright/test';

/** A file as the file chooser hands it over. */
export interface ChosenFile {
  fileName: string;
  content: string | Buffer;
}

/** The settings of the word filter, as a person uses them. */
export class FilterSettings {
  readonly page: Page;
  readonly lists: Locator;
  readonly report: Locator;

  constructor(page: Page) {
    this.page = page;
    this.lists = page.getByTestId('word-list');
    this.report = page.getByTestId('new-list-report');
  }

  list(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true });
  }

  /** Opens or closes what can be changed of a list. */
  async toggleDetails(name: string): Promise<void> {
    await this.list(name).getByTestId('list-open').click();
  }

  async addList(name: string, words: string): Promise<void> {
    await this.page.getByTestId('list-add').click();
    const form = this.page.locator('form').filter({ has: this.page.getByLabel('Words of the new list') });
    await expect(form.getByTestId('list-name')).toBeFocused();
    await form.getByTestId('list-name').fill(name);
    await form.getByTestId('list-words').fill(words);
    await form.getByTestId('list-words-save').click();
    await expect(form).toHaveCount(0);
  }

  async importFile({ fileName, content }: ChosenFile): Promise<void> {
    const folder = makeTemporaryFolder();
    const path = join(folder.path, fileName);
    // A path is handed over as a person's choice is; a buffer would be built up inside the page.
    writeFileSync(path, content);
    await this.page.getByTestId('list-import-file').setInputFiles(path);
    await expect(this.page.getByTestId('list-import')).toHaveAttribute('aria-busy', 'false');
    folder.remove();
  }

  async deleteList(name: string): Promise<void> {
    await this.list(name).getByTestId('list-delete').click();
    await this.page.getByTestId('ask-confirm').click();
    await expect(this.list(name)).toHaveCount(0);
  }
}
