// SPDX-License-Identifier: Apache-2.0

import type { Role } from "../../login/account";

export const ROLES: Readonly<Record<Role, string>> = {
  admin: "Administrator",
  operator: "Operator",
  viewer: "Viewer",
};
