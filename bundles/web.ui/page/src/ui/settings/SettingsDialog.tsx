// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t, textNamed } from "../../i18n/i18n";
import { LAYOUT_NAMES, layoutLabel, layoutNamed, type LayoutName } from "../../input/layouts";
import type { Answer } from "../../login/deviceHttp";
import type { Problem } from "../../problem";
import { asJson } from "../../read";
import { matches, parseSetting, parseSettings, sectionOf, SECTIONS, type DeviceSetting, type Section, type SettingGroup } from "../../settings/deviceSettings";
import { savePasteSettings } from "../../storage";
import type { Store } from "../../store";
import type { Theme } from "../../theme";
import { CloseIcon } from "../icons";
import { chosenLayout } from "../layoutChoice";
import { MouseFields } from "../MouseDialog";
import { ProblemNote } from "../ProblemNote";
import { DisplayForm } from "./DisplayForm";
import { JigglerForm } from "./JigglerForm";
import { LanguageChoice, ThemeSelect } from "./LocalSettings";
import { MacroEditor } from "./MacroEditor";
import { SettingRow } from "./SettingRow";

export interface SettingsDialogProps {
  readonly store: Store;
  readonly commands: Commands;
  readonly theme: Theme;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

/** A part of the settings that the page itself has; the others are those of the device. */
interface Own {
  readonly section: Section;
  /** What a search finds it by. */
  readonly words: readonly string[];
  readonly content: JSX.Element;
}

/**
 * All settings in one place: those of this browser for everybody, those of the device for administrators. Searching shows
 * what fits from every part. Loaded when it is opened first.
 */
export function SettingsDialog({ store, commands, theme, onClose, children }: SettingsDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const chosen = useSignal<Section>("control");
  const search = useSignal("");
  const groups = useSignal<readonly SettingGroup[]>([]);
  const problem = useSignal<Problem | undefined>(undefined);
  const administers = store.sessionState.value.role === "admin";

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    void chosenLayout(store, commands);
    if (administers && store.supports("getSettings")) {
      void commands.callMethod("getSettings").then((answer) => {
        problem.value = answer.problem;
        groups.value = answer.problem === undefined ? parseSettings(answer.result) : [];
      });
    }
  }, [administers]);

  const set = async (setting: DeviceSetting, value: string | undefined): Promise<Answer> => {
    const { pid, name } = setting;
    const answer = await commands.callMethod("setSetting", { pid, name, ...(value === undefined ? {} : { value }) });
    if (answer.problem !== undefined) {
      return { done: false, problem: answer.problem };
    }
    const changed = parseSetting(pid, asJson(answer.result));
    groups.value = groups.value.map((group) =>
      group.pid === pid ? { ...group, settings: group.settings.map((each) => (each.name === name ? changed : each)) } : group,
    );
    return { done: true, body: {} };
  };

  const own: readonly Own[] = [
    {
      section: "device",
      words: [t("settings.language"), t("settings.colours"), t("settings.thisBrowser")],
      content: (
        <section class="panel-part" aria-labelledby="browser-title">
          <h3 id="browser-title">{t("settings.thisBrowser")}</h3>
          <div class="fields">
            <LanguageChoice id="settings-language" />
            <ThemeSelect theme={theme} />
          </div>
        </section>
      ),
    },
    {
      section: "input",
      words: [t("mouseDialog.mouseAndTouch"), t("mouseDialog.pointer"), t("mouseDialog.scrollSpeed"), t("mouseDialog.scroll")],
      content: (
        <section class="panel-part mouse-settings" aria-labelledby="mouse-settings-title">
          <h3 id="mouse-settings-title">{t("mouseDialog.mouseAndTouch")}</h3>
          <p class="quiet">{t("settings.inThisBrowser")}</p>
          <MouseFields store={store} />
        </section>
      ),
    },
    {
      section: "input",
      words: [t("common.keyboardLayoutOfTheTarget")],
      content: <LayoutChoice store={store} commands={commands} />,
    },
    { section: "input", words: [t("macros.title"), t("storedMacros.storedMacros")], content: <MacroEditor commands={commands} controls={store.controls.value} /> },
    ...(administers && store.supports("setJigglerConfig")
      ? [{ section: "input" as const, words: [t("jiggler.title"), t("jiggler.about"), t("jiggler.schedule")], content: <JigglerForm commands={commands} /> }]
      : []),
    ...(administers && store.supports("setEDID")
      ? [{ section: "picture" as const, words: ["EDID", t("display.title"), t("display.about"), t("display.sleeps"), t("display.hides")], content: <DisplayForm commands={commands} /> }]
      : []),
  ];
  const sections = SECTIONS.filter((section) => own.some((each) => each.section === section) || groups.value.some(({ pid }) => sectionOf(pid) === section));
  const open = sections.includes(chosen.value) ? chosen.value : (sections[0] ?? "device");
  const searching = search.value.trim() !== "";
  const choose = (section: Section | undefined): void => {
    if (section !== undefined) {
      search.value = "";
      chosen.value = section;
      document.getElementById(`settings-tab-${section}`)?.focus();
    }
  };
  const arrow = (event: KeyboardEvent): void => {
    const at = sections.indexOf(open);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      choose(sections.at(to % sections.length));
    }
  };

  return (
    <dialog ref={dialog} class="account-dialog settings-dialog" aria-labelledby="settings-title" data-testid="settings-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="settings-title">{t("settings.title")}</h2>
        <input
          type="search"
          class="settings-search"
          data-testid="settings-search"
          aria-label={t("settings.search")}
          placeholder={t("settings.search")}
          value={search.value}
          onInput={(event) => (search.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && searching) {
              event.preventDefault();
              event.stopPropagation();
              search.value = "";
            }
          }}
        />
        <button type="button" class="icon-button" aria-label={t("common.close")} title={t("common.close")} data-testid="settings-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="dialog-body">
        <div class="tabs" role="tablist" aria-label={t("settings.title")} aria-orientation="vertical" onKeyDown={arrow}>
          {sections.map((section) => (
            <button
              key={section}
              type="button"
              role="tab"
              id={`settings-tab-${section}`}
              class="tab"
              data-testid={`tab-${section}`}
              aria-selected={!searching && section === open}
              aria-controls="settings-panel"
              tabIndex={section === open ? 0 : -1}
              onClick={() => choose(section)}
            >
              {sectionLabel(section)}
            </button>
          ))}
        </div>
        <div id="settings-panel" class="panel" role="tabpanel" tabIndex={0} aria-labelledby={searching ? "settings-title" : `settings-tab-${open}`} data-testid={`settings-${searching ? "found" : open}`}>
          {problem.value !== undefined && <ProblemNote problem={problem.value} id="settings-problem" />}
          {searching ? (
            <Found search={search.value} sections={sections} own={own} groups={groups.value} onSet={set} />
          ) : (
            <Part section={open} own={own} groups={groups.value} onSet={set} />
          )}
        </div>
      </div>
      {children}
    </dialog>
  );
}

interface PartProps {
  readonly section: Section;
  readonly own: readonly Own[];
  readonly groups: readonly SettingGroup[];
  readonly onSet: (setting: DeviceSetting, value: string | undefined) => Promise<Answer>;
}

function Part({ section, own, groups, onSet }: PartProps): JSX.Element {
  return (
    <>
      {own.map((each, i) => (each.section === section ? <div key={i}>{each.content}</div> : null))}
      {groups
        .filter(({ pid }) => sectionOf(pid) === section)
        .map((group) => (
          <section key={group.pid} class="panel-part settings-group" aria-labelledby={`group-${group.pid}`} data-pid={group.pid}>
            <h3 id={`group-${group.pid}`} lang="en" dir="auto">
              {titleOf(group.label)}
            </h3>
            {group.description !== "" && (
              <p class="quiet" lang="en" dir="auto">
                {group.description}
              </p>
            )}
            {group.settings.map((setting) => (
              <SettingRow key={setting.name} setting={setting} onSet={onSet} />
            ))}
          </section>
        ))}
    </>
  );
}

interface FoundProps extends Omit<PartProps, "section"> {
  readonly search: string;
  readonly sections: readonly Section[];
}

/** What fits a search, by part. */
function Found({ search, sections, own, groups, onSet }: FoundProps): JSX.Element {
  const found = sections
    .map((section) => {
      const heading = sectionLabel(section);
      return {
        section,
        heading,
        own: own.filter((each) => each.section === section && matches(search, [heading, ...each.words])),
        groups: groups
          .filter(({ pid }) => sectionOf(pid) === section)
          .map((group) => ({ ...group, settings: group.settings.filter((setting) => matches(search, [heading, group.label, setting.label, setting.name, setting.description])) }))
          .filter(({ settings }) => settings.length > 0),
      };
    })
    .filter((part) => part.own.length > 0 || part.groups.length > 0);
  const count = found.reduce((sum, part) => sum + part.own.length + part.groups.reduce((inner, { settings }) => inner + settings.length, 0), 0);
  return (
    <>
      <p class="quiet" role="status" data-testid="settings-count">
        {t("settings.found", { count })}
      </p>
      {found.map((part) => (
        <section key={part.section} class="settings-part" aria-labelledby={`found-${part.section}`}>
          <h3 id={`found-${part.section}`} class="settings-part-title">
            {part.heading}
          </h3>
          <Part section={part.section} own={part.own} groups={part.groups} onSet={onSet} />
        </section>
      ))}
    </>
  );
}

/** The bundles call their settings "Baton recorder". */
function titleOf(label: string): string {
  const short = label.replace(/^Baton /, "");
  return short.charAt(0).toUpperCase() + short.slice(1);
}

function sectionLabel(section: Section): string {
  return textNamed(`settingGroup.${section}`) ?? section;
}

/** The layout of the target's keyboard; stored in this browser, and on a device that has it for every session. */
function LayoutChoice({ store, commands }: { readonly store: Store; readonly commands: Commands }): JSX.Element {
  const choose = (name: LayoutName): void => {
    store.layout.value = name;
    savePasteSettings({ layout: name });
    if (store.controls.value) {
      void commands.setKeyboardLayout(name);
    }
  };
  return (
    <section class="panel-part" aria-label={t("common.keyboardLayoutOfTheTarget")}>
      <div class="field">
        <label htmlFor="settings-layout">{t("common.keyboardLayoutOfTheTarget")}</label>
        <select
          id="settings-layout"
          data-testid="settings-layout"
          value={store.layout.value ?? ""}
          onChange={(event) => {
            const name = layoutNamed(event.currentTarget.value);
            if (name !== undefined) {
              choose(name);
            }
          }}
        >
          {store.layout.value === undefined && <option value="">–</option>}
          {LAYOUT_NAMES.map((name) => (
            <option key={name} value={name}>
              {layoutLabel(name)}
            </option>
          ))}
        </select>
      </div>
    </section>
  );
}
