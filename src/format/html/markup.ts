/** Markup in which text stays text: what a template interpolates is escaped unless it is markup itself, and only the
 *  template makes markup. Attributes that take a value stand in double quotes. */
import { inert } from '../../text.ts';

export type Value = Markup | string | number | undefined | false | readonly Value[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. A report read back from a file is made inert again: it may come from anywhere. */
const escaped = (text: string): string => inert(text).replace(/[&<>"']/g, (c) => ENTITIES[c]!);

export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static #of(value: Value): string {
    if (value === undefined || value === false) return '';
    if (value instanceof Markup) return value.#text;
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? escaped(value) : value.map((v) => Markup.#of(v)).join('');
  }

  static of(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
    return new Markup(strings.map((s, i) => s + Markup.#of(values[i])).join(''));
  }

  toString(): string {
    return this.#text;
  }
}

/** Tag of templates: h`<b>${text}</b>`. */
export const h = Markup.of;
