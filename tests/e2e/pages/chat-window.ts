import { expect, type Locator, type Page } from '@playwright/test';

/** The window as a person uses it. */
export class ChatWindow {
  readonly page: Page;
  readonly composer: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  readonly messages: Locator;
  readonly replies: Locator;
  readonly restartCard: Locator;
  readonly crashCard: Locator;
  readonly conversations: Locator;
  readonly notices: Locator;
  readonly engineState: Locator;

  constructor(page: Page) {
    this.page = page;
    this.composer = page.getByTestId('composer');
    this.send = page.getByTestId('send');
    this.stop = page.getByTestId('stop');
    this.messages = page.getByTestId('message');
    this.replies = page.locator('[data-testid="message"][data-role="assistant"]');
    this.restartCard = page.getByTestId('restart-card');
    this.crashCard = page.getByTestId('crash-card');
    this.conversations = page.getByTestId('conversation-item');
    this.notices = page.getByTestId('notice');
    this.engineState = page.getByTestId('engine-state');
  }

  /** The last reply, as far as it has come. */
  get reply(): Locator {
    return this.replies.last();
  }

  get replyText(): Locator {
    return this.reply.getByTestId('message-text');
  }

  async waitUntilConnected(): Promise<void> {
    await expect(this.page.getByTestId('connection-state')).toHaveAttribute('data-status', 'open');
    await expect(this.composer).toBeVisible();
  }

  async waitForLoadedModel(): Promise<void> {
    await expect(this.engineState).toHaveAttribute('data-phase', 'ready');
    await expect(this.page.getByTestId('model-load')).toHaveAttribute('data-status', 'loaded');
  }

  /** Takes a model of the user's own and waits until it is in memory. */
  async chooseModel(name: string): Promise<void> {
    const picker = this.page.getByTestId('model-picker');
    await picker.click();
    await this.page.getByTestId('model-option').filter({ hasText: name }).click();
    await expect(picker).toContainText(name);
    await this.waitForLoadedModel();
  }

  /** Types a message and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Says something and waits for the whole reply. Returns its text. */
  async ask(text: string): Promise<string> {
    const before = await this.replies.count();
    await this.say(text);
    await expect(this.replies).toHaveCount(before + 1);
    return this.waitForReply('complete');
  }

  /** Waits until the last reply has ended like this. Returns its text. */
  async waitForReply(status: 'complete' | 'stopped' | 'interrupted' | 'failed' | 'withheld'): Promise<string> {
    await expect(this.reply).toHaveAttribute('data-status', status);
    return this.readReply();
  }

  async readReply(): Promise<string> {
    return (await this.replyText.count()) ? this.replyText.innerText() : '';
  }

  /** Waits until the last reply shows at least so much text. Returns what it shows then. */
  async waitForText(characters: number): Promise<string> {
    await expect
      .poll(async () => (await this.readReply()).length, { intervals: [20] })
      .toBeGreaterThanOrEqual(characters);
    return this.readReply();
  }

  async newChat(): Promise<void> {
    await this.page.getByTestId('new-chat').click();
    await expect(this.messages).toHaveCount(0);
  }

  async openConversation(title: string): Promise<void> {
    await this.conversations.filter({ hasText: title }).getByRole('button').first().click();
  }

  async openSettings(
    tab: 'appearance' | 'models' | 'engine' | 'replies' | 'filter' | 'workbench' | 'about',
  ): Promise<Locator> {
    await this.page.getByTestId('settings-open').click();
    const dialog = this.page.getByTestId('settings-dialog');
    await dialog.getByTestId(`settings-tab-${tab}`).click();
    return dialog;
  }

  async closeSettings(): Promise<void> {
    await this.page.getByTestId('settings-close').click();
    await expect(this.page.getByTestId('settings-dialog')).toHaveCount(0);
  }
}
