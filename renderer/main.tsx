import './styles/main.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startSession } from './host/start-session.ts';
import { followAddress } from './stores/view-store.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
startSession();
followAddress();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
