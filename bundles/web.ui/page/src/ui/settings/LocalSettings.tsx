// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { chooseLanguage, chosenLanguage, t } from "../../i18n/i18n";
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from "../../i18n/languages";
import { isThemeChoice, type Theme } from "../../theme";

/** The language of the page. Each is called what its speakers call it. */
export function LanguageChoice({ id }: { readonly id: string }): JSX.Element {
  return (
    <div class="field">
      <label htmlFor={id}>{t("settings.language")}</label>
      <select
        id={id}
        data-testid={id}
        value={chosenLanguage.value ?? ""}
        onChange={(event) => {
          const { value } = event.currentTarget;
          void chooseLanguage(isLanguage(value) ? value : undefined);
        }}
      >
        <option value="">{t("settings.languageOfBrowser")}</option>
        {LANGUAGE_NAMES.map((name) => (
          <option key={name} value={name} lang={name}>
            {LANGUAGES[name].name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The colours of the page. */
export function ThemeSelect({ theme }: { readonly theme: Theme }): JSX.Element {
  return (
    <div class="field">
      <label htmlFor="settings-theme">{t("settings.colours")}</label>
      <select
        id="settings-theme"
        data-testid="settings-theme"
        value={theme.choice.value}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (isThemeChoice(value)) {
            theme.choose(value);
          }
        }}
      >
        <option value="system">{t("settings.coloursSystem")}</option>
        <option value="light">{t("settings.coloursLight")}</option>
        <option value="dark">{t("settings.coloursDark")}</option>
      </select>
    </div>
  );
}
