import { expect, type Locator, type Page } from '@playwright/test';

/** The dialogs on how a model runs, and the engine's popup that leads to them, as a person uses them. */
export class RunDialogs {
  readonly page: Page;
  readonly options: Locator;
  readonly plan: Locator;
  readonly tune: Locator;
  readonly job: Locator;
  readonly engine: Locator;

  constructor(page: Page) {
    this.page = page;
    this.options = page.getByTestId('run-dialog');
    this.plan = page.getByTestId('run-plan');
    this.tune = page.getByTestId('tune-dialog');
    this.job = page.getByTestId('engine-job');
    this.engine = page.getByTestId('engine-popup');
  }

  async openEngine(): Promise<Locator> {
    await this.page.getByTestId('engine-state').click();
    await expect(this.engine).toBeVisible();
    return this.engine;
  }

  async closeEngine(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.engine).toHaveCount(0);
  }

  /** Opens a dialog from the engine's popup. */
  async openFromEngine(kind: 'run-options' | 'tune'): Promise<Locator> {
    await (await this.openEngine()).getByTestId(`engine-${kind}`).click();
    const dialog = kind === 'tune' ? this.tune : this.options;
    await expect(dialog).toBeVisible();
    await expect(this.engine).toHaveCount(0);
    return dialog;
  }

  /** Chooses one of the values that stand side by side. */
  async choose(group: string, value: string): Promise<void> {
    await this.options.getByRole('radiogroup', { name: group, exact: true }).getByText(value, { exact: true }).click();
  }

  async fill(field: string, value: number): Promise<void> {
    await this.options.getByTestId(field).fill(String(value));
    await this.options.getByTestId(field).press('Enter');
  }

  /** Waits until the cost in view belongs to what is chosen. */
  async waitForPlan(): Promise<void> {
    await expect(this.plan).toHaveAttribute('data-pending', 'false');
  }

  /** A figure of the cost, such as `system`. */
  figure(id: string): Locator {
    return this.options.getByTestId(`plan-${id}`);
  }

  async apply(): Promise<void> {
    await this.options.getByTestId('run-apply').click();
    await expect(this.options).toHaveCount(0);
  }
}
