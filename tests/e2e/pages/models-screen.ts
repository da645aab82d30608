import { expect, type Locator, type Page } from '@playwright/test';

/** The models screen as a person uses it. */
export class ModelsScreen {
  readonly page: Page;
  readonly hits: Locator;
  readonly offers: Locator;
  readonly downloads: Locator;
  readonly installed: Locator;
  readonly hubError: Locator;

  constructor(page: Page) {
    this.page = page;
    this.hits = page.getByTestId('repository-hit');
    this.offers = page.getByTestId('offer');
    this.downloads = page.getByTestId('download');
    this.installed = page.getByTestId('library-model');
    this.hubError = page.getByTestId('hub-error');
  }

  async open(tab: 'installed' | 'discover' | 'downloads'): Promise<void> {
    if (!(await this.page.getByTestId('models-screen').isVisible())) await this.page.getByTestId('models-open').click();
    await this.page.getByTestId(`models-tab-${tab}`).click();
  }

  /** Searches on the hub, from wherever the tab stands. */
  async search(query: string): Promise<void> {
    const back = this.page.getByTestId('repository-back');
    if (await back.isVisible()) await back.click();
    await this.page.getByTestId('hub-search').fill(query);
    await this.page.getByTestId('hub-search').press('Enter');
  }

  /** Searches for a repository and looks at what it offers. */
  async openRepository(repositoryId: string): Promise<void> {
    await this.open('discover');
    await this.search(repositoryId.split('/')[1]!);
    await this.page.locator(`[data-testid="repository-hit"][data-id="${repositoryId}"]`).click();
    await expect(this.page.getByTestId('repository-view')).toHaveAttribute('data-id', repositoryId);
  }

  offer(level: string): Locator {
    return this.page.locator(`[data-testid="offer"][data-level="${level}"]`);
  }

  /** An installed file of Conclave's own folder, at this level. */
  model(level: string): Locator {
    return this.page
      .locator(`[data-testid="library-model"][data-level="${level}"]`)
      .filter({ hasNot: this.page.locator('[data-model-id="embedded"]') })
      .and(this.page.locator(':not([data-model-id="embedded"])'));
  }

  /** Starts the download of an offer and shows its row. */
  async download(level: string): Promise<Locator> {
    await this.offer(level).getByTestId('offer-download').click();
    await expect(this.offer(level).getByTestId('offer-download')).toHaveCount(0);
    await this.open('downloads');
    return this.downloads.last();
  }

  /** Chooses from the menu of an installed model. */
  async choose(level: string, item: 'verify' | 'delete' | 'details' | 'rename' | 'run' | 'tune'): Promise<void> {
    await this.open('installed');
    await this.model(level).getByTestId('model-menu').click();
    await this.page.getByTestId(`model-${item}`).click();
  }

  /** How much of a download is there, from 0 to 1. */
  async progress(download: Locator): Promise<number> {
    const bar = download.getByTestId('download-progress');
    const [now, max] = await Promise.all([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]);
    return Number(now) / Number(max ?? 100);
  }

  /** Types an access token into the form in view and saves it. */
  async saveToken(token: string): Promise<void> {
    await this.page.getByTestId('hub-token-input').fill(token);
    await this.page.getByTestId('hub-token-save').click();
  }
}
