// SPDX-License-Identifier: Apache-2.0

/**
 * xterm.js writes style elements and style attributes, which the page's content security policy forbids. Constructed
 * style sheets and the CSSOM are allowed and do the same: `style` elements become sheets, `style` attributes are set by
 * `cssText`.
 */
export function policyDocument(real: Document): Document {
  const create = creator(real);
  return new Proxy(real, {
    get(target, property): unknown {
      if (property === "createElement") {
        return create;
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}

/** Runs something that asks the page's own document for `style` elements, and no other for the time. */
export function withoutStyleElements(real: Document, task: () => void): void {
  real.createElement = creator(real) as Document["createElement"];
  try {
    task();
  } finally {
    // the method of the prototype again
    delete (real as unknown as Record<string, unknown>)["createElement"];
  }
}

function creator(real: Document): (name: string, options?: ElementCreationOptions) => HTMLElement {
  const create = Document.prototype.createElement.bind(real) as Document["createElement"];
  return (name, options) => {
    if (name.toLowerCase() === "style") {
      return styleSheetElement(real, create("span"));
    }
    const element = create(name, options);
    if (name.toLowerCase() === "span") {
      element.setAttribute = (attribute: string, value: string): void => {
        if (attribute === "style") {
          element.style.cssText = value;
        } else {
          Element.prototype.setAttribute.call(element, attribute, value);
        }
      };
    }
    return element;
  };
}

/** An element that shows nothing, whose text is a style sheet of the document for as long as it is not removed. */
function styleSheetElement(real: Document, element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  element.hidden = true;
  real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet];
  Object.defineProperty(element, "textContent", { set: (css: string) => sheet.replaceSync(css), get: () => "" });
  element.remove = (): void => {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((each) => each !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}
