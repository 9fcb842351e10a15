// SPDX-License-Identifier: Apache-2.0

/** What a device answers to the calls of the page for settings: each kind of setting, from each source. */
const row = (name: string, label: string, over: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  name,
  label,
  description: "What it is for; 1\u2013100.",
  type: "whole",
  list: false,
  default: "10",
  value: "10",
  source: "default",
  ...over,
});

export const SETTINGS: Readonly<Record<string, unknown>> = {
  getSettings: {
    groups: [
      {
        pid: "io.baton.session.coordinator",
        label: "Baton sessions and control",
        description: "Limits, timeouts and rules of sessions and control.",
        settings: [
          row("maxSessions", "Maximum sessions", { min: 1, max: 100, value: "3", source: "environment", variable: "SESSION_MAX_CONCURRENT" }),
          row("requireApproval", "Require approval of new sessions", { type: "switch", default: "false", value: "true", source: "device" }),
          row("sharedRole", "Role of shared-password logins", { type: "text", default: "admin", value: "admin", options: [{ value: "admin", label: "Administrator" }, { value: "viewer", label: "Viewer (never controls)" }] }),
        ],
      },
      {
        pid: "io.baton.signalling.websocket",
        label: "Baton signalling",
        description: "Who may connect.",
        settings: [row("allowedHosts", "Names of the device", { type: "text", list: true, default: "localhost\n127.0.0.1", value: "localhost\nkvm.example", source: "file" })],
      },
      {
        pid: "io.baton.video.libav",
        label: "Baton video encoder",
        description: "",
        settings: [row("keyFrameIntervalSeconds", "Time between key frames (s)", { type: "number", min: 0.5, max: 3600, default: "2", value: "2" })],
      },
      {
        pid: "io.baton.target.vnc",
        label: "Baton VNC target",
        description: "",
        settings: [row("password", "Password of the server", { type: "text", secret: true, set: true, source: "device" })],
      },
    ],
  },
  getKeyboardMacros: [
    { id: "1", name: "Log in", sortOrder: 1, steps: [{ keys: ["Delete"], modifiers: ["ControlLeft", "AltLeft"], delay: 500 }, { keys: ["Enter"], modifiers: [], delay: 50 }] },
    { id: "2", name: "Lock", sortOrder: 2, steps: [{ keys: ["KeyL"], modifiers: ["MetaLeft"], delay: 50 }] },
  ],
  getJigglerState: true,
  getJigglerConfig: { inactivity_limit_seconds: 60, jitter_percentage: 25, schedule_cron_tab: "0 * * * * *", timezone: "UTC" },
  getTimezones: ["Europe/Berlin", "UTC"],
  getKeyboardLayout: "de_DE",
  getEDID:
    "00FFFFFFFFFFFF000A8E0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000023A801871382D4000000000000000000000000000FC004261746F6E204B564D0A202020000000000000000000000000000000000000000000000000000000000000000000000000001C",
  getEDIDPresets: [
    {
      name: "1920x1080, 60 Hz",
      edid: "00FFFFFFFFFFFF000A8E0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000023A801871382D4000000000000000000000000000FC004261746F6E204B564D0A202020000000000000000000000000000000000000000000000000000000000000000000000000001C",
    },
    {
      name: "1280x720, 60 Hz",
      edid: "00FFFFFFFFFFFF000A8E0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000011D007251D01E2000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007F",
    },
  ],
  getVideoSleepMode: { supported: true, enabled: false, duration: -1 },
  getHostDisplayIdleMode: { enabled: false, supported: true },
};
