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
  const before = Object.getOwnPropertyDescriptor(real, "createElement");
  real.createElement = creator(real) as Document["createElement"];
  try {
    task();
  } finally {
    restore(real, before);
  }
}

/** How many terminals have the page's own document make their spans. */
let adapting = 0;

/**
 * Lets the page's own document make spans whose `style` attribute is set by `cssText`, until the answer is called. The
 * rows of xterm.js are made by that document whatever it is told, and colours of 24 bits, as well as those adjusted for
 * contrast, are style attributes there. Other spans of the page are as before.
 */
export function adaptSpans(real: Document): () => void {
  if (adapting++ === 0) {
    const create = Document.prototype.createElement.bind(real) as Document["createElement"];
    real.createElement = ((name: string, options?: ElementCreationOptions) => adapted(create(name, options))) as Document["createElement"];
  }
  let adapts = true;
  return () => {
    if (adapts && --adapting === 0) {
      restore(real, undefined);
    }
    adapts = false;
  };
}

/** @param before undefined for the method of the prototype */
function restore(real: Document, before: PropertyDescriptor | undefined): void {
  if (before === undefined) {
    delete (real as unknown as Record<string, unknown>)["createElement"];
  } else {
    Object.defineProperty(real, "createElement", before);
  }
}

function creator(real: Document): (name: string, options?: ElementCreationOptions) => HTMLElement {
  const create = Document.prototype.createElement.bind(real) as Document["createElement"];
  return (name, options) => (name.toLowerCase() === "style" ? styleSheetElement(real, create("span")) : adapted(create(name, options)));
}

function adapted(element: HTMLElement): HTMLElement {
  if (element instanceof HTMLSpanElement) {
    element.setAttribute = setAttribute;
  }
  return element;
}

function setAttribute(this: HTMLElement, attribute: string, value: string): void {
  if (attribute === "style") {
    this.style.cssText = value;
  } else {
    Element.prototype.setAttribute.call(this, attribute, value);
  }
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
