// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";

function Icon({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const KeyboardIcon = (): JSX.Element => (
  <Icon>
    <rect x="2.5" y="6" width="19" height="12" rx="2.5" />
    <path d="M6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8 14h8" />
  </Icon>
);

export const PhoneKeyboardIcon = (): JSX.Element => (
  <Icon>
    <rect x="6" y="2.5" width="12" height="19" rx="2.5" />
    <path d="M9 12.5h.01M12 12.5h.01M15 12.5h.01M9 15.5h.01M12 15.5h.01M15 15.5h.01M10 18.5h4M6 9.5h12" />
  </Icon>
);

export const KeyboardOffIcon = (): JSX.Element => (
  <Icon>
    <rect x="2.5" y="6" width="19" height="12" rx="2.5" />
    <path d="M6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8 14h8" />
    <path d="M4 21L20 3" stroke-width="2.2" />
  </Icon>
);

export const PasteIcon = (): JSX.Element => (
  <Icon>
    <rect x="5" y="5" width="14" height="16" rx="2.5" />
    <path d="M9 3.5h6v3H9zM8.5 11.5h7M8.5 15.5h5" />
  </Icon>
);

export const ChartIcon = (): JSX.Element => (
  <Icon>
    <path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6" />
  </Icon>
);

export const SessionsIcon = (): JSX.Element => (
  <Icon>
    <circle cx="9" cy="8.5" r="3.2" />
    <path d="M3 19c.6-3.4 3-5 6-5s5.4 1.6 6 5M16 5.6a3.2 3.2 0 010 5.8M18 14.4c1.7.8 2.7 2.3 3 4.6" />
  </Icon>
);

export const AccountIcon = (): JSX.Element => (
  <Icon>
    <circle cx="12" cy="8.5" r="3.5" />
    <path d="M5 20c.7-4 3.4-6 7-6s6.3 2 7 6" />
  </Icon>
);

export const CloseIcon = (): JSX.Element => (
  <Icon>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);

export const ExpandIcon = (): JSX.Element => (
  <Icon>
    <path d="M4 9V5a1 1 0 011-1h4M15 4h4a1 1 0 011 1v4M20 15v4a1 1 0 01-1 1h-4M9 20H5a1 1 0 01-1-1v-4" />
  </Icon>
);

export const ShrinkIcon = (): JSX.Element => (
  <Icon>
    <path d="M9 4v4a1 1 0 01-1 1H4M20 9h-4a1 1 0 01-1-1V4M15 20v-4a1 1 0 011-1h4M4 15h4a1 1 0 011 1v4" />
  </Icon>
);

export const CameraIcon = (): JSX.Element => (
  <Icon>
    <path d="M4.5 8h3l1.5-2.5h6L16.5 8h3A1.5 1.5 0 0121 9.5V17.5A1.5 1.5 0 0119.5 19h-15A1.5 1.5 0 013 17.5V9.5A1.5 1.5 0 014.5 8z" />
    <circle cx="12" cy="13" r="3.3" />
  </Icon>
);

export const SunIcon = (): JSX.Element => (
  <Icon>
    <circle cx="12" cy="12" r="3.8" />
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4" />
  </Icon>
);

export const MoonIcon = (): JSX.Element => (
  <Icon>
    <path d="M19.5 14.5A8 8 0 119.5 4.5a6.5 6.5 0 0010 10z" />
  </Icon>
);

export const HalfIcon = (): JSX.Element => (
  <Icon>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 4a8 8 0 010 16z" fill="currentColor" stroke="none" />
  </Icon>
);

export const HandOverIcon = (): JSX.Element => (
  <Icon>
    <path d="M4 8h13M13 4l4 4-4 4M20 16H7M11 12.5L7 16l4 3.5" />
  </Icon>
);

export const RemoveIcon = (): JSX.Element => (
  <Icon>
    <path d="M10 4H6a1 1 0 00-1 1v14a1 1 0 001 1h4M14 8l4 4-4 4M18 12H10" />
  </Icon>
);

export const PencilIcon = (): JSX.Element => (
  <Icon>
    <path d="M5 19l1-4L16.5 4.5a1.4 1.4 0 012 0l1 1a1.4 1.4 0 010 2L9 18z" />
  </Icon>
);

export const MouseIcon = (): JSX.Element => (
  <Icon>
    <rect x="6.5" y="3" width="11" height="18" rx="5.5" />
    <path d="M12 7v3.5" />
  </Icon>
);

export const MediaIcon = (): JSX.Element => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <circle cx="12" cy="12" r="2.5" />
    <path d="M12 6.5a5.5 5.5 0 0 1 5.5 5.5" />
  </Icon>
);

export const RecordIcon = (): JSX.Element => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <circle cx="12" cy="12" r="4" fill="currentColor" stroke="none" />
  </Icon>
);

export const PowerIcon = (): JSX.Element => (
  <Icon>
    <path d="M12 3.5v8M7 6.5a7.5 7.5 0 1010 0" />
  </Icon>
);

export const DiceIcon = (): JSX.Element => (
  <Icon>
    <rect x="4.5" y="4.5" width="15" height="15" rx="3" />
    <path d="M9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01" stroke-width="2.4" />
  </Icon>
);

export const GearIcon = (): JSX.Element => (
  <Icon>
    <circle cx="12" cy="12" r="3" />
    <path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2" />
  </Icon>
);

export const ChevronIcon = (): JSX.Element => (
  <Icon>
    <path d="M6.5 14.5L12 9l5.5 5.5" />
  </Icon>
);

export const BatonLogo = (): JSX.Element => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
    <g transform="rotate(-45 16 16)">
      <rect class="logo-stick" x="2" y="12" width="28" height="8" rx="4" />
      <rect class="logo-band" x="20" y="12" width="3" height="8" />
    </g>
  </svg>
);

export const SerialIcon = (): JSX.Element => (
  <Icon>
    <path d="M4 7h16l-2.5 10h-11z" />
    <path d="M8 11h.01M12 11h.01M16 11h.01M10 14h.01M14 14h.01" />
  </Icon>
);

export const TerminalIcon = (): JSX.Element => (
  <Icon>
    <rect x="3" y="5" width="18" height="14" rx="2" />
    <path d="M7 10l3 2.5L7 15M12.5 15H17" />
  </Icon>
);

/** The sign of a mode: shape and colour, so that neither has to be seen alone. */
export const ModeIcon = ({ mode }: { mode: string }): JSX.Element => (
  <Icon>
    {mode === "primary" && <path d="M7 17L17 7M5.5 15.5l3 3M15.5 5.5l3 3" />}
    {(mode === "observer" || mode === "unknown") && (
      <>
        <path d="M3 12c2.2-4 5.2-6 9-6s6.8 2 9 6c-2.2 4-5.2 6-9 6s-6.8-2-9-6z" />
        <circle cx="12" cy="12" r="2.5" />
      </>
    )}
    {mode === "queued" && (
      <>
        <circle cx="12" cy="12" r="8" />
        <path d="M12 7.5V12l3 2" />
      </>
    )}
    {mode === "pending" && <path d="M6 4h12M6 20h12M7.5 4c0 4 3 6 4.5 8-1.5 2-4.5 4-4.5 8M16.5 4c0 4-3 6-4.5 8 1.5 2 4.5 4 4.5 8" />}
  </Icon>
);
