import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { UsherTheme } from './components/UsherTheme';
import { roomView } from './room-main-process';
import { RoomScreen } from './screens/RoomScreen';
import { useToldByMain } from './told-by-main';
import { sayWithoutBridge } from './without-bridge';

function RoomPage() {
  const view = useToldByMain(roomView);
  return <UsherTheme choice={view?.theme ?? 'system'}>{view ? <RoomScreen view={view} /> : null}</UsherTheme>;
}

const root = document.getElementById('root');
if (root && !('meetingBridge' in window)) sayWithoutBridge(root);
else if (root) {
  createRoot(root).render(
    <StrictMode>
      <RoomPage />
    </StrictMode>,
  );
}
