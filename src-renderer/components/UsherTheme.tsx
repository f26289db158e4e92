import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/VisuallyHidden.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Avatar.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/PasswordInput.css';
import '@mantine/core/styles/Progress.css';
import '@mantine/core/styles/Radio.css';
import '@mantine/core/styles/RadioIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/Switch.css';
import '../theme.css';
import { createTheme, MantineProvider, Modal } from '@mantine/core';
import type { Settings } from '@shared/settings';
import type { ReactNode } from 'react';

const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 7,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Locking the page's scroll would write a style element, which the window's policy forbids.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    // The focus goes to the first item (https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/), and not to something that nobody is told of.
    // By its name alone: the meeting window has no menu and shall not load one.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});

/** Colours and component styles of every window. All of it comes from style sheets: the policy allows no style element. */
export function UsherTheme({ choice, children }: { choice: Settings['theme']; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      withCssVariables={false}
      withGlobalClasses={false}
      defaultColorScheme="auto"
      {...(choice === 'system' ? {} : { forceColorScheme: choice })}
    >
      {children}
    </MantineProvider>
  );
}
