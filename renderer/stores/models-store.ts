import { create } from 'zustand';
import type { Model, ModelsState } from '../../electron/contract/models-state.ts';

interface ModelsStore {
  ready: boolean;
  byId: Record<string, Model>;
  order: string[];
  selectedId: string;
  load: ModelsState['load'];
}

/** The models the host knows, by id, and how loading the selected one goes. */
export const useModels = create<ModelsStore>(() => ({
  ready: false,
  byId: {},
  order: [],
  selectedId: '',
  load: { status: 'none' },
}));

/** Takes over the host's state. */
export function setModels(state: ModelsState): void {
  useModels.setState({
    ready: true,
    byId: Object.fromEntries(state.models.map((model) => [model.id, model])),
    order: state.models.map((model) => model.id),
    selectedId: state.selectedId,
    load: state.load,
  });
}
