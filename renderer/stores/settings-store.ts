import { create } from 'zustand';
import type { SettingsPatch, VisibleSettings } from '../../models/settings.ts';
import { host } from '../host/connect.ts';
import { forgetRepositories } from './hub-store.ts';
import { reportFailure } from './notices-store.ts';

/** The settings in force; null until the host has sent them. */
export const useSettings = create<{ settings: VisibleSettings | null }>(() => ({ settings: null }));

/** Takes over the host's settings, and shows the theme they name. */
export function setSettings(settings: VisibleSettings): void {
  const before = useSettings.getState().settings;
  useSettings.setState({ settings });
  if (before !== null && advisesOtherwise(before, settings)) forgetRepositories();
  document.documentElement.dataset['theme'] = settings.theme;
  try {
    localStorage.setItem('conclave:theme', settings.theme);
  } catch {
    // Without storage the next start shows the system's theme until the settings arrive.
  }
}

/** Changes some settings. True when the host took them. */
export async function updateSettings(patch: SettingsPatch): Promise<boolean> {
  try {
    setSettings(await host.settings.update(patch));
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
}

/** Whether the advice on levels may be another with these settings. */
function advisesOtherwise(before: VisibleSettings, now: VisibleSettings): boolean {
  return (['preferredLevel', 'contextSize', 'device'] as const).some((field) => before[field] !== now[field]);
}
