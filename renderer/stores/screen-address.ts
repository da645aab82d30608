/** What fills the window beside the sidebar. */
export interface Screen {
  screen: 'chat' | 'models';
  modelsTab: 'installed' | 'discover' | 'downloads';
  /** The repository whose offers are in view. */
  repositoryId: string | null;
}

const tabs = ['installed', 'discover', 'downloads'] as const;

/** The screen that the part of an address after `#` names; the chat for anything else. */
export function readAddress(hash: string): Screen {
  const [screen, tab, owner, name] = hash.replace(/^#/, '').split('/');
  if (screen !== 'models') return { screen: 'chat', modelsTab: 'installed', repositoryId: null };
  const modelsTab = tabs.find((candidate) => candidate === tab) ?? 'installed';
  const named = modelsTab === 'discover' && owner !== undefined && name !== undefined && name !== '';
  return { screen: 'models', modelsTab, repositoryId: named ? `${owner}/${name}` : null };
}

/** The address of a screen, empty for the chat. */
export function writeAddress({ screen, modelsTab, repositoryId }: Screen): string {
  if (screen === 'chat') return '';
  const path = ['models', modelsTab, ...(modelsTab === 'discover' && repositoryId !== null ? [repositoryId] : [])];
  return `#${path.join('/')}`;
}
