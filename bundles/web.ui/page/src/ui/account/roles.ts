// SPDX-License-Identifier: Apache-2.0

import type { Role } from "../../login/account";

export const ROLES: Readonly<Record<Role, string>> = {
  admin: "Administrator",
  operator: "Operator",
  viewer: "Viewer",
};

export const ROLE_OPTIONS: readonly (readonly [value: Role, label: string])[] = [
  ["admin", "Administrator"],
  ["operator", "Operator"],
  ["viewer", "Viewer"],
];
