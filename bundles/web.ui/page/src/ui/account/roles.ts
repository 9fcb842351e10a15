// SPDX-License-Identifier: Apache-2.0

import { t } from "../../i18n/i18n";
import type { Role } from "../../login/account";

export const ROLES: Readonly<Record<Role, string>> = {
  get admin() { return t("roles.administrator"); },
  get operator() { return t("roles.operator"); },
  get viewer() { return t("common.viewer"); },
};

export const roleOptions = (): readonly (readonly [value: Role, label: string])[] => [
  ["admin", t("roles.administrator")],
  ["operator", t("roles.operator")],
  ["viewer", t("common.viewer")],
];
