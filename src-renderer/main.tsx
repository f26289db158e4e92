import './zod-without-eval';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { sayWithoutBridge } from './without-bridge';

const root = document.getElementById('root');
if (root && !('bridge' in window)) sayWithoutBridge(root);
else if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
